import { isRightStatus } from '../../model/expect.ts'
import { bodyCheck, type BodyCheck } from '../answer/body-check.ts'
import type { Mix } from '../driver.ts'
import { openWalk, type Sendable } from '../walk.ts'
import type { Tally } from './tally.ts'

/** One connection's requests and answers, one after the other: what to send next, and what to count. */
export type Talk = {
  /** The next request, or the same again where nothing came of it. */
  readonly request: () => Sendable
  /** The head of an answer: names and values in turn, as they came. */
  readonly head: (raw: readonly string[]) => void
  /** A piece of its body. Its bytes may change after the call. */
  readonly add: (piece: Buffer) => void
  /** Ends the answer; latency in seconds, from a moment on. `first`: that of the first byte of its body, where it is timed. */
  readonly answer: (status: number, latency: number, since?: number, first?: number) => void
  /** The request was not answered. */
  readonly fail: (kind: 'connection' | 'timeout' | 'lost', since?: number) => void
  /** Forgets the part of an answer that came. */
  readonly forget: () => void
}

/** Where it counts what became of a request. */
export type Counts = Pick<Tally, 'answer' | 'fail' | 'end' | 'skip' | 'wrongBody'>

export function openTalk({ plan, rights }: Mix, nextTurn: () => number, counts: () => Counts): Talk {
  const walk = openWalk(plan, nextTurn)
  const checks: readonly BodyCheck[] = rights.map((right) => bodyCheck(right.body))
  let pieces: Buffer[] = []
  let raw: readonly string[] = []

  function stop(): void {
    counts().skip(walk.stop())
  }

  return {
    request: walk.request,
    head: (headers) => (raw = headers),
    add: (piece) => {
      checks[walk.at()]!.add(piece)
      if (walk.takes()) pieces.push(Buffer.from(piece))
    },
    answer: (status, latency, since, first) => {
      const at = walk.at()
      const matches = checks[at]!.matches()
      const isExpected = isRightStatus(status, rights[at]!.statuses)
      if (isExpected && !matches) counts().wrongBody(checks[at]!.howWrong)
      const answer = () => ({ body: Buffer.concat(pieces).toString(), headers: byName(raw) })
      const goesOn = isExpected && matches && walk.done(answer)
      pieces = []
      // A body is wrong, too, where it does not have what later steps take from it.
      counts().answer(status, isExpected ? goesOn : matches, latency, since, at, first)
      if (!goesOn) stop()
    },
    fail: (kind, since) => {
      counts().fail(kind, since, walk.at())
      stop()
    },
    forget: () => {
      for (const check of checks) check.matches()
      pieces = []
    },
  }
}

/** Whether anything is taken from any answer. */
export function takesAny({ plan }: Mix): boolean {
  return plan.requests.some(({ take }) => Object.keys(take).length > 0)
}

/** The values of each header by its name in lower case. `raw` has names and values in turn. */
export function byName(raw: readonly string[]): Readonly<Record<string, string[]>> {
  const headers: Record<string, string[]> = {}
  for (let at = 0; at + 1 < raw.length; at += 2) (headers[raw[at]!.toLowerCase()] ??= []).push(raw[at + 1]!)
  return headers
}
