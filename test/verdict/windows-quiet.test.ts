import fc from 'fast-check'
import { expect, test } from 'vitest'
import { timedMetrics, type TimedMetric } from '../../src/model/metrics.ts'
import type { Sample } from '../../src/model/measurement.ts'
import { launchValues } from '../../src/verdict/launch-values.ts'
import { sample } from './measured.ts'

/** Sixteen windows of one launch beside one reference, as slow as each number says: 1 is undisturbed. */
function launch(own: readonly number[], reference = own.map(() => 1)): Sample[] {
  return own.flatMap((cost, round) => [
    windowOf(cost, { round }),
    windowOf(reference[round] ?? 1, { round, server: 'reference' }),
  ])
}

function windowOf(cost: number, change: Partial<Sample>): Sample {
  const latency = { p50: 0.0004 * cost, p90: 0.0006 * cost, p95: 0.0007 * cost, p99: 0.001 * cost }
  return sample({ elapsed: 0.5 * cost, cpu: 0.4 * cost, latency, ...change })
}

const valueOf = (samples: readonly Sample[], metric: TimedMetric) =>
  launchValues(samples, 'fastify', ['reference'], metric)[0]

const undisturbed = launch(Array.from({ length: 16 }, () => 1))

const TIMED = timedMetrics('closed').filter((metric) => metric !== 'memory' && metric !== 'failedRequests')

/** Windows that a neighbour slows down, and the few percent by which they differ anyway. */
const half = fc.shuffledSubarray([...Array(16).keys()], { minLength: 8, maxLength: 8 })
const noise = fc.array(fc.double({ min: 1, max: 1.05, noNaN: true }), { minLength: 16, maxLength: 16 })

const disturbed = (which: readonly number[]) =>
  Array.from({ length: 16 }, (_, index) => (which.includes(index) ? 1.8 : 1))

test('half of the windows at 1.8 times the cost do not move the value, in any metric of speed', () => {
  fc.assert(
    fc.property(half, half, (own, others) => {
      for (const metric of TIMED) {
        expect(valueOf(launch(disturbed(own), disturbed(others)), metric)?.relative).toBeCloseTo(
          valueOf(undisturbed, metric)?.relative ?? NaN,
          12,
        )
      }
    }),
  )
})

test('with noise in them, the value stays among those of the windows without a neighbour', () => {
  fc.assert(
    fc.property(half, noise, (own, costs) => {
      const quiet = costs.filter((_, index) => !own.includes(index)).map((cost) => (0.5 * cost) / 5000)
      const all = costs.map((cost, index) => (own.includes(index) ? cost * 1.8 : cost))
      const { value } = valueOf(launch(all), 'throughput') ?? { value: 0 }
      expect(1 / value).toBeGreaterThanOrEqual(Math.min(...quiet) * (1 - 1e-12))
      expect(1 / value).toBeLessThanOrEqual(Math.max(...quiet) * (1 + 1e-12))
    }),
  )
})

test('a lucky window weighs as one of the eight better ones', () => {
  const lucky = [0.5, ...Array.from({ length: 15 }, () => 1)]
  expect(valueOf(launch(lucky), 'latencyP50')?.value).toBeCloseTo(0.0004 * 0.5 ** (1 / 8), 12)
  expect(valueOf(launch(lucky), 'throughput')?.value).toBeCloseTo(10_000 / 0.5 ** (1 / 8), 6)
})

test('of an odd number of windows the middle one is among the better ones', () => {
  expect(valueOf(launch([1, 4, 2]), 'latencyP50')?.value).toBeCloseTo(0.0004 * Math.sqrt(2), 12)
})

test('a launch is one value, whatever the number of its windows', () => {
  for (const windows of [1, 2, 16, 50]) {
    const values = launchValues(
      launch(Array.from({ length: windows }, () => 1)),
      'fastify',
      ['reference'],
      'throughput',
    )
    expect(values).toEqual([{ wave: 0, value: 10_000, relative: expect.closeTo(0, 12) as number }])
  }
})

const peaking = (at: number) =>
  Array.from({ length: 16 }, (_, round) => sample({ round, memory: round === at ? 3e8 : 1e8 + round }))

test('of memory it is the peak of the first six rounds, disturbed or not, so that long waves show no more of it than short ones', () => {
  expect(valueOf(peaking(5), 'memory')?.value).toBe(3e8)
  expect(valueOf(peaking(6), 'memory')?.value).toBe(1e8 + 5)
})
