import { expect } from 'vitest'

/** Relative, because most probabilities are small. */
export function expectClose(found: number, wanted: number, error = 1e-12): void {
  expect(Math.abs(found / wanted - 1), `${found} is not ${wanted}`).toBeLessThan(error)
}

/** P(statistic ≤ value), the sum of a distribution over 0 … value. */
export function tailOf(distribution: Float64Array, value: number): number {
  return distribution.subarray(0, value + 1).reduce((sum, p) => sum + p, 0)
}
