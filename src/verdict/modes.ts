import { METRICS, type Metric } from '../model/metrics.ts'
import { fisherExact } from '../stats/fisher.ts'
import { findModes } from '../stats/modes.ts'
import { median } from '../stats/summary.ts'

/** One launch: ln of a metric, and the share of a core that garbage collection took, where that is known. */
export type ModeLaunch = { readonly value: number; readonly gc: number | null }

/** How many of all launches are slow. For memory, read large for slow. */
export type SlowShare = { readonly slow: number; readonly all: number }

/** Launches of one server that fall into two modes. */
export type ModeSplit = {
  readonly metric: Metric
  readonly now: SlowShare
  /** Null when the modes were found in today's launches alone. */
  readonly before: SlowShare | null
  /** By how much the metric of slow launches exceeds that of fast ones, as a fraction; below 0 for throughput. */
  readonly change: number
  /** Cores that garbage collection takes, medians; null where it was not reported for both modes. */
  readonly gc: { readonly slow: number; readonly fast: number } | null
  /** The probability of so many slow launches now if their share had stayed: Fisher's exact test, one-sided. Null without `before`. */
  readonly p: number | null
  /** How the fast launches changed since then, as a fraction. Null where there were none now, or none then. */
  readonly fast: number | null
}

/** A launch with its mode, and when it ran. */
type PlacedLaunch = ModeLaunch & { readonly slow: boolean; readonly today: boolean }

/**
 * The modes of a metric's launches, sought among those of today and of before together, because more launches show more. When
 * one mode is today's and the other was before, the metric has changed and there are no modes. Then, and when there are no launches
 * before, only today's count. Null when there is nothing to say about today.
 */
export function findSplit(metric: Metric, now: readonly ModeLaunch[], before: readonly ModeLaunch[]): ModeSplit | null {
  const together = place(metric, now, before)
  if (before.length > 0 && isMixture(together)) return describe(metric, together)
  const alone = place(metric, now, [])
  return shareOf(alone).slow > 0 ? describe(metric, alone) : null
}

/** All are fast when there is only one mode. */
function place(metric: Metric, now: readonly ModeLaunch[], before: readonly ModeLaunch[]): readonly PlacedLaunch[] {
  const launches = [...now, ...before]
  const modes = findModes(launches.map(({ value }) => value))
  const fast = METRICS[metric].better === 'lower' ? modes[0] : modes.at(-1)
  return launches.map((launch, index) => ({
    ...launch,
    slow: !fast?.members.includes(index),
    today: index < now.length,
  }))
}

/**
 * Some are slow today, and today's or the earlier ones have two of each mode. With fewer, the metric has changed and one launch was
 * far off.
 */
function isMixture(launches: readonly PlacedLaunch[]): boolean {
  const [now, before] = shares(launches)
  return now.slow > 0 && [now, before].some(({ slow, all }) => slow >= 2 && all - slow >= 2)
}

function describe(metric: Metric, launches: readonly PlacedLaunch[]): ModeSplit {
  const [slow, fast] = [launches.filter((launch) => launch.slow), launches.filter((launch) => !launch.slow)]
  const [now, before] = shares(launches)
  const compared = before.all > 0
  return {
    metric,
    now,
    before: compared ? before : null,
    change: between(fast, slow) ?? 0,
    gc: gcOf(slow, fast),
    p: compared ? fisherExact(now.slow, now.all - now.slow, before.slow, before.all - before.slow) : null,
    fast: between(
      fast.filter(({ today }) => !today),
      fast.filter(({ today }) => today),
    ),
  }
}

function shares(launches: readonly PlacedLaunch[]): [now: SlowShare, before: SlowShare] {
  return [shareOf(launches.filter(({ today }) => today)), shareOf(launches.filter(({ today }) => !today))]
}

function shareOf(launches: readonly PlacedLaunch[]): SlowShare {
  return { slow: launches.filter(({ slow }) => slow).length, all: launches.length }
}

/** From the median of some launches to that of others, as a fraction. */
function between(from: readonly ModeLaunch[], to: readonly ModeLaunch[]): number | null {
  if (from.length === 0 || to.length === 0) return null
  return Math.expm1(median(to.map(({ value }) => value)) - median(from.map(({ value }) => value)))
}

function gcOf(slow: readonly ModeLaunch[], fast: readonly ModeLaunch[]): ModeSplit['gc'] {
  const [there, elsewhere] = [slow.flatMap(({ gc }) => gc ?? []), fast.flatMap(({ gc }) => gc ?? [])]
  return there.length > 0 && elsewhere.length > 0 ? { slow: median(there), fast: median(elsewhere) } : null
}
