import { type Failures, type Measurement, noFailures, type Sample } from '../../src/model/measurement.ts'
import { BOUND_BY_GENERATOR } from '../../src/model/metrics.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'
import { type Random, seeded, shuffled } from '../../src/stats/random.ts'
import { judge } from '../../src/verdict/judge.ts'
import { type Against, logRatiosOf, recordingOf } from '../../src/verdict/recording.ts'

/** Gates of made-up windows in which one thing goes wrong: one answer, the server, or the generator. Pure. */

/** `none` is for comparison. */
export const FAULTS = ['status', 'body', 'connection', 'timeout', 'lost', 'died', 'generator-bound', 'none'] as const

export type Fault = (typeof FAULTS)[number]

/** Gates with one fault each: how many were judged as promised, and how many were judged the same with shuffled windows. */
export type FaultTally = {
  readonly fault: Fault
  readonly gates: number
  readonly asPromised: number
  readonly same: number
}

const SERVER = 'server'
const REFERENCES = ['reference', 'reference-large'] as const
const RECORDED = 20
const ROUNDS = 6
const SPREAD = 0.1

/** Each gate has three to twelve waves. The same seed gives the same result. */
export function simulateFaults(gates: number, seed: string): readonly FaultTally[] {
  return FAULTS.map((fault) => {
    const random = seeded(`${seed} ${fault}`)
    const results = Array.from({ length: gates }, () => gateWith(fault, random))
    const count = (field: 'asPromised' | 'same') => results.filter((result) => result[field]).length
    return { fault, gates, asPromised: count('asPromised'), same: count('same') }
  })
}

function gateWith(fault: Fault, random: Random): { readonly asPromised: boolean; readonly same: boolean } {
  const against = againstOf(healthy(RECORDED, random))
  const measurement = withFault(healthy(3 + Math.floor(random() * 10), random), fault, random)
  const verdicts = judge(measurement, SERVER, against, undefined)
  const again = judge({ ...measurement, samples: shuffled(measurement.samples, random) }, SERVER, against, undefined)
  return {
    asPromised: isAsPromised(fault, measurement, verdicts),
    same: JSON.stringify(again) === JSON.stringify(verdicts),
  }
}

function isAsPromised(fault: Fault, measurement: Measurement, verdicts: ReturnType<typeof judge>): boolean {
  if (fault === 'none') return verdicts.every(({ verdict }) => verdict !== 'invalid')
  if (fault !== 'generator-bound') return verdicts.length === 1 && verdicts[0]?.verdict === 'invalid'
  const recording = recordingOf(measurement, SERVER)
  // Nobody asks for first bytes here.
  return BOUND_BY_GENERATOR.filter((metric) => metric !== 'firstByte').every(
    (metric) =>
      verdicts.find((cell) => cell.metric === metric)?.verdict === 'unsure' && 'unusable' in (recording[metric] ?? {}),
  )
}

function withFault(measurement: Measurement, fault: Fault, random: Random): Measurement {
  if (fault === 'none') return measurement
  if (fault === 'died') return { ...measurement, faults: [{ server: SERVER, side: 'head', reason: 'it ended' }] }
  const own = measurement.samples.filter(({ server }) => server === SERVER)
  const failing = own[Math.floor(random() * own.length)]
  const change = (sample: Sample): Partial<Sample> => {
    if (fault === 'generator-bound') return { generatorCores: 0.9 + random() / 10 }
    return sample === failing ? { failures: { ...noFailures, [fault]: 1 } satisfies Failures } : {}
  }
  return { ...measurement, samples: measurement.samples.map((sample) => Object.assign({}, sample, change(sample))) }
}

function healthy(waves: number, random: Random): Measurement {
  const places = Array.from({ length: waves * ROUNDS }, (_, index) => ({
    wave: Math.floor(index / ROUNDS),
    round: index % ROUNDS,
  }))
  return {
    scenario: scenarioSchema.parse({
      title: 'made up',
      servers: [SERVER],
      request: { path: '/' },
      load: { connections: 4 },
    }),
    mode: 'baseline',
    references: REFERENCES,
    unpaired: [],
    driver: 'made up',
    samples: places.flatMap((place) =>
      [...REFERENCES, SERVER].map((server) => windowOf({ ...place, server }, 1 + SPREAD * random())),
    ),
    faults: [],
    running: [],
    unmeasured: {},
    waves,
    busyRounds: 0,
    busyCores: 0,
    busiest: null,
    absent: [],
    endedBusy: false,
    seconds: waves,
    spent: {},
  }
}

function windowOf(place: Pick<Sample, 'wave' | 'round' | 'server'>, cost: number): Sample {
  return {
    ...place,
    side: 'head',
    elapsed: 0.5,
    requests: Math.round(5000 / cost),
    failures: noFailures,
    latency: { p50: 0.0004 * cost, p90: 0.0006 * cost, p95: 0.0007 * cost, p99: 0.001 * cost },
    histogram: null,
    cpu: 0.4,
    memory: 1e8,
    gc: null,
    eventLoopUtilisation: null,
    generatorCores: 0.5,
    alongsideCores: null,
    otherCores: 0,
    stolenCores: 0,
  }
}

function againstOf(recorded: Measurement): Against {
  const recordedAs = (name: string) => logRatiosOf(recordingOf(recorded, name))
  return {
    metrics: recordedAs(SERVER),
    references: Object.fromEntries(REFERENCES.map((name) => [name, recordedAs(name)])),
  }
}
