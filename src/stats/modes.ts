import { ascending, median } from './summary.ts'

/** A group of values that lie closer to each other than to the rest. */
export type Mode = {
  /** Their median, in the unit of the values. */
  readonly centre: number
  /** Where they stand in the sample, from 0, in its order. */
  readonly members: readonly number[]
}

/** Fewer values show nothing: any three of five may lie together by chance. */
const LEAST_SIZE = 6

/** Centres less than 12 % apart are not worth reporting. */
const LEAST_DISTANCE = Math.log(1.12)

/** A tenth of the sample and one more, because every sample of launches has outliers. */
function leastMembers(size: number): number {
  return 1 + Math.ceil(size / 10)
}

/** A gap of so many spreads is more than chance. Fitted to simulations, see `findModes`. */
function chanceGap(size: number): number {
  return 3.5 + 170 / size ** 2
}

/**
 * The modes of a sample of logarithms, such as ln of the CPU per request, one value per launch: the two sides of its widest
 * gap, the lower first; or a single mode that holds all values; none when the sample is empty.
 *
 * The sides are modes when both have enough members, their medians are 12 % apart, and the gap is wide against the spread:
 * the mean distance of a value from the median of its side, less two degrees of freedom. Engelman & Hartigan (JASA 64, 1969)
 * test for clusters by the best of all cuts, with simulated percentage points. Here a gap takes the place of distant centres,
 * which a long tail has too, and distances take the place of squares, because launches have long tails. Unimodal samples of 6 to 40 values
 * (normal, Laplace, t with 3 degrees of freedom) are split in at most 1 % of draws; test/stats/modes.test.ts simulates
 * that. RangeError for a value that is not finite.
 */
export function findModes(values: readonly number[]): readonly Mode[] {
  if (values.length === 0) return []
  const sorted = ascending(values)
  const cut = afterWidestGap(sorted)
  const [low, high] = [sorted.subarray(0, cut), sorted.subarray(cut)]
  if (!areModes(low, high)) return [modeOf(values, () => true)]
  return [modeOf(values, (value) => value < high[0]!), modeOf(values, (value) => value >= high[0]!)]
}

function afterWidestGap(sorted: Float64Array): number {
  const gaps = sorted.subarray(1).map((value, index) => value - sorted[index]!)
  return gaps.indexOf(Math.max(...gaps)) + 1
}

function areModes(low: Float64Array, high: Float64Array): boolean {
  const size = low.length + high.length
  if (size < LEAST_SIZE || Math.min(low.length, high.length) < leastMembers(size)) return false
  if (median(high) - median(low) < LEAST_DISTANCE) return false
  const spread = (distances(low) + distances(high)) / (size - 2)
  return high[0]! - low.at(-1)! >= chanceGap(size) * spread
}

/** The sum of the distances from the median. */
function distances(values: Float64Array): number {
  const middle = median(values)
  return values.reduce((sum, value) => sum + Math.abs(value - middle), 0)
}

function modeOf(values: readonly number[], belongs: (value: number) => boolean): Mode {
  const members = values.flatMap((value, index) => (belongs(value) ? index : []))
  return { centre: median(members.map((index) => values[index]!)), members }
}

/** Fisher's exact test: are hits more frequent in one group than in another, when there are few of either? */

function checkCount(count: number): void {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`A count is a whole number, not ${count}.`)
}

/** The probability of all tables with fewer hits in the first group, divided by that of this one. Each follows from the one before. */
function fewer(hits: number, misses: number, otherHits: number, otherMisses: number): number {
  let [ratio, sum] = [1, 0]
  for (let i = 0; i < Math.min(hits, otherMisses); i++) {
    ratio *= ((hits - i) * (otherMisses - i)) / ((misses + i + 1) * (otherHits + i + 1))
    sum += ratio
  }
  return sum
}

/**
 * P(at least a hits in the first group), when the first group has a hits and b misses, the second c hits and d misses,
 * and every way to deal the a + c hits to all a + b + c + d places is equally likely: the one-sided p-value of the exact
 * test (Fisher, The Design of Experiments, 1935; hypergeometric). Small when the first group has the larger share of
 * hits; 1 when a group is empty or nothing was hit. The error undercuts alpha, in small groups by much. It assumes that
 * every place is a trial of its own: launches are, windows of one launch are not. Only positive numbers are added, so even
 * a small tail keeps about 13 digits. RangeError unless all four are whole and not negative.
 */
export function fisherExact(a: number, b: number, c: number, d: number): number {
  for (const count of [a, b, c, d]) checkCount(count)
  // More hits here are fewer misses here. Divided before adding, because either sum may be too large for a number.
  return 1 / (1 + fewer(a, b, c, d) / (1 + fewer(b, a, d, c)))
}
