import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { noFailures, type Sample, type Side } from '../../src/model/measurement.ts'
import type { TimedMetric } from '../../src/model/metrics.ts'
import { median } from '../../src/stats/summary.ts'
import { type LaunchValue, launchValues, sideValues } from '../../src/verdict/launch-values.ts'
import type { Group, LogValues, Pool } from './simulate-timed.ts'

/** Pools of the launches in `data/`, with values as the gate itself takes them from windows. */

/** One window of every launch of a wave: one number per metric, in base units and in the order of `metrics`. */
export type RecordedRound = {
  /** Launches of the same code, always in the same places. */
  readonly same: readonly (readonly number[])[]
  /** Launches that burn `planted` more. */
  readonly slower?: readonly (readonly number[])[]
  readonly reference?: readonly (readonly number[])[]
}

/** A file of `data/`. */
export type WindowFile = {
  readonly from: string
  readonly group: Group
  readonly metrics: readonly TimedMetric[]
  /** CPU seconds per request that the slower launches burn; null when there are none. */
  readonly planted: number | null
  readonly waves: readonly (readonly RecordedRound[])[]
}

const FOLDER = fileURLToPath(new URL('./data/', import.meta.url))

/** The pools of all files. */
export function recordedPools(folder = FOLDER): readonly Pool[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return names.toSorted().flatMap((name) => poolsOf(JSON.parse(readFileSync(join(folder, name), 'utf8')) as WindowFile))
}

/**
 * A pool of pairs that ran in the same rounds, and a pool of single launches. A recorded reference is the yardstick of the
 * single launches. Without one they are taken as they are, as if the machine had not drifted.
 */
export function poolsOf(file: WindowFile): readonly Pool[] {
  const { from, group, metrics, waves, planted } = file
  const common = { name: from, group, recordedPlant: plantOf(file) }
  const differences = waves.flatMap((wave) => pairsOf(metrics, wave))
  const singles = (kind: 'same' | 'slower') => waves.flatMap((wave) => singlesOf(metrics, wave, kind))
  const after = singles(planted === null ? 'same' : 'slower')
  return [
    ...(differences.length === 0 ? [] : [{ ...common, mode: 'A/B', differences } as const]),
    { ...common, mode: 'baseline', before: singles('same'), after },
  ]
}

/** By how much the slower launches are slower, as a fraction of the others' CPU per request. */
function plantOf({ planted, metrics, waves }: WindowFile): number | null {
  if (planted === null) return null
  const cpu = metrics.indexOf('cpuPerRequest')
  return planted / median(waves.flat().flatMap(({ same }) => same.map((launch) => launch[cpu]!)))
}

const SERVER = 'server'
const REFERENCE = 'reference'

/** Every launch beside every other of its wave. With one code, both directions count: nothing tells base from head. */
function pairsOf(metrics: readonly TimedMetric[], wave: readonly RecordedRound[]): readonly LogValues[] {
  const bases = samplesOf(metrics, wave, 'same', SERVER, 'base')
  const slower = samplesOf(metrics, wave, 'slower', SERVER, 'head')
  const heads = slower.length > 0 ? slower : samplesOf(metrics, wave, 'same', SERVER, 'head')
  const pairs = bases.flatMap((base, one) =>
    heads.flatMap((head, other) => (heads !== slower && one === other ? [] : [[...base, ...head]])),
  )
  return pairs.map((samples) =>
    logValues(
      metrics,
      (metric) => sideValues(samples, SERVER, 'head', metric),
      ({ relative }) => relative,
    ),
  )
}

function singlesOf(
  metrics: readonly TimedMetric[],
  wave: readonly RecordedRound[],
  kind: 'same' | 'slower',
): readonly LogValues[] {
  const references = samplesOf(metrics, wave, 'reference', REFERENCE, 'head').flat()
  if (references.length === 0)
    return samplesOf(metrics, wave, kind, SERVER, 'base').map((own) =>
      logValues(
        metrics,
        (metric) => sideValues(own, SERVER, 'base', metric),
        ({ value }) => Math.log(value),
      ),
    )
  return samplesOf(metrics, wave, kind, SERVER, 'head').map((own) => {
    const samples = [...own, ...references]
    const values = (metric: TimedMetric) => launchValues(samples, SERVER, [REFERENCE], metric)
    return logValues(metrics, values, ({ relative }) => relative)
  })
}

function logValues(
  metrics: readonly TimedMetric[],
  values: (metric: TimedMetric) => readonly LaunchValue[],
  select: (launch: LaunchValue) => number,
): LogValues {
  return Object.fromEntries(metrics.flatMap((metric) => values(metric).map((launch) => [metric, select(launch)])))
}

/** The windows of each launch of one kind. */
function samplesOf(
  metrics: readonly TimedMetric[],
  wave: readonly RecordedRound[],
  kind: keyof RecordedRound,
  server: string,
  side: Side,
): readonly (readonly Sample[])[] {
  const launches = wave[0]?.[kind]?.length ?? 0
  return Array.from({ length: launches }, (_, launch) =>
    wave.map((windows, round) => sampleOf(metrics, windows[kind]![launch]!, { wave: 0, round, server, side })),
  )
}

/** A window of one second. */
function sampleOf(
  metrics: readonly TimedMetric[],
  values: readonly number[],
  place: Pick<Sample, 'wave' | 'round' | 'server' | 'side'>,
): Sample {
  const value = (metric: TimedMetric) => values[metrics.indexOf(metric)]
  const requests = value('throughput') ?? 0
  const [p50, p90, p99] = [value('latencyP50'), value('latencyP90'), value('latencyP99')]
  return {
    ...place,
    elapsed: 1,
    requests,
    failures: noFailures,
    latency: p50 === undefined || p90 === undefined || p99 === undefined ? null : { p50, p90, p99 },
    histogram: null,
    cpu: (value('cpuPerRequest') ?? 0) * requests,
    memory: null,
    generatorCores: null,
    alongsideCores: null,
    otherCores: null,
    stolenCores: null,
    gc: null,
    eventLoopUtilisation: null,
  }
}
