import type { HttpProgress } from '../host/http.ts'
import { notReady } from './ready-messages.ts'

/** What is known of a try that got no whole answer. */
export type NoAnswer = {
  /** There was a connection: something listens there. */
  readonly reached: boolean
  /** For a sentence. */
  readonly said: string
  /** What the server may speak in place of plain HTTP/1.1. */
  readonly speaks: 'https' | 'HTTP/2' | null
}

/** What was seen of a try. `begun`: how far its answer came; null when none began. */
export type Seen = { reached: boolean; begun: HttpProgress | null }

/** `outOfTime`: it was given up. `isPlain`: it was asked in HTTP/1.1 without TLS. */
export function noAnswerOf(
  error: unknown,
  { reached, begun }: Seen,
  { outOfTime, isPlain }: { readonly outOfTime: boolean; readonly isPlain: boolean },
): NoAnswer {
  const broken = error as Broken
  if (outOfTime) return { reached, said: begun ? notReady.unfinished(begun) : notReady.noAnswerCame, speaks: null }
  return { reached, said: problemOf(broken), speaks: isPlain && begun === null ? otherThanPlain(broken) : null }
}

/** Node's error. `reason` and `rawPacket`: why it could not read what came, and what that was. */
type Broken = NodeJS.ErrnoException & { readonly reason?: string; readonly rawPacket?: Buffer }

function problemOf({ code, message, reason }: Broken): string {
  return code?.startsWith('HPE_')
    ? notReady.unreadable({ code, reason: reason ?? message })
    : notReady.connectionFailed({ problem: code ?? message })
}

/** The first two bytes of a record in which TLS says what is wrong. */
const [ALERT, TLS] = [0x15, 0x03]

/** The fourth byte of the frame with which HTTP/2 begins, after three bytes of its length. */
const SETTINGS = 0x04

/** A server that expects TLS hangs up, or says in a record of TLS what is wrong. */
function otherThanPlain({ code, rawPacket }: Broken): NoAnswer['speaks'] {
  if (code === 'ECONNRESET') return 'https'
  const [first, second, , fourth] = rawPacket ?? []
  if (first === ALERT && second === TLS) return 'https'
  return first === 0 && fourth === SETTINGS ? 'HTTP/2' : null
}
