import { memoize } from '../stats/memoize.ts'
import type { Shift } from '../stats/shift.ts'
import { studentQuantile } from '../stats/student.ts'
import { mean } from '../stats/summary.ts'
import type { CountValue } from './count-values.ts'

/** How far apart a few counted launches of two sides are, in ln units. */

/** What launches usually differ by, as a standard deviation: with it, two launches differ by 0.2 % once in 200 pairs. */
export const USUAL_SPREAD = 0.0005

/** How much that knowledge weighs, in degrees of freedom. */
const KNOWN = 4

/** A server whose launches spread further than this is restless: what is known of others says nothing about it. */
const RESTLESS = 0.0025

/** Degrees of freedom of the other side that a single launch takes, which has no spread of its own. */
const BESIDE_ONE = 3

/** One-sided error of the bounds. It is smaller for a restless server, of which only these few launches are known. */
const ERROR = { usual: 0.005, restless: 0.0005 }

/** One-sided error of the bound that lets a cell hold. */
const HOLDS = 0.01

export type CountShift = Shift & {
  /** The bound that has to stay below the tolerance for `holds`. */
  readonly holds: number
  /** What launches differ by today: a standard deviation. */
  readonly spread: number
}

const quantile = memoize(studentQuantile)

/**
 * The difference of the means of ln values, with one-sided bounds. Two launches of each side leave two degrees of freedom,
 * and Student's t then reaches 9.9 times the spread, although many servers are known to repeat alike. So today's
 * spread is weighed together with what is known: Smyth's moderated t ("Linear models and empirical Bayes methods for
 * assessing differential expression in microarray experiments", Stat. Appl. Genet. Mol. Biol. 3, 2004), s̃² = (d₀s₀² +
 * d·s²)/(d₀ + d) with d₀ + d degrees of freedom. Today's spread s is the greater of what the launches of a side differ by
 * (pooled) and what the blocks within them say, so that two launches that agree by luck are not believed more than their
 * blocks. Beyond `RESTLESS` it is Student's t alone, at a tenth of the error.
 *
 * It fails where the launches of one side agree by luck, as do their blocks, while those of the other side lie elsewhere: two
 * launches cannot tell that from a change, so a red is confirmed on fresh ones. Beside a single launch there have to be four;
 * with fewer, the bounds are open. RangeError when a side has no launch, or a value is not above 0.
 */
export function countShift(before: readonly CountValue[], now: readonly CountValue[]): CountShift {
  const usual = before[0]?.value ?? 1
  const [from, to] = [logarithms(before, usual), logarithms(now, usual)]
  const estimate = mean(to) - mean(from)
  const freedom = from.length + to.length - 2
  if (Math.min(from.length, to.length) < 2 && freedom < BESIDE_ONE) return open(estimate)
  const spread = Math.max(spreadBetween([from, to], freedom), spreadWithin([...before, ...now]))
  return bounded({ estimate, spread, freedom, scale: Math.sqrt(1 / from.length + 1 / to.length) })
}

/** The same beside a number that is exact, such as a limit. RangeError when there is no launch, or a value is not above 0. */
export function shiftFrom(exact: number, now: readonly CountValue[]): CountShift {
  const to = logarithms(now, exact)
  const estimate = mean(to)
  const freedom = to.length - 1
  if (freedom < 1) return open(estimate)
  const spread = Math.max(spreadBetween([to], freedom), spreadWithin(now))
  return bounded({ estimate, spread, freedom, scale: Math.sqrt(1 / to.length) })
}

function open(estimate: number): CountShift {
  return { estimate, low: -Infinity, high: Infinity, holds: Infinity, spread: Infinity }
}

type Known = {
  readonly estimate: number
  readonly spread: number
  readonly freedom: number
  /** Standard errors of the estimate in spreads. */
  readonly scale: number
}

function bounded({ estimate, spread, freedom, scale }: Known): CountShift {
  if (!Number.isFinite(spread)) return open(estimate)
  const reach = (error: typeof ERROR) => scale * reachOf(spread, freedom, error)
  const width = reach(ERROR)
  const holds = estimate + reach({ usual: HOLDS, restless: HOLDS })
  return { estimate, low: estimate - width, high: estimate + width, holds, spread }
}

/**
 * What some launches of one side differ by, as a standard deviation and a fraction: the greater of what lies between them and
 * what the blocks within them say. Null when that is unknown, as it is of a single launch.
 */
export function spreadOf(launches: readonly CountValue[]): number | null {
  const [first] = launches
  if (!first || launches.length < 2) return null
  const between = spreadBetween([logarithms(launches, first.value)], launches.length - 1)
  const spread = Math.max(between, spreadWithin(launches))
  return Number.isFinite(spread) ? spread : null
}

function reachOf(spread: number, freedom: number, error: typeof ERROR): number {
  if (spread > RESTLESS) return -quantile(error.restless, freedom) * spread
  const moderated = Math.sqrt((KNOWN * USUAL_SPREAD ** 2 + freedom * spread ** 2) / (KNOWN + freedom))
  return -quantile(error.usual, KNOWN + freedom) * moderated
}

/** Relative to one of the values, so that a server of twice the size gives the same numbers to the last digit. */
function logarithms(side: readonly CountValue[], usual: number): readonly number[] {
  if (side.some(({ value }) => !(value > 0))) throw new RangeError('A count that is compared is above 0.')
  return side.map(({ value }) => Math.log(value / usual))
}

/** Pooled over the sides. */
function spreadBetween(sides: readonly (readonly number[])[], freedom: number): number {
  const squares = sides.flatMap((side) => side.map((value) => (value - mean(side)) ** 2))
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / freedom)
}

function spreadWithin(launches: readonly CountValue[]): number {
  return Math.sqrt(launches.reduce((sum, { spread }) => sum + spread ** 2, 0) / launches.length)
}
