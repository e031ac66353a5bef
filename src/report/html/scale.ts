/** Places on an axis of changes, drawn in logarithms so that half and twice are equally far from nothing. */

export type Scale = {
  /** From 0 (left) to `WIDTH` (right); what lies beyond the ends is put there. */
  readonly at: (change: number) => number
  readonly ticks: readonly Tick[]
}

export type Tick = { readonly change: number; readonly place: number }

/** Of a drawing, in its own units. */
export const WIDTH = 1000

const TICKS = [-0.9, -0.75, -0.5, -0.33, -0.2, -0.1, -0.05, 0, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 9] as const

/** As many labels fit under a drawing on a phone. */
const MOST = 7

/** Nearer to an end than this, a label longer than that of nothing would stand out of the drawing on a phone. */
const EDGE = 60

/** The narrowest axis is from −5 to +5 %, the widest from a tenth to ten times. */
const NARROWEST = Math.log(1.06)
const WIDEST = Math.log(10)

/** An axis that has room for these changes (fractions above −1), and for none. */
export function scaleFor(changes: readonly number[]): Scale {
  const logs = changes.filter((change) => change > -1 && Number.isFinite(change)).map(Math.log1p)
  const low = Math.max(-WIDEST, Math.min(-NARROWEST, ...logs))
  const high = Math.min(WIDEST, Math.max(NARROWEST, ...logs))
  const margin = (high - low) * 0.03
  const [from, to] = [low - margin, high + margin]
  const at = (change: number) => {
    const log = change <= -1 ? from : Math.log1p(change)
    return Math.round((WIDTH * (Math.min(to, Math.max(from, log)) - from)) / (to - from))
  }
  const inside = TICKS.filter((change) => change === 0 || (at(change) >= EDGE && at(change) <= WIDTH - EDGE))
  return { at, ticks: sparse(inside, at).map((change) => ({ change, place: at(change) })) }
}

/** Without those that stand too close to a more important one: nothing first, then from the outside to the inside. */
function sparse(changes: readonly number[], at: Scale['at']): readonly number[] {
  const kept: number[] = []
  const byImportance = changes.toSorted(
    (a, b) => Number(b === 0) - Number(a === 0) || Math.abs(Math.log1p(b)) - Math.abs(Math.log1p(a)),
  )
  for (const change of byImportance) {
    if (kept.every((other) => Math.abs(at(other) - at(change)) >= WIDTH / MOST)) kept.push(change)
  }
  return kept.toSorted((a, b) => a - b)
}
