import { countShift, type CountShift } from '../verdict/count-shift.ts'
import type { CountValue } from '../verdict/count-values.ts'

/** Which commit to count next, and what the counts show. All of it is pure. */

/** What is known of a commit by its place in the range: the launches that were counted of it, or that it cannot be counted. */
export type Known = ReadonlyMap<number, readonly CountValue[] | 'skipped'>

/**
 * A stretch of the range that executes more at its end than at its beginning. `from` and `to` are places; between them lies
 * nothing, or only what cannot be counted, unless the stretch was not looked into.
 */
export type Stretch = { readonly from: number; readonly to: number; readonly shift: CountShift }

/** One more thing to count: a commit until so many launches of it are known. */
export type Wanted = { readonly place: number; readonly launches: number }

export type Found = {
  /** The end of the range against its beginning. */
  readonly whole: CountShift
  /** Steps that cannot be narrowed any more, the largest first. */
  readonly steps: readonly Stretch[]
  /** Other stretches that are heavier at their end, not looked into; the largest first. */
  readonly rest: readonly Stretch[]
  /** The shortest stretch that shows a change where no single commit does. */
  readonly spread: Stretch | null
}

export type Next = { readonly count: readonly Wanted[]; readonly found?: never } | { readonly found: Found }

/** Launches of each commit, and the most where they do not decide. */
export const LAUNCHES = 2
const MOST_LAUNCHES = 4

/**
 * A step below this fraction is not looked for: launches of the same small server lay up to 0.4 % apart on a busy machine, and a search
 * that follows such a difference names somebody who did nothing.
 */
export const LEAST_STEP = 0.005

/**
 * What to count next to find the largest step for the worse among places 0 to `last`. Of all stretches between two counted
 * commits, the one with the greatest change is halved, until it is a single commit. While steps only ever add, no other commit can then have
 * added more; the search takes log2(last) + 2 counts where there is one of them. `all` goes on until every stretch is looked
 * into. RangeError when one of the ends is skipped.
 */
export function nextCount(known: Known, last: number, all = false): Next {
  const ends = [0, last].filter((place) => !known.has(place))
  if (ends.length > 0) return { count: ends.map((place) => ({ place, launches: LAUNCHES })) }
  const whole = stretchIn(known, 0, last)
  const more = isUncertain(whole) ? moreLaunches(known, whole) : []
  if (more.length > 0) return { count: more }
  if (!isShown(whole)) return { found: { whole: whole.shift, steps: [], rest: [], spread: null } }
  return narrow(known, whole, all)
}

function narrow(known: Known, whole: Stretch, all: boolean): Next {
  const heavier = stretchesOf(known)
    .filter(({ shift }) => shift.estimate >= LEAST_STEP)
    .toSorted(byEstimate)
  const steps: Stretch[] = []
  for (const stretch of heavier) {
    if (steps.length > 0 && !all) break
    const count = isShown(stretch) ? middleOf(known, stretch) : moreLaunches(known, stretch)
    if (count.length > 0) return { count }
    if (isShown(stretch)) steps.push(stretch)
  }
  const rest = heavier.filter((stretch) => isShown(stretch) && !steps.includes(stretch))
  const spread = steps.length === 0 ? shortestShown(known, whole) : null
  return { found: { whole: whole.shift, steps, rest, spread } }
}

/** Whether both ends of a stretch differ, in whichever direction. */
export function isChange({ estimate, low, high }: CountShift): boolean {
  return Math.abs(estimate) >= LEAST_STEP && (low > 0 || high < 0)
}

/** The largest first. */
function byEstimate(one: Stretch, other: Stretch): number {
  return other.shift.estimate - one.shift.estimate
}

/** Whether the end of a stretch is heavier beyond what launches differ by. */
export function isShown({ shift }: Pick<Stretch, 'shift'>): boolean {
  return shift.estimate >= LEAST_STEP && shift.low > 0
}

function isUncertain({ shift }: Stretch): boolean {
  return shift.estimate >= LEAST_STEP && shift.low <= 0
}

/**
 * How many more commits the search counts, as far as is known: as if there were one to find, in the stretch that comes next. Exact
 * where there is one, and nothing is skipped.
 */
export function countsLeft(known: Known, last: number): number {
  const ends = [0, last].filter((place) => !known.has(place)).length
  const [next] = ends > 0 ? [{ from: 0, to: last }] : stretchesOf(known).filter(isShown).toSorted(byEstimate)
  return ends + (next ? Math.ceil(Math.log2(next.to - next.from)) : 0)
}

/** Two more launches of each end that has fewest, while that can help. */
function moreLaunches(known: Known, { from, to }: Stretch): readonly Wanted[] {
  const ends = [from, to].map((place) => ({ place, counted: launchesAt(known, place).length }))
  const fewest = Math.min(...ends.map(({ counted }) => counted))
  if (fewest >= MOST_LAUNCHES) return []
  return ends
    .filter(({ counted }) => counted === fewest)
    .map(({ place }) => ({ place, launches: Math.min(MOST_LAUNCHES, fewest + LAUNCHES) }))
}

/** The commit nearest to the middle that can still be counted; none where there is no such commit. */
function middleOf(known: Known, { from, to }: Stretch): readonly Wanted[] {
  const middle = Math.floor((from + to) / 2)
  const between = Array.from({ length: to - from - 1 }, (_, index) => from + 1 + index)
  const [place] = between
    .filter((one) => !known.has(one))
    .toSorted((one, other) => Math.abs(one - middle) - Math.abs(other - middle))
  return place === undefined ? [] : [{ place, launches: LAUNCHES }]
}

/** Between neighbours among the places that were counted. */
function stretchesOf(known: Known): readonly Stretch[] {
  const counted = countedPlaces(known)
  return counted.slice(1).map((to, index) => stretchIn(known, counted[index]!, to))
}

function shortestShown(known: Known, whole: Stretch): Stretch {
  const counted = countedPlaces(known)
  const pairs = counted.flatMap((from) => counted.filter((to) => to > from).map((to) => ({ from, to })))
  const shown = pairs.map(({ from, to }) => stretchIn(known, from, to)).filter(isShown)
  return shown.toSorted((one, other) => one.to - one.from - (other.to - other.from))[0] ?? whole
}

function countedPlaces(known: Known): readonly number[] {
  return [...known]
    .flatMap(([place, launches]) => (launches === 'skipped' ? [] : place))
    .toSorted((one, other) => one - other)
}

function stretchIn(known: Known, from: number, to: number): Stretch {
  return { from, to, shift: countShift(launchesAt(known, from), launchesAt(known, to)) }
}

function launchesAt(known: Known, place: number): readonly CountValue[] {
  const launches = known.get(place)
  if (launches === undefined || launches === 'skipped') throw new RangeError(`Place ${place} was not counted.`)
  return launches
}
