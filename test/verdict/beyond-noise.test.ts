import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recordedPools } from '../../bench/calibrate/recordings.ts'
import { modesNoise, pooledNoise, simulateBeyond, studentNoise } from '../../bench/calibrate/simulate-beyond.ts'
import type { TimedMetric } from '../../src/model/metrics.ts'
import { beyondNoise } from '../../src/verdict/beyond-noise.ts'
import { mirror, type Evidence } from '../../src/verdict/evidence.ts'
import { anyEvidence } from './any-evidence.ts'

const isBeyond = (evidence: Evidence, metric: TimedMetric = 'cpuPerRequest') => beyondNoise(metric, evidence) !== null

/** Three launches, 5 % apart, that take so many times as long. */
const times = (factor: number) => [-0.05, 0.05, 0].map((noise) => Math.log(factor) + noise)

const recorded = (launches: number) => Array.from({ length: launches }, (_, index) => ((index % 3) - 1) / 20)

const KINDS: readonly (readonly [string, (after: readonly number[]) => Evidence])[] = [
  ['three recorded', (after) => ({ kind: 'independent', before: recorded(3), after })],
  ['twenty recorded', (after) => ({ kind: 'independent', before: recorded(20), after })],
  ['pairs', (differences) => ({ kind: 'paired', differences })],
]

describe.for(KINDS)('%s', ([, evidenceOf]) => {
  // Sleeps of 1, 2, 5, 10 and 40 ms where a request takes 0.25 ms.
  test.for([5, 9, 21, 41, 161])('×%d is beyond all noise after three launches', (factor) => {
    expect(isBeyond(evidenceOf(times(factor)))).toBe(true)
    expect(isBeyond(mirror(evidenceOf(times(factor))), 'throughput')).toBe(true)
  })

  test.for([0.01, 0.5, 1, 1.2, 2])('×%d is not', (factor) => {
    expect(isBeyond(evidenceOf(times(factor)))).toBe(false)
  })

  test('what is better is not worse', () => {
    expect(isBeyond(evidenceOf(times(9)), 'throughput')).toBe(false)
  })

  test('two launches are too few, and one of three that is as before is enough to doubt', () => {
    expect(isBeyond(evidenceOf(times(100).slice(0, 2)))).toBe(false)
    expect(isBeyond(evidenceOf([...times(100).slice(0, 2), 0]))).toBe(false)
  })

  test('launches that lie as far apart as the step is wide say nothing', () => {
    expect(isBeyond(evidenceOf([1.2, 2.4, 3.6]))).toBe(false)
  })
})

const beside = (launches: number): Evidence => ({
  kind: 'independent',
  before: recorded(launches),
  after: times(100),
})

test('latencies take six recorded launches, and a p99 or a share of failures is never beyond noise', () => {
  for (const metric of ['latencyP50', 'latencyP90'] as const) {
    expect(isBeyond(beside(5), metric)).toBe(false)
    expect(isBeyond(beside(6), metric)).toBe(true)
    expect(isBeyond({ kind: 'paired', differences: times(100) }, metric)).toBe(false)
  }
  for (const metric of ['latencyP95', 'latencyP99', 'failedRequests'] as const)
    expect(isBeyond(beside(20), metric)).toBe(false)
})

test('the shift goes from the smallest step between two launches to the largest', () => {
  const shift = beyondNoise('cpuPerRequest', { kind: 'independent', before: [0, 0.1, 0.2], after: [2, 2.1, 2.3] })
  expect(shift?.low).toBeCloseTo(1.8, 9)
  expect(shift?.estimate).toBeCloseTo(2, 9)
  expect(shift?.high).toBeCloseTo(2.3, 9)
})

test('two recorded launches are too few', () => {
  expect(isBeyond({ kind: 'independent', before: recorded(2), after: times(100) })).toBe(false)
})

test('a recorded launch as slow as those of today is enough to doubt', () => {
  expect(isBeyond({ kind: 'independent', before: [...recorded(19), Math.log(9)], after: times(9) })).toBe(false)
})

test('one wild launch among twenty recorded does not hide what is far slower than that, too', () => {
  expect(isBeyond({ kind: 'independent', before: [...recorded(19), 0.6], after: times(9) })).toBe(true)
})

test('launches that come after the third never change it, and shifting all alike neither', () => {
  fc.assert(
    fc.property(
      anyEvidence,
      fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { maxLength: 4 }),
      fc.integer({ min: -4, max: 4 }),
      (evidence, more, by) => {
        const [few, longer] =
          evidence.kind === 'paired'
            ? [
                { ...evidence, differences: evidence.differences.slice(0, 3) },
                { ...evidence, differences: [...evidence.differences.slice(0, 3), ...more] },
              ]
            : [
                { ...evidence, after: evidence.after.slice(0, 3) },
                { ...evidence, after: [...evidence.after.slice(0, 3), ...more] },
              ]
        if (evidence.kind === 'paired' ? evidence.differences.length >= 3 : evidence.after.length >= 3)
          expect(isBeyond(longer)).toBe(isBeyond(few))
        if (evidence.kind === 'paired') return
        const moved = (values: readonly number[]) => values.map((value) => value + by)
        expect(isBeyond({ ...evidence, before: moved(evidence.before), after: moved(evidence.after) })).toBe(
          isBeyond(evidence),
        )
      },
    ),
  )
})

describe('simulated', () => {
  const gates = { gates: 2000, factor: 1, seed: 'test' }

  test.for([
    studentNoise(2, 0.03),
    studentNoise(2, 0.1),
    studentNoise(3, 0.1),
    modesNoise(1.4, 0.5),
    modesNoise(2, 0.5),
    modesNoise(2, 0.2),
  ])('$name: unchanged code is never beyond it', (noise) => {
    for (const before of [3, 6, 20, null]) expect(simulateBeyond(noise, { ...gates, recorded: before })).toBe(0)
  })

  test('of launches 3 % apart with heavy tails, five times as slow nearly always is', () => {
    for (const before of [3, 6, 20, null])
      expect(simulateBeyond(studentNoise(2, 0.03), { ...gates, recorded: before, factor: 5 })).toBeGreaterThan(
        0.96 * gates.gates,
      )
  })

  test('launches as they were recorded, of unchanged code, never are', () => {
    for (const pool of recordedPools().filter(({ recordedPlant }) => recordedPlant === null)) {
      const noise = pooledNoise(pool, 'cpuPerRequest')
      for (const before of pool.mode === 'A/B' ? [null] : [3, 6, 20])
        expect(simulateBeyond(noise, { ...gates, gates: 200, recorded: before }, pool.mode === 'A/B')).toBe(0)
    }
  })
})
