/**
 * Location and spread of one sample. Values may be in any unit; results are in the same one.
 * Every function throws a RangeError when the sample is empty or holds NaN or an infinity.
 */

/** A sample: any array of finite numbers in any order. It is never changed. */
export type Values = ArrayLike<number>

/** The normal-consistency factor 1 / Φ⁻¹(3/4), rounded as is usual. */
const NORMAL = 1.4826

/** A sorted copy, smallest first. RangeError when empty or not finite. */
export function ascending(values: Values): Float64Array {
  if (values.length === 0) throw new RangeError('A sample needs at least one value.')
  const sorted = Float64Array.from(values).toSorted()
  // Sorted, −∞ stands first, +∞ last and NaN behind it, so the two ends tell about all.
  if (!Number.isFinite(sorted[0]) || !Number.isFinite(sorted.at(-1)))
    throw new RangeError('A sample holds a value that is not finite.')
  return sorted
}

/** The arithmetic mean. RangeError when empty or not finite. One wild value moves it without limit. */
export function mean(values: Values): number {
  // Summed in sorted order, so that the result does not depend on the order of the launches.
  return ascending(values).reduce((sum, value) => sum + value, 0) / values.length
}

/**
 * The geometric mean of positive values. RangeError when empty or not finite. Equal values give that value itself, and values that are all
 * multiplied by a power of two the same times that power, without a rounding.
 */
export function geometricMean(values: Values): number {
  const sorted = ascending(values)
  const least = sorted[0] as number
  return least * Math.exp(mean(sorted.map((value) => Math.log(value / least))))
}

/** The middle value, or the mean of the middle two. RangeError when empty or not finite. Breaks down at 50 % of wild values. */
export function median(values: Values): number {
  const sorted = ascending(values)
  const last = sorted.length - 1
  return (sorted[Math.floor(last / 2)]! + sorted[Math.ceil(last / 2)]!) / 2
}

/**
 * The median distance from the median, times 1.4826 so that it estimates the standard deviation of normal data: Hampel,
 * "The influence curve and its role in robust estimation", JASA 69 (1974). RangeError when empty or not finite. It is 0
 * when more than half of the values are equal, and biased low in samples of fewer than about ten.
 */
export function medianAbsoluteDeviation(values: Values): number {
  const middle = median(values)
  return NORMAL * median(Array.from(values, (value) => Math.abs(value - middle)))
}
