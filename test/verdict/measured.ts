import { noFailures, type Measurement, type Sample } from '../../src/model/measurement.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'
import { logRatiosOf, recordingOf, type Against } from '../../src/verdict/recording.ts'

export const REFERENCES = ['reference', 'reference-large'] as const

/** A window as a healthy machine gives it; a reference's and a server's differ only in what a test says. */
export function sample(change: Partial<Sample> = {}): Sample {
  return {
    wave: 0,
    round: 0,
    server: 'fastify',
    side: 'head',
    elapsed: 0.5,
    requests: 5000,
    failures: noFailures,
    latency: { p50: 0.0004, p90: 0.0006, p95: 0.0007, p99: 0.001 },
    histogram: null,
    cpu: 0.4,
    memory: 100_000_000,
    gc: null,
    eventLoopUtilisation: null,
    generatorCores: 0.5,
    alongsideCores: null,
    otherCores: 0,
    stolenCores: 0,
    ...change,
  }
}

/** A window whose requests take `cost` times the time and the CPU. */
export function costly(cost: number, change: Partial<Sample> = {}): Sample {
  const latency = { p50: 0.0004 * cost, p90: 0.0006 * cost, p95: 0.0007 * cost, p99: 0.001 * cost }
  return sample({ requests: Math.round(5000 / cost), latency, ...change })
}

type Places = Pick<Sample, 'wave' | 'round'>

/** `waves` waves of two rounds, each with the windows that `round` makes up, given a noise of up to 0.4 %. */
export function windows(waves: number, round: (at: Places, noise: number) => readonly Sample[]): Sample[] {
  return Array.from({ length: waves * 2 }, (_, index) =>
    round({ wave: Math.floor(index / 2), round: index % 2 }, 1 + ((index * 7) % 5) / 1000),
  ).flat()
}

/** `waves` waves of two rounds of the references and of `fastify`, whose requests take `slower` times the CPU and time. */
export function measurement(waves: number, slower = 1, change: Partial<Measurement> = {}): Measurement {
  const samples = windows(waves, (at, noise) => [
    ...REFERENCES.map((server) => sample({ ...at, server })),
    costly(slower * noise, at),
  ])
  return {
    scenario: scenarioSchema.parse({
      title: 'home',
      servers: ['fastify'],
      request: { path: '/' },
      load: { connections: 4 },
    }),
    mode: 'baseline',
    references: REFERENCES,
    unpaired: [],
    driver: 'autocannon 9.0.0',
    samples,
    faults: [],
    running: [],
    unmeasured: {},
    waves,
    busyRounds: 0,
    busyCores: 0,
    busiest: null,
    absent: [],
    endedBusy: false,
    seconds: 10,
    spent: {},
    ...change,
  }
}

/** An A/B run of `fastify`, whose head takes `slower` times what its base takes. */
export function comparison(waves: number, slower = 1, change: Partial<Measurement> = {}): Measurement {
  const samples = windows(waves, (at, noise) => [costly(1, { ...at, side: 'base' }), costly(slower * noise, at)])
  return measurement(waves, 1, { mode: 'ab', references: [], samples, ...change })
}

/** What a baseline of `recorded` says of `fastify`, read back as the gate does. */
export function against(recorded = measurement(20)): Against {
  const references = recorded.references.map((name) => [name, logRatiosOf(recordingOf(recorded, name))])
  return {
    metrics: logRatiosOf(recordingOf(recorded, 'fastify')),
    references: Object.fromEntries(references),
  }
}
