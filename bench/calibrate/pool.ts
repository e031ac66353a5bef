import type { Baseline } from '../../src/model/baseline.ts'
import { METRICS, type Metric } from '../../src/model/metrics.ts'
import type { RunRecord, Values } from './record.ts'

/** Metrics that gate by their size; failed requests do by being there. */
export const GATED = (Object.keys(METRICS) as Metric[]).filter((metric) => metric !== 'failedRequests')

/** Of one launch, by metric: ln(value ÷ yardstick); of a pair of launches ln(head ÷ base). */
export type Launch = Readonly<Partial<Record<Metric, number>>>

/**
 * `steady`: short-lived launches with the flags of `runtime: 'steady'`. `plain`: without. `rough`: long-lived launches in two
 * GC modes, and a compiler setting that makes a lottery of launches. `baselines`: committed. `live`: recorded by this programme.
 */
export type Group = 'steady' | 'plain' | 'rough' | 'baselines' | 'live'

/** What launches are known to look like, to draw simulated gates from. */
export type Pool = {
  readonly name: string
  readonly group: Group
  /** What head costs more in the recording itself, as a fraction; null when both sides are the same code. */
  readonly recordedPlant: number | null
} & (
  | { readonly mode: 'A/B'; readonly differences: readonly Launch[] }
  | { readonly mode: 'baseline'; readonly before: readonly Launch[]; readonly after: readonly Launch[] }
)

/** Fewer launches than this would only be repeated. */
const LEAST = 10

/** One pool a server; a metric that some launch has no value of is left out, for then launches cannot be told apart. */
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

/**
 * The launches of live runs without a neighbour: pairs from runs without a plant, both ways, and the base side of all runs.
 * Runs end when their verdicts stand, so that long runs are noisier ones, and weigh more: the pools are a little too rough.
 */
export function livePools(server: string, runs: readonly RunRecord[]): readonly Pool[] {
  const alone = runs.filter(({ neighbour, faults }) => neighbour === 'none' && faults.length === 0)
  const pairs = alone
    .filter(({ plant }) => plant === 0)
    .flatMap((run) => launchesOf(run, ({ difference }) => difference))
  const singles = alone.flatMap((run) => launchesOf(run, ({ relative }) => relative.base))
  const common = { name: `${server}, live`, group: 'live', recordedPlant: null } as const
  return [
    ...(pairs.length < LEAST
      ? []
      : [{ ...common, mode: 'A/B', differences: pairs.flatMap((pair) => [pair, turned(pair)]) } as const]),
    ...(singles.length < LEAST ? [] : [{ ...common, mode: 'baseline', before: singles, after: singles } as const]),
  ]
}

/** Metrics that every launch of a pool has. */
export function metricsOf(pool: Pool): readonly Metric[] {
  const launches = pool.mode === 'A/B' ? pool.differences : [...pool.before, ...pool.after]
  return GATED.filter((metric) => launches.every((launch) => launch[metric] !== undefined))
}

/** A wave without any value is left out: its launch failed. */
function launchesOf(
  { waves, values }: RunRecord,
  of: (values: Values) => readonly (number | null)[],
): readonly Launch[] {
  const launches = Array.from({ length: waves }, (_, wave) => {
    const entries = GATED.flatMap((metric) => {
      const own = values[metric]
      const value = own && of(own)[wave]
      return value === undefined || value === null ? [] : [[metric, value] as const]
    })
    return Object.fromEntries(entries)
  })
  return launches.filter((launch) => Object.keys(launch).length > 0)
}

function turned(pair: Launch): Launch {
  return Object.fromEntries(Object.entries(pair).map(([metric, value]) => [metric, -value]))
}
