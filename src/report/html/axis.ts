/** An axis of changes, logarithmic, so that half and twice are equally far from no change. */
export type Axis = {
  /** From 0 (left) to `WIDTH` (right). Changes beyond the ends are put there. */
  readonly at: (change: number) => number
  readonly ticks: readonly { readonly change: number; readonly place: number }[]
}

/** The width of a drawing, in its own units. */
export const WIDTH = 1000

const TICKS = [
  -0.9, -0.75, -0.5, -0.33, -0.2, -0.1, -0.05, -0.02, -0.01, 0, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 9,
] as const

/** So many labels fit under a drawing on a phone. */
const MOST_TICKS = 7

/** A label nearer to an end than this could stick out of the drawing on a phone. */
const EDGE = 60

/** An axis that is not asked for less goes from −5 to +5 %. The widest is from a tenth to ten times. */
const NARROWEST = 0.06
const WIDEST = Math.log(10)

/** An axis with room for these changes (fractions above −1), for no change, and for `narrowest` both ways. */
export function axisFor(changes: readonly number[], narrowest = NARROWEST): Axis {
  const logs = changes.filter((change) => change > -1 && Number.isFinite(change)).map(Math.log1p)
  const low = Math.max(-WIDEST, Math.min(-Math.log1p(narrowest), ...logs))
  const high = Math.min(WIDEST, Math.max(Math.log1p(narrowest), ...logs))
  const margin = (high - low) * 0.03
  const [from, to] = [low - margin, high + margin]
  const at = (change: number) => {
    const log = change <= -1 ? from : Math.log1p(change)
    return Math.round((WIDTH * (Math.min(to, Math.max(from, log)) - from)) / (to - from))
  }
  const inside = TICKS.filter((change) => change === 0 || (at(change) >= EDGE && at(change) <= WIDTH - EDGE))
  return { at, ticks: thinOut(inside, at).map((change) => ({ change, place: at(change) })) }
}

/** Without those that are too close to a more important one. No change is the most important, then the outer ones. */
function thinOut(changes: readonly number[], at: Axis['at']): readonly number[] {
  const kept: number[] = []
  const byImportance = changes.toSorted(
    (a, b) => Number(b === 0) - Number(a === 0) || Math.abs(Math.log1p(b)) - Math.abs(Math.log1p(a)),
  )
  for (const change of byImportance) {
    if (kept.every((other) => Math.abs(at(other) - at(change)) >= WIDTH / MOST_TICKS)) kept.push(change)
  }
  return kept.toSorted((a, b) => a - b)
}
