import { describe, expect, test } from 'vitest'
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

/** Beside four recorded launches, one of today may be enough. */
describe.for([2, 4])('beside %i recorded launches', (recorded) => {
  test.for(REPEATING)('$name: unchanged code is never red', (generator) => {
    for (const tolerance of [0.01, 0.02])
      expect(rates(generator, { recorded, tolerance }).verdicts).toMatchObject({ regressed: 0, improved: 0 })
  })

  test.for(REPEATING.slice(0, 3))(
    '$name: 2 % more work is red at a tolerance of 1 %, and 0.5 % is seen',
    (generator) => {
      expect(rates(generator, { recorded, plant: 0.02 }).verdicts.regressed).toBeGreaterThanOrEqual(0.99 * GATES)
      expect(rates(generator, { recorded, plant: 0.005 }).seen).toBeGreaterThanOrEqual(0.94 * GATES)
    },
  )

  // Each bound has an error of 0.5 %, and 13 gates of 300 are more than that by chance once in 70,000 times.
  test.for(REPEATING.slice(0, 2))('$name: the interval holds the truth', (generator) => {
    for (const plant of [0, 0.005, 0.02]) expect(rates(generator, { recorded, plant }).missed).toBeLessThan(13)
  })

  // Launches in modes that agree by luck cannot be told from a change: docs/calibration.md says how often that is red.
  test.for(RESTLESS.slice(0, -2))('$name: unchanged code earns no red', (generator) => {
    expect(rates(generator, { recorded }).verdicts.regressed).toBeLessThanOrEqual(1)
  })
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
