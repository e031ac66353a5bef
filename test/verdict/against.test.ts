import { expect, test } from 'vitest'
import { drift, marginOf, OTHER_MACHINE } from '../../src/verdict/against.ts'
import type { Metric } from '../../src/model/metrics.ts'
import { against, costly, measurement, REFERENCES, sample, windows } from './measured.ts'

const TIMED: readonly Metric[] = ['throughput', 'cpuPerRequest', 'latencyP50', 'latencyP90', 'latencyP99']

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
  for (const metric of TIMED) expect(drift(measurement(6), against(), metric)(Infinity)).toBeCloseTo(0, 9)
})

test('a machine at half speed makes no drift: both references are slower by as much', () => {
  const half = measurement(6).samples.map((one) => ({ ...one, requests: one.requests / 2 }))
  expect(drift(measurement(6, 1, { samples: half }), against(), 'throughput')(Infinity)).toBeCloseTo(0, 9)
})

test('when one of two references got 1.2 times as costly, each has moved by half of that against the mean of both', () => {
  for (const metric of ['throughput', 'cpuPerRequest'] as const) {
    expect(drift(shifted(6, 1.2), against(), metric)(Infinity)).toBeCloseTo(Math.log(1.2) / 2, 3)
  }
})

const LATENCIES = ['latencyP50', 'latencyP90', 'latencyP99'] as const

test('latencies drift as the throughput does that they are held against', () => {
  const faster = shifted(6, 1.2).samples.map((one) => ({ ...one, latency: sample({}).latency }))
  for (const metric of LATENCIES)
    expect(drift(measurement(6, 1, { samples: faster }), against(), metric)(Infinity)).toBeCloseTo(Math.log(1.2) / 2, 3)
})

test('a tail that frozen references have grown, too, is the machine’s: p99 drifts by as much, and nothing else does', () => {
  const tail = measurement(6).samples.map((one) => ({
    ...one,
    latency: one.latency && { ...one.latency, p99: one.latency.p99 * 1.8 },
  }))
  const drifted = (metric: Metric) => drift(measurement(6, 1, { samples: tail }), against(), metric)(Infinity)
  expect(drifted('latencyP99')).toBeCloseTo(Math.log(1.8), 3)
  for (const metric of ['throughput', 'latencyP50', 'latencyP90'] as const) expect(drifted(metric)).toBeCloseTo(0, 9)
})

const sole = (cost: number) => ({ ...shifted(6, cost), references: ['reference-large'] })

test('one reference is its own yardstick in throughput and CPU, so that these never drift', () => {
  for (const metric of ['throughput', 'cpuPerRequest'] as const) {
    expect(drift(sole(1.2), against(sole(1)), metric)(Infinity)).toBeCloseTo(0, 9)
  }
})

test('memory has no yardstick, so nothing of the machine is in it', () => {
  const larger = measurement(6).samples.map((one) => (one.server === 'fastify' ? one : { ...one, memory: 3e8 }))
  expect(drift(measurement(6, 1, { samples: larger }), against(), 'memory')(Infinity)).toBe(0)
})

test('a reference that has no number, then or now, tells of no drift', () => {
  const blind = { ...against(), references: {} }
  expect(drift(shifted(6, 1.2), blind, 'throughput')(Infinity)).toBe(0)
  const unusable = {
    ...against(),
    references: Object.fromEntries(REFERENCES.map((name) => [name, against(measurement(2)).metrics])),
  }
  expect(drift(shifted(6, 1.2), unusable, 'throughput')(Infinity)).toBe(0)
  expect(drift(measurement(0), against(), 'throughput')(Infinity)).toBe(0)
})

test('drift is told from the waves up to the one that is asked for, so that later ones change no decision', () => {
  const drifting = shifted(9, 1.2, 3)
  const drifted = drift(drifting, against(), 'throughput')
  expect(drifted(2)).toBeCloseTo(0, 9)
  expect(drifted(8)).toBeGreaterThan(0.05)
})

const margin = (cost: number, otherMachine: boolean) =>
  marginOf(shifted(6, cost), against(measurement(20), otherMachine), 'throughput')(Infinity)

test('the margin is what the references drifted by, and on another machine never less than what machines differ by', () => {
  expect(margin(1, false)).toBeCloseTo(0, 9)
  expect(margin(1.2, false)).toBeCloseTo(Math.log(1.2) / 2, 3)
  expect(margin(1.2, true)).toBe(OTHER_MACHINE.margin)
  expect(margin(2, true)).toBeCloseTo(Math.log(2) / 2, 3)
})
