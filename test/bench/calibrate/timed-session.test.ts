import { expect, test } from 'vitest'
import { meanStolenCores } from '../../../bench/calibrate/timed-session.ts'

test('a long window counts more than a short one', () => {
  expect(
    meanStolenCores([
      { elapsed: 3, stolenCores: 0.1 },
      { elapsed: 1, stolenCores: 0.5 },
    ]),
  ).toBeCloseTo(0.2, 12)
})

test('windows without a value are left out, and no value at all is null', () => {
  expect(
    meanStolenCores([
      { elapsed: 1, stolenCores: null },
      { elapsed: 1, stolenCores: 0.3 },
    ]),
  ).toBeCloseTo(0.3, 12)
  expect(meanStolenCores([{ elapsed: 1, stolenCores: null }])).toBeNull()
})
