import type { Measurement } from '../../src/measurement.ts'
import { scenarioSchema } from '../../src/options.ts'
import { noFailures, type Sample } from '../../src/sample.ts'

/** A window as a healthy machine gives it; the reference's and a server's differ only in what a test says. */
export function sample(change: Partial<Sample> = {}): Sample {
  return {
    wave: 0,
    round: 0,
    server: 'fastify',
    elapsed: 0.5,
    requests: 5000,
    failures: noFailures,
    latency: { p50: 0.0004, p90: 0.0006, p99: 0.001 },
    histogram: null,
    cpu: 0.4,
    memory: 100_000_000,
    gc: null,
    eventLoopUtilisation: null,
    generatorCores: 0.5,
    otherCores: 0,
    ...change,
  }
}

/** `waves` waves of two rounds of the reference and of `fastify`, whose requests take `slower` times the CPU and time. */
export function measurement(waves: number, slower = 1, change: Partial<Measurement> = {}): Measurement {
  const samples = Array.from({ length: waves * 2 }, (_, index) => {
    const at = { wave: Math.floor(index / 2), round: index % 2 }
    const noise = 1 + ((index * 7) % 5) / 1000
    const cost = slower * noise
    return [
      sample({ ...at, server: 'reference' }),
      sample({
        ...at,
        requests: Math.round(5000 / cost),
        latency: { p50: 0.0004 * cost, p90: 0.0006 * cost, p99: 0.001 * cost },
      }),
    ]
  }).flat()
  return {
    scenario: scenarioSchema.parse({
      title: 'home',
      servers: ['fastify'],
      request: { path: '/' },
      load: { connections: 4 },
    }),
    reference: 'reference',
    driver: 'autocannon 9.0.0',
    samples,
    faults: [],
    waves,
    busyRounds: 0,
    busyCores: 0,
    endedBusy: false,
    seconds: 10,
    spent: {},
    ...change,
  }
}
