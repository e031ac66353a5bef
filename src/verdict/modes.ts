import { METRICS, type Metric } from '../model/metrics.ts'
import { fisherExact } from '../stats/fisher-exact.ts'
import { findModes } from '../stats/modes.ts'
import { median } from '../stats/summary.ts'

/** One launch, as its mode is looked for: ln of a metric, and what garbage collection took of a core, where that is known. */
export type Launched = { readonly value: number; readonly gc: number | null }

/** So many slow launches of all. Of memory, read large for slow. */
export type Share = { readonly slow: number; readonly all: number }

/** Launches of one server that fall into two modes. */
export type Split = {
  readonly metric: Metric
  readonly now: Share
  /** Null when the modes were found in today's launches alone. */
  readonly before: Share | null
  /** What the slow launches' metric is more than the fast ones', as a fraction: of throughput it is below 0. */
  readonly change: number
  /** What garbage collection takes, medians, in cores; null where it was not reported of both modes. */
  readonly gc: { readonly slow: number; readonly fast: number } | null
  /** P(so many slow launches now, had the shares stayed): Fisher's exact test, one-sided. Null without `before`. */
  readonly p: number | null
  /** Like with like: how the fast launches changed since then, as a fraction. Null where there were none now, or none then. */
  readonly fast: number | null
}

/** A launch with what is to be known for counting it. */
type Placed = Launched & { readonly slow: boolean; readonly today: boolean }

/**
 * The modes of a metric's launches, looked for among those of today and of before together, because more show more. Where one
 * mode is today and the other was before, that is a change of the metric and no mode: then, and where there are none before,
 * only today's are looked at. Null when there is nothing to say of today.
 */
export function splitOf(metric: Metric, now: readonly Launched[], before: readonly Launched[]): Split | null {
  const together = placed(metric, now, before)
  if (before.length > 0 && isMixture(together)) return describe(metric, together)
  const alone = placed(metric, now, [])
  return shareOf(alone).slow > 0 ? describe(metric, alone) : null
}

/** All are fast when there is but one mode. */
function placed(metric: Metric, now: readonly Launched[], before: readonly Launched[]): readonly Placed[] {
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
 * Slow launches today, and two of each kind in today's or in the earlier ones: with fewer, it is a metric that changed and a
 * launch that was far off.
 */
function isMixture(launches: readonly Placed[]): boolean {
  const [now, before] = shares(launches)
  return now.slow > 0 && [now, before].some(({ slow, all }) => slow >= 2 && all - slow >= 2)
}

function describe(metric: Metric, launches: readonly Placed[]): Split {
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

function shares(launches: readonly Placed[]): [now: Share, before: Share] {
  return [shareOf(launches.filter(({ today }) => today)), shareOf(launches.filter(({ today }) => !today))]
}

function shareOf(launches: readonly Placed[]): Share {
  return { slow: launches.filter(({ slow }) => slow).length, all: launches.length }
}

/** From the median of some launches to that of others, as a fraction. */
function between(from: readonly Launched[], to: readonly Launched[]): number | null {
  if (from.length === 0 || to.length === 0) return null
  return Math.expm1(median(to.map(({ value }) => value)) - median(from.map(({ value }) => value)))
}

function gcOf(slow: readonly Launched[], fast: readonly Launched[]): Split['gc'] {
  const [there, elsewhere] = [slow.flatMap(({ gc }) => gc ?? []), fast.flatMap(({ gc }) => gc ?? [])]
  return there.length > 0 && elsewhere.length > 0 ? { slow: median(there), fast: median(elsewhere) } : null
}
