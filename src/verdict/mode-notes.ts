import type { Measurement, Side } from '../model/measurement.ts'
import { METRICS, type TimedMetric } from '../model/metrics.ts'
import { formatChange, formatShare, formatWholeChange } from '../model/units.ts'
import { launchValues, sideValues } from './launch-values.ts'
import { messages } from './messages.ts'
import { findSplit, type ModeLaunch, type ModeSplit, type SlowShare } from './modes.ts'
import { logRatiosOf, type LogRatios, type Recording } from './recording.ts'
import { faultOf, unusable } from './validity.ts'
import { runtimeOf } from './windows.ts'

/** What a baseline keeps of its servers, by name. */
export type KeptServers = Readonly<
  Record<string, { readonly runtime: 'plain' | 'steady'; readonly metrics: Recording }>
>

/** The modes of the references; when they have none, those of the servers. Modes of a reference show in everything relative to it. */
export function modeNotes(measurement: Measurement, kept: KeptServers | null): readonly string[] {
  const ofReferences = measurement.references.flatMap((name) => referenceNote(measurement, name) ?? [])
  if (ofReferences.length > 0) return ofReferences
  return measurement.scenario.servers.flatMap((server) => serverNote(measurement, server, kept) ?? [])
}

function referenceNote(measurement: Measurement, reference: string): string | null {
  if (faultOf(measurement, reference)) return null
  return modeNote({
    server: reference,
    runtime: null,
    now: (metric) => (METRICS[metric].yardstick === 'same' ? launchesToday(measurement, reference, metric) : []),
    before: () => [],
    where: 'baseline',
  })
}

function serverNote(measurement: Measurement, server: string, kept: KeptServers | null): string | null {
  // The waves of a server that already runs are of one process, which is in one mode.
  if (faultOf(measurement, server) || measurement.running.includes(server)) return null
  const own = kept && Object.hasOwn(kept, server) ? kept[server] : undefined
  const recorded = own && logRatiosOf(own.metrics)
  const inAb = measurement.mode === 'ab'
  return modeNote({
    server,
    runtime: own?.runtime ?? null,
    now: (metric) => launchesToday(measurement, server, metric),
    before: (metric) => {
      if (inAb) return launchesOf(measurement, server, 'base', metric)
      const values = recorded?.[metric]
      return values ? launchesIn(values) : []
    },
    where: inAb ? 'base' : 'baseline',
  })
}

/** In ln units: relative to the references, or as they are for a reference and in an A/B run. None where the metric is unusable. */
function launchesToday(measurement: Measurement, server: string, metric: TimedMetric): readonly ModeLaunch[] {
  const { samples, references, mode } = measurement
  if (mode === 'ab') return launchesOf(measurement, server, 'head', metric)
  if (unusable(measurement, server, metric)) return []
  return launchValues(samples, server, references, metric).map(({ wave, value, relative }) => ({
    value: references.includes(server) ? Math.log(value) : relative,
    gc: gcIn(measurement, server, 'head', wave),
  }))
}

/** The launches of one side in an A/B run. */
function launchesOf(measurement: Measurement, server: string, side: Side, metric: TimedMetric): readonly ModeLaunch[] {
  if (unusable(measurement, server, metric)) return []
  return sideValues(measurement.samples, server, side, metric).map(({ wave, value }) => ({
    value: Math.log(value),
    gc: gcIn(measurement, server, side, wave),
  }))
}

function launchesIn(recorded: LogRatios): readonly ModeLaunch[] {
  return 'unusable' in recorded ? [] : recorded.relative.map((value) => ({ value, gc: null }))
}

function gcIn({ samples }: Measurement, server: string, side: Side, wave: number): number | null {
  return runtimeOf(samples.filter((one) => one.wave === wave && one.server === server && one.side === side)).gc
}

/** Where the modes of one server are sought. */
export type ModeSearch = {
  readonly server: string
  /** As in its definition; null where that is not known. */
  readonly runtime: 'plain' | 'steady' | null
  /** A metric's launches of today; none where it cannot be used. */
  readonly now: (metric: TimedMetric) => readonly ModeLaunch[]
  /** Launches to count beside them, if any, and where they are from. */
  readonly before: (metric: TimedMetric) => readonly ModeLaunch[]
  readonly where: 'baseline' | 'base'
}

/** The first that shows modes is reported, because it explains the others. Throughput stands in where CPU is not measured. */
const METRICS_TO_SEARCH: readonly TimedMetric[] = ['cpuPerRequest', 'throughput', 'latencyP50', 'memory']

/** The error of saying that there are more slow launches than before when there are not. */
const ALPHA = 0.01

/** Garbage collection is the reason where it takes twice as much, if that is at least 0.02 cores more. */
const GC = { times: 2, cores: 0.02 } as const

/** What to say about one server whose launches fall into modes, or null. */
export function modeNote(search: ModeSearch): string | null {
  for (const metric of METRICS_TO_SEARCH) {
    const split = findSplit(metric, search.now(metric), search.before(metric))
    if (split) return [finding(search, split), ...advice(search, split)].join(' ')
  }
  return null
}

function finding({ server, where }: ModeSearch, split: ModeSplit): string {
  const mode = split.metric === 'memory' ? 'large' : 'slow'
  const costs = `${formatWholeChange(split.change)} ${METRICS[split.metric].label}${reason(split)}`
  const now = countText(split.now)
  const before = split.before && countText(split.before)
  if (before === null || !isShift(split)) return messages.modes({ server, mode, now, before, where, costs })
  const others = split.fast === null ? null : formatChange(split.fast)
  return messages.moreOfMode({ server, mode, now, before, where, p: pText(split.p ?? 1), costs, others })
}

function isShift({ p }: ModeSplit): boolean {
  return p !== null && p <= ALPHA
}

function reason({ gc }: ModeSplit): string {
  return gc && explains(gc) ? messages.gcInModes({ slow: formatShare(gc.slow), fast: formatShare(gc.fast) }) : ''
}

function explains({ slow, fast }: NonNullable<ModeSplit['gc']>): boolean {
  return slow >= GC.times * fast && slow - fast >= GC.cores
}

/** Never what the user already does. */
function advice({ runtime }: ModeSearch, split: ModeSplit): readonly string[] {
  const { gc, metric } = split
  const isTime = metric !== 'memory'
  const notGc =
    isTime && gc && !explains(gc) ? [messages.gcNotWhy({ slow: formatShare(gc.slow), fast: formatShare(gc.fast) })] : []
  if (runtime === 'plain') return [...notGc, messages.steadier]
  if (isTime && runtime === 'steady' && gc === null) return [messages.askRuntime]
  return isShift(split) ? notGc : [...notGc, messages.moreLaunches]
}

function countText({ slow, all }: SlowShare): string {
  return `${slow} of ${all}`
}

function pText(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${Number(p.toPrecision(1))}`
}
