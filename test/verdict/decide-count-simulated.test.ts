import { expect, test } from 'vitest'
import {
  type CountedGates,
  type CountGenerator,
  REPEATING,
  RESTLESS,
  simulateAllCounted,
  simulateCounted,
} from '../../bench/calibrate/simulate-counted.ts'

/** In short what docs/calibration.md has at length; all of it is seeded. */

const GATES = 300

const rates = (generator: CountGenerator, change: Partial<CountedGates>) =>
  simulateCounted(generator, { gates: GATES, recorded: 2, tolerance: 0.01, plant: 0, seed: 'test', ...change })

test.for(REPEATING)('$name: unchanged code is never red', (generator) => {
  for (const tolerance of [0.01, 0.02])
    expect(rates(generator, { tolerance }).verdicts).toMatchObject({ regressed: 0, improved: 0 })
})

test.for(REPEATING.slice(0, 3))('$name: 2 % more work is red at a tolerance of 1 %, and 0.5 % is seen', (generator) => {
  expect(rates(generator, { plant: 0.02 }).verdicts.regressed).toBeGreaterThanOrEqual(0.99 * GATES)
  expect(rates(generator, { plant: 0.005 }).seen).toBeGreaterThanOrEqual(0.94 * GATES)
})

// Launches in modes that agree by luck cannot be told from a change: docs/calibration.md says how often that is red.
test.for(RESTLESS.slice(0, -2))('$name: unchanged code earns no red', (generator) => {
  expect(rates(generator, {}).verdicts.regressed).toBeLessThanOrEqual(1)
})

test('every made-up server is simulated in every case', () => {
  const all = simulateAllCounted(2, 'test')
  expect(all).toHaveLength(2 * 4 * (REPEATING.length + RESTLESS.length))
  expect(
    all.every(({ gates, verdicts }) => Object.values(verdicts).reduce((sum, count) => sum + count, 0) === gates),
  ).toBe(true)
})

test('the same seed gives the same numbers', () => {
  expect(rates(REPEATING[1]!, {})).toEqual(rates(REPEATING[1]!, {}))
})
