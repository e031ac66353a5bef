import { setTimeout as delay } from 'node:timers/promises'
import { ask, type HttpAnswer, type HttpProgress } from '../host/http.ts'
import type { Ready } from '../model/ready.ts'
import type { Transport } from '../model/transport.ts'
import { misfitOf, type Misfit } from './misfit.ts'
import { noAnswerOf, type NoAnswer, type Seen } from './no-answer.ts'
import { notReady } from './ready-messages.ts'

/** The body as text and as it came. `closes`: the server closes the connection although it was asked to keep it. */
export type RightAnswer = { readonly body: string; readonly bytes: Buffer; readonly closes: boolean }

/** A status that is not the wanted one. `location`: where a redirect leads. */
export type WrongAnswer = { readonly status: number; readonly location: string | null }

/** What is asked. */
export type Asking = Ready & { readonly transport?: Transport | undefined }

/** `tryWithin`: milliseconds. */
type Try = Asking & { readonly tryWithin: number }

/** What came of asking one port. */
export type Heard =
  | { readonly state: 'right'; readonly origin: string; readonly answer: RightAnswer }
  /** An answer that does not become right by waiting. */
  | { readonly state: 'refused'; readonly origin: string; readonly wrong: WrongAnswer | Misfit }
  /** Not yet. `wrong` is null when there was no answer; `said` is what came of the last try, for a sentence. */
  | { readonly state: 'open'; readonly origin: string; readonly wrong: WrongAnswer; readonly said: string }
  | ({ readonly state: 'open'; readonly origin: string; readonly wrong: null } & NoAnswer)

/** Milliseconds between two tries, or this share of the time that they take so far: what starts for long may be found so much later. */
const PAUSE = { least: 20, share: 0.02 } as const

/** Milliseconds for one try, or this share: a server may forget a connection that came before it was ready. */
const TRY = { least: 5000, share: 0.5 } as const

/**
 * How many milliseconds a try may take that begins so many after the first one, and the pause behind it. The first answer of a server that
 * is counted may take a minute.
 */
export function timesOfTry(sinceFirst: number): { readonly within: number; readonly pause: number } {
  const longer = ({ least, share }: typeof PAUSE | typeof TRY) => Math.round(Math.max(least, share * sinceFirst))
  return { within: longer(TRY), pause: longer(PAUSE) }
}

/**
 * Asks until the answer is right or refused, or until the signal, and says after each try what came of it. Of `origins`, the
 * first one that answers counts. Every request has a connection of its own. Callers may ignore this promise.
 */
export async function askUntilReady(
  origins: () => readonly string[],
  ready: Asking,
  signal: AbortSignal,
  heard: (heard: Heard) => void,
  times = timesOfTry,
): Promise<void> {
  const patience = patienceOf(ready)
  const began = performance.now()
  let last: Heard | null = null
  while (!signal.aborted) {
    const { within, pause } = times(performance.now() - began)
    const now = patience(await askFirst(origins(), { ...ready, tryWithin: within }, signal))
    // A try that the signal cut short says less than the one before it, unless only this one found that somebody listens.
    if (signal.aborted && last !== null && (isReached(last) || !isReached(now))) return
    last = now
    heard(now)
    if (now.state !== 'open') return
    await delay(pause, undefined, { signal }).catch(() => {})
  }
}

/** Of the origins, the first one that answers. Those before it are asked once more: the server may have come up meanwhile. */
async function askFirst([origin = '', ...others]: readonly string[], ready: Try, signal: AbortSignal): Promise<Heard> {
  const first = await askOnce(origin, ready, signal)
  if (others.length === 0 || isAnswer(first)) return first
  const later = await askFirst(others, ready, signal)
  if (!isAnswer(later)) return first
  const again = await askOnce(origin, ready, signal)
  return isAnswer(again) ? again : later
}

/** Whatever it says. */
export function isAnswer(heard: Heard): boolean {
  return heard.state !== 'open' || heard.wrong !== null
}

/** Something listens there, whatever it says. */
export function isReached(heard: Heard): boolean {
  return isAnswer(heard) || ('reached' in heard && heard.reached)
}

async function askOnce(
  origin: string,
  { path, headers, status, transport, tryWithin }: Try,
  signal: AbortSignal,
): Promise<Heard> {
  const seen: Seen = { reached: false, begun: null }
  const onConnect = () => void (seen.reached = true)
  const onProgress = (progress: HttpProgress) => void (seen.begun = progress)
  const within = AbortSignal.any([signal, AbortSignal.timeout(tryWithin)])
  try {
    const asked = { headers: { connection: 'keep-alive', ...headers }, transport, signal: within }
    const answer = await ask(origin + path, { ...asked, onConnect, onProgress })
    const { bytes, closes } = answer
    if (isWanted(answer.status, status))
      return { state: 'right', origin, answer: { body: bytes.toString('utf8'), bytes, closes } }
    return wrongAt(origin, answer)
  } catch (error) {
    const wrong = misfitOf(error)
    if (wrong !== null) return { state: 'refused', origin, wrong }
    const isPlain = transport?.tls === undefined && transport?.http2 === undefined
    return { state: 'open', origin, wrong: null, ...noAnswerOf(error, seen, { outOfTime: within.aborted, isPlain }) }
  }
}

function isWanted(status: number, wanted: Ready['status']): boolean {
  return wanted === undefined ? status >= 200 && status <= 299 : [wanted].flat().includes(status)
}

/** A redirect is an answer of a server that is up. Any other status may be that of one that still starts. */
function wrongAt(origin: string, { status, headers }: HttpAnswer): Heard {
  const location = headers.location ?? null
  const wrong = { status, location }
  if (location !== null && [301, 302, 303, 307, 308].includes(status)) return { state: 'refused', origin, wrong }
  return { state: 'open', origin, wrong, said: notReady.wrongStatus({ status }) }
}

/** Statuses of servers that still start: routes that are not there yet, time-outs, and too many requests. */
const PASSING = [404, 408, 409, 423, 425, 429]

/** The share of `within` after which a 4xx that does not change is final. A server that starts answers mostly 5xx. */
const FINAL = { passing: 1 / 3, other: 1 / 15 } as const

/** Turns a 4xx that stays the same for long into one that is refused. */
function patienceOf({ within }: Ready): (heard: Heard) => Heard {
  let status: number | null = null
  let since = performance.now()
  return (heard) => {
    const now = heard.state === 'open' ? (heard.wrong?.status ?? null) : null
    if (now !== status) since = performance.now()
    status = now
    if (heard.state !== 'open' || heard.wrong === null || now === null || now < 400 || now > 499) return heard
    const share = PASSING.includes(now) ? FINAL.passing : FINAL.other
    if (performance.now() - since < within * share * 1000) return heard
    return { state: 'refused', origin: heard.origin, wrong: heard.wrong }
  }
}
