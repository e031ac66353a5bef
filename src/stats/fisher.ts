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
