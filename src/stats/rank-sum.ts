/**
 * The Mann–Whitney U statistic when nothing has changed: U counts, among all m·n pairs of a value of one sample and a
 * value of the other, those in which the first is the larger. Under the null hypothesis every order of the m + n values
 * is equally likely, so the distribution is exact, whatever the values are distributed like. It assumes independent
 * values without ties; with ties the bounds made from it err on the safe side.
 */

function checkSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`A sample size is a whole number, not ${size}.`)
}

/**
 * One step, in place: from P(U = u) for i − 1 and j values, and that for i and j − 1, to that for i and j. The largest of
 * all i + j values comes from the first sample, and then beats all j of the second, or from the second, and beats nothing.
 */
function step(oneLessFirst: Float64Array, oneLessSecond: Float64Array, i: number, j: number): void {
  const first = i / (i + j)
  const second = j / (i + j)
  // Downwards, because the entry j places below is still needed as it was.
  for (let u = i * j; u >= j; u--) oneLessFirst[u] = first * oneLessFirst[u - j]! + second * oneLessSecond[u]!
  for (let u = j - 1; u >= 0; u--) oneLessFirst[u] = second * oneLessSecond[u]!
}

/**
 * P(U = u) for samples of m and n values, at index u = 0 … m·n. The recurrence is the one of Mann & Whitney, "On a test
 * of whether one of two random variables is stochastically larger than the other", Ann. Math. Statist. 18 (1947), in
 * probabilities rather than counts: nothing overflows, and as only positive numbers are added even the smallest
 * probability keeps about 13 digits. Costs about m²·n²/4 additions. RangeError unless m and n are whole and not negative.
 */
export function rankSumDistribution(m: number, n: number): Float64Array {
  checkSize(m)
  checkSize(n)
  // row[j] is the distribution for i and j values; a sample without values leaves U = 0 for certain.
  const row = Array.from({ length: n + 1 }, () => new Float64Array(m * n + 1))
  for (const distribution of row) distribution[0] = 1
  for (let i = 1; i <= m; i++) for (let j = 1; j <= n; j++) step(row[j]!, row[j - 1]!, i, j)
  return row[n]!
}
