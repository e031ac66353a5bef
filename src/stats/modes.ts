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
