import { formatPair, formatQuantity } from '../model/units.ts'
import type { Wait, Waiting } from '../model/waiting.ts'
import { ofCauses } from './cause-messages.ts'
import type { Safe } from './safe.ts'

/** What requests of a server wait for, in a sentence and the few lines below a row of the table. */

/** One wait: how much longer requests wait (or how long, where there is no other side), for what, and where they began to. */
export type WaitLine = { readonly amount: string; readonly what: string; readonly place: string }

/** Five say enough. Smaller parts of the whole change than this are left to the page. */
const MOST = 5
const LEAST_SHARE = 0.05

/** Below that share of what it was, a latency is the same. */
const SAME = 0.05

/** From this share of a change on, it is the CPU's. */
const MOSTLY = 0.5

/** What became of requests, in one sentence. Null where this run could not be watched. */
export function waitingSentence(waiting: Waiting): string | null {
  const { latency, onCpu, before, instructionsHold } = waiting
  const off = offCpu(waiting)
  if (latency.now === null) return null
  const [whole, on, away] = [latency, onCpu, off].map((pair) => formatPair(pair.before, pair.now, 's'))
  if (before === null || latency.before === null)
    return ofCauses.waitsToday({ whole: formatQuantity(latency.now, 's'), on: formatQuantity(onCpu.now, 's') })
  const change = latency.now - latency.before
  if (change < SAME * latency.before) return ofCauses.notSeenAgain({ whole: whole! })
  const ofCpu = change <= 0 ? 0 : ((onCpu.now ?? 0) - (onCpu.before ?? 0)) / change
  if (ofCpu > MOSTLY) return ofCauses.moreTimeOnCpu({ on: on!, instructionsHold })
  if (off.now === null) return ofCauses.longerPerRequest({ whole: whole! })
  return ofCauses.moreWaiting({ off: away!, on: on!, instructionsHold })
}

/** From a request to its answer without being on the CPU, in seconds. */
function offCpu({ latency, onCpu }: Waiting): Waiting['latency'] {
  const side = (of: 'before' | 'now') => {
    const [whole, on] = [latency[of], onCpu[of]]
    return whole === null || on === null ? null : Math.max(0, whole - on)
  }
  return { before: side('before'), now: side('now') }
}

/** The waits that made the most of the change, or the longest ones where there is no other side. */
export function waitLines({ waits, latency, before }: Waiting, safe: Safe): readonly WaitLine[] {
  const whole = Math.abs((latency.now ?? 0) - (before === null ? 0 : (latency.before ?? 0)))
  const told = waits.filter((wait) => Math.abs((wait.now ?? 0) - (wait.before ?? 0)) >= LEAST_SHARE * whole)
  return told.slice(0, MOST).map((wait) => ({
    amount: amountOf(wait),
    what: safe(waitText(wait)),
    place: safe(placeText(wait)),
  }))
}

/** `+5.02 ms`; a time alone where nothing is compared. */
export function amountOf({ before, now }: Pick<Wait, 'before' | 'now'>): string {
  if (before === null) return formatQuantity(now, 's')
  const change = (now ?? 0) - before
  return `${change < 0 ? '−' : '+'}${formatQuantity(Math.abs(change), 's')}`
}

/** `in a timer (setTimeout)` */
export function waitText({ kind, detail }: Wait): string {
  return ofCauses.waits[kind](detail)
}

/** `servers/fastify/main.ts:12 handler`; empty where nobody knows it. */
export function placeText({ place }: Wait): string {
  if (place === null) return ''
  const { name, file, line } = place
  const shown = name === '' ? ofCauses.anonymous : name
  if (file === null) return `${shown} ${ofCauses.madeAtRunTime}`
  return `${file}${line === null ? '' : `:${line}`} ${shown}`
}
