import { formatQuantity } from '../model/units.ts'
import type { Where, WhereFunction } from '../model/where.ts'
import { ofCauses } from './cause-messages.ts'
import type { Safe } from './safe.ts'

/** Where instructions went, in the few lines below a row of the table. */

/** One function: how many instructions per request it added (or took, where there is no other side), which it is, and what it does now. */
export type WhereLine = { readonly amount: string; readonly place: string; readonly what: string }

/** Five say enough. Smaller parts of the whole change than this are left to the page. */
const MOST = 5
const LEAST_SHARE = 0.03

/** Within this share of an amount, another number says the same. */
const NEARLY = 0.05

/** The functions that made the most of a change, or the heaviest ones where there is no other side. Empty where nothing was profiled. */
export function whereLines(where: Where, safe: Safe): readonly WhereLine[] {
  const { before, now } = where.total
  const whole = before === null || now === null ? null : Math.abs(now - before)
  const told = where.functions.filter(({ change }) => whole === null || Math.abs(change ?? 0) >= LEAST_SHARE * whole)
  return told.slice(0, MOST).map((one) => lineOf(one, safe))
}

function lineOf(one: WhereFunction, safe: Safe): WhereLine {
  const { change, own } = one
  const amount = change === null ? sizeText(own.now) : signed(change)
  return { amount, place: placeOf(one, safe), what: change === null ? '' : safe(whatChanged(one)) }
}

function signed(change: number): string {
  return `${change < 0 ? '−' : '+'}${sizeText(Math.abs(change))}`
}

/** `335k`: each at its own scale, because a function may become a thousand times as heavy. */
function sizeText(instructions: number | null): string {
  return formatQuantity(instructions, 'instructions').replace(' ', '')
}

/** `44.1k → 65.5k`. Hundreds beside thousands are written in thousands, too: `228 → 337k` would read as 228k. */
function pairText({ before, now }: WhereFunction['own']): string {
  const isLarge = Math.max(before ?? 0, now ?? 0) >= 1000
  const text = (value: number | null) =>
    isLarge && value !== null && value > 0 && value < 1000 ? `${(value / 1000).toPrecision(2)}k` : sizeText(value)
  return `${text(before)} → ${text(now)}`
}

/** `nunjucks/src/runtime.js:20 set` */
function placeOf({ name, file, line }: WhereFunction, safe: Safe): string {
  const shown = name === '' ? ofCauses.anonymous : name
  if (file === null) return safe(line === null ? shown : `${shown} ${ofCauses.madeAtRunTime}`)
  return safe(`${file}${line === null ? '' : `:${line}`} ${shown}`)
}

function whatChanged(one: WhereFunction): string {
  const { mark, formerly, calling } = one
  if (mark === 'new' || mark === 'gone') return mark
  const was =
    formerly === null ? '' : `${ofCauses.formerly({ formerly: formerly === '' ? ofCauses.anonymous : formerly })}, `
  if (calling !== null) return was + ofCauses.calling({ ...calling, name: calling.name || ofCauses.anonymous })
  return was + ownText(one)
}

/** `44.1k → 65.5k (×1.5 calls)`, or per call where only that gives the amount, because others are charged with the additional calls. */
function ownText({ change, own, calls }: WhereFunction): string {
  const times = timesText(calls)
  const each = { before: (own.before ?? 0) / (calls.before || 1), now: (own.now ?? 0) / (calls.now || 1) }
  const gives = (amount: number) => Math.abs(amount - (change ?? 0)) <= NEARLY * Math.abs(change ?? 0)
  const isWhole = gives((own.now ?? 0) - (own.before ?? 0)) || !gives((each.now - each.before) * (calls.now ?? 1))
  if (times === '' || isWhole) return pairText(own) + times
  return ofCauses.perCall({ pair: pairText(each) }) + times
}

/** ` (×1.5 calls)`, where a function is called more or less often than before. */
function timesText({ before, now }: WhereFunction['calls']): string {
  if (!before || now === null || Math.abs(now / before - 1) < 0.005) return ''
  return ` ${ofCauses.timesCalls({ times: (now / before).toPrecision(3) })}`
}
