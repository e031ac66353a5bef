import { describe, expect, test } from 'vitest'
import { driftOf, marginOf, strictest, toleranceFor } from '../../src/verdict/tolerance.ts'
import type { TimedMetric } from '../../src/model/metrics.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'
import { against, costly, measurement, REFERENCES, sample, windows } from './measured.ts'

const TIMED: readonly TimedMetric[] = [
  'throughput',
  'cpuPerRequest',
  'latencyP50',
  'latencyP90',
  'latencyP95',
  'latencyP99',
]

/** A run in which the machine makes so much more of what the large reference costs, from a wave on. */
function shifted(waves: number, cost: number, from = 0) {
  const [small, large] = REFERENCES
  const samples = windows(waves, (at) => [
    sample({ ...at, server: small }),
    costly(at.wave < from ? 1 : cost, { ...at, server: large }),
    sample(at),
  ])
  return measurement(waves, 1, { samples })
}

test('two references that stand to each other as they did have not drifted', () => {
  for (const metric of TIMED) expect(driftOf(measurement(6), against().references, metric)(Infinity)).toBeCloseTo(0, 9)
})

test('a machine at half speed makes no drift: both references are slower by as much', () => {
  const half = measurement(6).samples.map((one) => ({ ...one, requests: one.requests / 2 }))
  expect(driftOf(measurement(6, 1, { samples: half }), against().references, 'throughput')(Infinity)).toBeCloseTo(0, 9)
})

test('when one of two references got 1.2 times as costly, each has moved by half of that against the mean of both', () => {
  for (const metric of ['throughput', 'cpuPerRequest'] as const) {
    expect(driftOf(shifted(6, 1.2), against().references, metric)(Infinity)).toBeCloseTo(Math.log(1.2) / 2, 3)
  }
})

const LATENCIES = ['latencyP50', 'latencyP90', 'latencyP95', 'latencyP99'] as const

test('latencies drift as the throughput does that they are held against', () => {
  const faster = shifted(6, 1.2).samples.map((one) => ({ ...one, latency: sample({}).latency }))
  for (const metric of LATENCIES)
    expect(driftOf(measurement(6, 1, { samples: faster }), against().references, metric)(Infinity)).toBeCloseTo(
      Math.log(1.2) / 2,
      3,
    )
})

test('a tail that frozen references have grown, too, is the machine’s: p99 drifts by as much, and nothing else does', () => {
  const tail = measurement(6).samples.map((one) => ({
    ...one,
    latency: one.latency && { ...one.latency, p99: one.latency.p99 * 1.8 },
  }))
  const drifted = (metric: TimedMetric) =>
    driftOf(measurement(6, 1, { samples: tail }), against().references, metric)(Infinity)
  expect(drifted('latencyP99')).toBeCloseTo(Math.log(1.8), 3)
  for (const metric of ['throughput', 'latencyP50', 'latencyP90'] as const) expect(drifted(metric)).toBeCloseTo(0, 9)
})

const sole = (cost: number) => ({ ...shifted(6, cost), references: ['reference-large'] })

test('one reference is its own yardstick in throughput and CPU, so that these never drift', () => {
  for (const metric of ['throughput', 'cpuPerRequest'] as const) {
    expect(driftOf(sole(1.2), against(sole(1)).references, metric)(Infinity)).toBeCloseTo(0, 9)
  }
})

test('memory has no yardstick, so nothing of the machine is in it', () => {
  const larger = measurement(6).samples.map((one) => (one.server === 'fastify' ? one : { ...one, memory: 3e8 }))
  expect(driftOf(measurement(6, 1, { samples: larger }), against().references, 'memory')(Infinity)).toBe(0)
})

test('a reference that has no number, then or now, tells of no drift', () => {
  expect(driftOf(shifted(6, 1.2), {}, 'throughput')(Infinity)).toBe(0)
  const unusable = Object.fromEntries(REFERENCES.map((name) => [name, against(measurement(2)).metrics]))
  expect(driftOf(shifted(6, 1.2), unusable, 'throughput')(Infinity)).toBe(0)
  expect(driftOf(measurement(0), against().references, 'throughput')(Infinity)).toBe(0)
})

test('drift is told from the waves up to the one that is asked for, so that later ones change no decision', () => {
  const drifting = shifted(9, 1.2, 3)
  const drifted = driftOf(drifting, against().references, 'throughput')
  expect(drifted(2)).toBeCloseTo(0, 9)
  expect(drifted(8)).toBeGreaterThan(0.05)
})

const margin = (cost: number) => marginOf(shifted(6, cost), against(measurement(20)), 'throughput')(Infinity)

test('the margin is what the references drifted by', () => {
  expect(margin(1)).toBeCloseTo(0, 9)
  expect(margin(1.2)).toBeCloseTo(Math.log(1.2) / 2, 3)
})

const { scenario } = measurement(1)
const tolerant = { ...scenario, tolerance: { throughput: 0.3 } }

describe('the tolerance of a metric', () => {
  test('is the one that was given, then that of the scenario, then that of the metric', () => {
    expect(toleranceFor('throughput', tolerant, 0.05, 'baseline')).toBe(0.05)
    expect(toleranceFor('throughput', tolerant, undefined, 'baseline')).toBe(0.3)
    expect(toleranceFor('cpuPerRequest', tolerant, undefined, 'baseline')).toBe(0.1)
    expect(toleranceFor('cpuPerRequest', tolerant, undefined, 'ab')).toBe(0.05)
  })

  test('that was given for some metrics replaces that of the scenario for all', () => {
    expect(toleranceFor('throughput', tolerant, { memory: 0.01 }, 'baseline')).toBe(0.1)
  })

  test('of failed requests is a tenth of what the scenario allows, whatever was given', () => {
    expect(toleranceFor('failedRequests', { ...scenario, allowedFailures: 0.2 }, 0.5, 'ab')).toBeCloseTo(0.02, 12)
  })
})

describe('the strictest of several tolerances', () => {
  test('is chosen metric by metric, and a missing metric stands for its default', () => {
    expect(strictest([{ throughput: 0.02 }, 0.15], scenario, 'baseline')).toEqual({
      instructions: 0.02,
      gcInstructions: 0.1,
      throughput: 0.02,
      cpuPerRequest: 0.1,
      latencyP50: 0.1,
      latencyP90: 0.15,
      latencyP95: 0.15,
      latencyP99: 0.15,
      firstByte: 0.1,
      answered: 0.01,
      memory: 0.15,
    })
  })

  test('takes an undefined one, and an empty list, for the scenario’s own', () => {
    expect(strictest([], tolerant, 'ab')).toMatchObject({ throughput: 0.3, cpuPerRequest: 0.05 })
    expect(strictest([0.5, undefined], tolerant, 'ab')).toMatchObject({ throughput: 0.3, cpuPerRequest: 0.05 })
  })

  test('is a tolerance itself, and as strict as every one that was asked for', () => {
    const asked = [0.3, { throughput: 0.05, memory: 0.4 }, undefined]
    const all = strictest(asked, tolerant, 'baseline')
    expect(scenarioSchema.shape.tolerance.parse(all)).toEqual(all)
    for (const metric of [...TIMED, 'memory' as const])
      expect(toleranceFor(metric, tolerant, all, 'baseline')).toBe(
        Math.min(...asked.map((one) => toleranceFor(metric, tolerant, one, 'baseline'))),
      )
  })
})
