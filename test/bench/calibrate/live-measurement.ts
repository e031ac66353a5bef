import { BASE, HEAD, viewOf } from '../../../bench/calibrate/timed-comparisons.ts'
import { type Measurement, noFailures, type Sample } from '../../../src/model/measurement.ts'
import { scenarioSchema } from '../../../src/model/scenario.ts'
import { type Against, logRatiosOf, recordingOf } from '../../../src/verdict/recording.ts'

const REFERENCES = ['reference', 'reference-large']

/** What live waves yield: base, head whose requests cost `slower` times as much, and two references, ten seconds each a wave. */
export function liveMeasurement(waves: number, slower = 1, change: Partial<Measurement> = {}): Measurement {
  const entrants = [BASE, HEAD, ...REFERENCES]
  const samples = Array.from({ length: waves }, (_, wave) =>
    [0, 1].flatMap((round) =>
      entrants.map((server, index) => windowOf({ wave, round, server }, server === HEAD ? slower : 1, index)),
    ),
  )
  return {
    scenario: scenarioSchema.parse({
      title: 'home',
      servers: [BASE, HEAD],
      request: { path: '/' },
      load: { connections: 4 },
    }),
    mode: 'baseline',
    references: REFERENCES,
    unpaired: [],
    driver: 'autocannon 9.0.0',
    samples: samples.flat(),
    faults: [],
    running: [],
    unmeasured: {},
    waves,
    busyRounds: 0,
    busyCores: 0,
    busiest: null,
    absent: [],
    endedBusy: false,
    seconds: 41 * waves,
    spent: Object.fromEntries(entrants.map((server) => [server, 10 * waves])),
    ...change,
  }
}

function windowOf(at: Pick<Sample, 'wave' | 'round' | 'server'>, slower: number, index: number): Sample {
  const cost = slower * (1 + ((at.wave * 7 + at.round * 3 + index * 5) % 11) / 2000)
  return {
    ...at,
    side: 'head',
    elapsed: 1,
    requests: Math.round(10_000 / cost),
    failures: noFailures,
    latency: { p50: 0.0004 * cost, p90: 0.0006 * cost, p95: 0.0007 * cost, p99: 0.001 * cost },
    histogram: null,
    cpu: 0.0001 * cost * Math.round(10_000 / cost),
    memory: 100_000_000,
    generatorCores: 0.5,
    alongsideCores: null,
    otherCores: 0,
    stolenCores: 0,
    gc: null,
    eventLoopUtilisation: null,
  }
}

/** A baseline of twenty such launches without a plant. */
export function against(): Against {
  const recorded = viewOf(liveMeasurement(20), 'unchanged', 'fastify')
  const references = REFERENCES.map((name) => [name, logRatiosOf(recordingOf(recorded, name))] as const)
  return {
    metrics: logRatiosOf(recordingOf(recorded, 'fastify')),
    references: Object.fromEntries(references),
  }
}
