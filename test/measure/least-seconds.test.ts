import { expect, test } from 'vitest'
import { BASELINE_BUDGETS, BUDGETS } from '../../src/measure/budget.ts'
import { leastSeconds } from '../../src/measure/least-seconds.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'

const declared = (servers: number, load: object) =>
  scenarioSchema.parse({
    title: 'home',
    servers: Array.from({ length: servers }, (_, number) => `server-${number}`),
    request: { path: '/' },
    load,
  })

const usual = {
  budget: BUDGETS.default,
  mode: 'baseline',
  references: ['reference', 'reference-large'],
  driver: { shortest: 0 },
} as const

// Seconds per wave, the mean of three or four, in the showcase on two cores of an Intel Xeon 6/167/1, 2026-11-28; the last, 2026-11-29.
test.for([
  [4, { connections: 4 }, 12.5],
  [4, { connections: 400 }, 17.8],
  [7, { connections: 400 }, 35],
  [5, { rate: 200, connections: 32 }, 40],
  [4, { share: 0.6, connections: 64 }, 25.9],
] as const)('%i servers at %o take about as long as they were seen to', ([servers, load, perWave]) => {
  const seconds = leastSeconds(declared(servers, load), usual, false)
  expect(seconds / 3 / perWave).toBeGreaterThan(0.75)
  expect(seconds / 3 / perWave).toBeLessThan(1.35)
})

test('a recording takes as many times as long as it has more waves', () => {
  const scenario = declared(4, { connections: 4 })
  const recording = leastSeconds(scenario, { ...usual, budget: BASELINE_BUDGETS.default }, false)
  expect(recording / leastSeconds(scenario, usual, false)).toBeCloseTo(20 / 3, 9)
})

test('in an A/B run both sides are launched, and no reference', () => {
  const [two, four] = [2, 4].map((servers) => declared(servers, { connections: 4 }))
  const compared = { ...usual, references: [] }
  expect(leastSeconds(two!, { ...compared, mode: 'ab' }, false)).toBe(leastSeconds(four!, compared, false))
})

test('few requests per second take as many rounds as a p99 needs answers, and a driver of long windows fewer', () => {
  const at = (rate: number) => leastSeconds(declared(4, { rate, connections: 4 }), usual, false)
  expect(at(100)).toBeGreaterThan(at(200))
  expect(at(333)).toBeLessThan(at(200))
  expect(at(1000)).toBeLessThan(at(333))
  const scenario = declared(4, { connections: 4 })
  const long = leastSeconds(scenario, { ...usual, driver: { shortest: 1 } }, false)
  expect(long / leastSeconds(scenario, usual, false)).toBeLessThan(2)
})

test('where counts hold it takes less in a closed loop', () => {
  const scenario = declared(4, { connections: 4 })
  expect(leastSeconds(scenario, usual, true)).toBeLessThan(0.8 * leastSeconds(scenario, usual, false))
})
