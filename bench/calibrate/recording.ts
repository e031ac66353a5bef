import type { Metric } from '../../src/model/metrics.ts'
import { noFailures, type Sample, type Side } from '../../src/model/sample.ts'
import { median } from '../../src/stats/summary.ts'
import { launchValues, sideValues, type LaunchValue } from '../../src/verdict/launch-values.ts'
import type { Group, Launch, Pool } from './pool.ts'

/** One window of every launch of a wave, one number a metric, in base units and in the order of `metrics`. */
export type Round = {
  /** Launches of the same code, always in the same places. */
  readonly same: readonly (readonly number[])[]
  /** Launches that burn `planted` more. */
  readonly slower?: readonly (readonly number[])[]
  readonly reference?: readonly (readonly number[])[]
}

/** A file of `bench/calibrate/data`: windows as they were recorded elsewhere; `condense.ts` made them. */
export type Recording = {
  readonly from: string
  readonly group: Group
  readonly metrics: readonly Metric[]
  /** CPU seconds a request that the slower launches burn; null when there are none. */
  readonly planted: number | null
  readonly waves: readonly (readonly Round[])[]
}

const SERVER = 'server'
const REFERENCE = 'reference'

/**
 * Two pools, with values as the gate itself takes them from windows: of pairs that ran in the same rounds, and of single
 * launches. Where the recording has a reference, single launches are held against it; where it has none, they are taken as
 * they are, as if the machine had not drifted.
 */
export function poolsOf(recording: Recording): readonly Pool[] {
  const { from, group, waves } = recording
  const common = { name: from, group, recordedPlant: plantOf(recording) }
  const differences = waves.flatMap((wave) => pairsOf(recording.metrics, wave))
  const singles = (of: 'same' | 'slower') => waves.flatMap((wave) => singlesOf(recording.metrics, wave, of))
  return [
    ...(differences.length === 0 ? [] : [{ ...common, mode: 'A/B', differences } as const]),
    {
      ...common,
      mode: 'baseline',
      before: singles('same'),
      after: singles(recording.planted === null ? 'same' : 'slower'),
    },
  ]
}

/** What the slower launches cost more, as a fraction of what the others do. */
function plantOf({ planted, metrics, waves }: Recording): number | null {
  const cpu = metrics.indexOf('cpuPerRequest')
  return planted === null
    ? null
    : planted / median(waves.flat().flatMap(({ same }) => same.map((launch) => launch[cpu]!)))
}

/** Every launch beside every other of its wave; in a recording of one code both ways, for nothing tells base from head. */
function pairsOf(metrics: readonly Metric[], wave: readonly Round[]): readonly Launch[] {
  const bases = samplesOf(metrics, wave, 'same', SERVER, 'base')
  const slower = samplesOf(metrics, wave, 'slower', SERVER, 'head')
  const heads = slower.length > 0 ? slower : samplesOf(metrics, wave, 'same', SERVER, 'head')
  const pairs = bases.flatMap((base, one) =>
    heads.flatMap((head, other) => (heads !== slower && one === other ? [] : [[...base, ...head]])),
  )
  return pairs.map((samples) => launchOf(metrics, (metric) => sideValues(samples, SERVER, 'head', metric), relative))
}

function singlesOf(metrics: readonly Metric[], wave: readonly Round[], of: 'same' | 'slower'): readonly Launch[] {
  const references = samplesOf(metrics, wave, 'reference', REFERENCE, 'head').flat()
  if (references.length === 0)
    return samplesOf(metrics, wave, of, SERVER, 'base').map((own) =>
      launchOf(
        metrics,
        (metric) => sideValues(own, SERVER, 'base', metric),
        ({ value }) => Math.log(value),
      ),
    )
  return samplesOf(metrics, wave, of, SERVER, 'head').map((own) =>
    launchOf(metrics, (metric) => launchValues([...own, ...references], SERVER, [REFERENCE], metric), relative),
  )
}

function relative(launch: LaunchValue): number {
  return launch.relative
}

function launchOf(
  metrics: readonly Metric[],
  values: (metric: Metric) => readonly LaunchValue[],
  of: (launch: LaunchValue) => number,
): Launch {
  return Object.fromEntries(metrics.flatMap((metric) => values(metric).map((launch) => [metric, of(launch)] as const)))
}

/** The windows of each launch of a kind. */
function samplesOf(
  metrics: readonly Metric[],
  wave: readonly Round[],
  of: keyof Round,
  server: string,
  side: Side,
): readonly (readonly Sample[])[] {
  const count = wave[0]?.[of]?.length ?? 0
  return Array.from({ length: count }, (_, launch) =>
    wave.map((windows, round) => sampleOf(metrics, windows[of]![launch]!, { wave: 0, round, server, side })),
  )
}

/** A window of a second. */
function sampleOf(
  metrics: readonly Metric[],
  values: readonly number[],
  at: Pick<Sample, 'wave' | 'round' | 'server' | 'side'>,
): Sample {
  const value = (metric: Metric) => values[metrics.indexOf(metric)]
  const requests = value('throughput') ?? 0
  const [p50, p90, p99] = [value('latencyP50'), value('latencyP90'), value('latencyP99')]
  return {
    ...at,
    elapsed: 1,
    requests,
    failures: noFailures,
    latency: p50 === undefined || p90 === undefined || p99 === undefined ? null : { p50, p90, p99 },
    histogram: null,
    cpu: (value('cpuPerRequest') ?? 0) * requests,
    memory: null,
    generatorCores: null,
    otherCores: null,
    stolenCores: null,
    gc: null,
    eventLoopUtilisation: null,
  }
}
