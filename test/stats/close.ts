import { expect } from 'vitest'

/** Relative, because most probabilities are small. */
export function expectClose(found: number, wanted: number, error = 1e-12): void {
  expect(Math.abs(found / wanted - 1), `${found} is not ${wanted}`).toBeLessThan(error)
}
