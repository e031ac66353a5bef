import type { Baseline } from '../../src/model/baseline.ts'
import type { Measurement } from '../../src/model/measurement.ts'
import { TIMED_METRICS, type TimedMetric } from '../../src/model/metrics.ts'
import { launchValues, sideValues, type LaunchValue } from '../../src/verdict/launch-values.ts'
import { BASE, HEAD, viewOf } from './comparisons.ts'
import type { RunRecord, WaveValues } from './records.ts'

/** Pools of launches, to draw simulated gates from: those of committed baselines, and those of live runs. Pure. */

/** The folder of the committed baselines, and the showcase's scenarios in it that are drawn from. Live runs use the first. */
export const BASELINES = 'baselines'
export const TITLE = 'home page at 4 connections'
export const TITLES = [TITLE, '13 bytes at 400 connections'] as const

/** Metrics that are judged by their size; failed requests are judged by being there. */
export const GATED = TIMED_METRICS.filter((metric) => metric !== 'failedRequests')

/** By metric: ln(value ÷ yardstick) of a launch, or ln(head ÷ base) of a pair of launches. */
export type LogValues = Readonly<Partial<Record<TimedMetric, number>>>

/**
 * `steady` and `plain`: short-lived launches, with and without the flags of `runtime: 'steady'`. `rough`: long-lived servers
 * with two modes of garbage collection, and launches without one of Node's compilers. `baselines`: committed. `live`: from
 * live runs.
 */
export type Group = 'steady' | 'plain' | 'rough' | 'baselines' | 'live'

export type Pool = {
  readonly name: string
  readonly group: Group
  /** How much slower head is in the recording itself, as a fraction; null when both sides are the same code. */
  readonly recordedPlant: number | null
} & (
  | { readonly mode: 'A/B'; readonly differences: readonly LogValues[] }
  | { readonly mode: 'baseline'; readonly before: readonly LogValues[]; readonly after: readonly LogValues[] }
)

/** Metrics that every launch of a pool has. */
export function metricsOf(pool: Pool): readonly TimedMetric[] {
  const launches = pool.mode === 'A/B' ? pool.differences : [...pool.before, ...pool.after]
  return GATED.filter((metric) => launches.every((launch) => launch[metric] !== undefined))
}

/** One pool per server, of the metrics that all launches have: a value does not say from which launch it is otherwise. */
export function baselinePools(baseline: Baseline): readonly Pool[] {
  return Object.entries(baseline.servers).map(([server, { metrics, recorded }]) => {
    const usable = GATED.flatMap((metric) => {
      const entry = metrics[metric]
      return 'launches' in entry && entry.launches.length === recorded.waves ? [[metric, entry.launches] as const] : []
    })
    const launches = Array.from({ length: recorded.waves }, (_, wave) =>
      Object.fromEntries(usable.map(([metric, values]) => [metric, Math.log(values[wave]!)])),
    )
    const name = `${server}, ${baseline.scenario.title}`
    return { name, group: 'baselines', mode: 'baseline', before: launches, after: launches, recordedPlant: null }
  })
}

/** Smaller pools would only repeat the same few launches. */
const LEAST = 10

/**
 * The launches of live runs without a neighbour: pairs from runs without a plant, in both directions, and the base side of
 * all runs. A run ends when its verdicts stand, so noisy runs are longer and weigh more: the pools are slightly too noisy.
 */
export function livePools(server: string, runs: readonly RunRecord[]): readonly Pool[] {
  const alone = runs.filter(({ neighbour, faults }) => neighbour === 'none' && faults.length === 0)
  const unchanged = alone.filter(({ plant }) => plant === 0)
  const pairs = unchanged.flatMap((run) => launchesOf(run, ({ difference }) => difference))
  const singles = alone.flatMap((run) => launchesOf(run, ({ relative }) => relative.base))
  const common = { name: `${server}, live`, group: 'live', recordedPlant: null } as const
  const differences = pairs.flatMap((pair) => [pair, negated(pair)])
  return [
    ...(pairs.length < LEAST ? [] : [{ ...common, mode: 'A/B', differences } as const]),
    ...(singles.length < LEAST ? [] : [{ ...common, mode: 'baseline', before: singles, after: singles } as const]),
  ]
}

/** Leaves out waves without any value, in which the launch failed. */
function launchesOf(
  { waves, values }: RunRecord,
  select: (values: WaveValues) => readonly (number | null)[],
): readonly LogValues[] {
  const launches = Array.from({ length: waves }, (_, wave) => {
    const entries = GATED.flatMap((metric) => {
      const own = values[metric]
      const value = own && select(own)[wave]
      return value === undefined || value === null ? [] : [[metric, value] as const]
    })
    return Object.fromEntries(entries)
  })
  return launches.filter((launch) => Object.keys(launch).length > 0)
}

function negated(pair: LogValues): LogValues {
  return Object.fromEntries(Object.entries(pair).map(([metric, value]) => [metric, -value]))
}

/** What the record of a live run keeps of its launches: one value per wave, by metric. */
export function valuesOf(measurement: Measurement, server: string): RunRecord['values'] {
  return Object.fromEntries(GATED.map((metric) => [metric, waveValues(measurement, server, metric)]))
}

function waveValues(measurement: Measurement, server: string, metric: TimedMetric): WaveValues {
  const { references, waves, samples } = measurement
  const pairs = viewOf(measurement, 'A/B', server).samples
  const perWave = (launches: readonly LaunchValue[], field: 'value' | 'relative') =>
    Array.from({ length: waves }, (_, wave) => sixDigits(launches.find((one) => one.wave === wave)?.[field]))
  const relative = (name: string) => perWave(launchValues(samples, name, references, metric), 'relative')
  const heads = sideValues(pairs, server, 'head', metric)
  return {
    base: perWave(sideValues(pairs, server, 'base', metric), 'value'),
    head: perWave(heads, 'value'),
    difference: perWave(heads, 'relative'),
    relative: { base: relative(BASE), head: relative(HEAD) },
    references: Object.fromEntries(
      references.map((name) => [name, perWave(launchValues(samples, name, [name], metric), 'value')]),
    ),
  }
}

/** More would be noise. */
function sixDigits(value: number | undefined): number | null {
  return value === undefined ? null : Number(value.toPrecision(6))
}
