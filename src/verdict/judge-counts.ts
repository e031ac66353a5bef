import type { CountedServer, NotCounted, ServerCounts } from '../model/count.ts'
import type { Measurement, Side } from '../model/measurement.ts'
import { type CountedMetric } from '../model/metrics.ts'
import type { Scenario, Tolerance } from '../model/scenario.ts'
import { blankVerdict, type Verdict } from '../model/verdict.ts'
import { geometricMean } from '../stats/summary.ts'
import { compareIdentities, type Moved } from './count-identity.ts'
import { spreadOf } from './count-shift.ts'
import { countsOf, type CountValue } from './count-values.ts'
import { decideGarbage } from './count-garbage.ts'
import type { CountInput } from './count-look.ts'
import { decideCount, firstLook, type CountDecision } from './decide-count.ts'
import { ofCounts } from './count-messages.ts'
import { toleranceFor } from './tolerance.ts'

/** What one server was counted at in one scenario, and what that is held against. */
export type CountedCase = {
  readonly scenario: Pick<Scenario, 'title' | 'tolerance' | 'allowedFailures'>
  readonly server: string
  readonly mode: Measurement['mode']
  /** Today's launches, in the order in which they were counted, or why there are none. */
  readonly counts: ServerCounts | NotCounted
  /** What the counted baseline has of this server; null when it has nothing, and in an A/B run. */
  readonly recorded: CountedServer | null
  readonly tolerance: Tolerance | undefined
  /** With LOADGATE_COUNT=only nothing else decides, so a server that cannot be counted is `invalid`. */
  readonly required?: boolean
}

/**
 * Launches that a baseline records of a server. Of 16,500 simulated gates of unchanged servers that do not repeat, 19 were red against four
 * recorded launches, and 55 against two; of servers that repeat none was (bench/calibrate/simulate-counted.ts).
 */
export const LAUNCHES_TO_RECORD = 4

/** Launches of each side of an A/B run that are counted in any case. */
const FIRST = 2

/**
 * The verdicts on the counted metrics of one server: `instructions`, and `gcInstructions` where it can be decided. What collecting
 * garbage adds often moves in whole collections; then it is for reading (`countedNumbers`) and has no verdict.
 */
export function judgeCounts(counted: CountedCase): readonly Verdict[] {
  const { counts } = counted
  if ('notCounted' in counts) {
    const reason = ofCounts.notCounted({ reason: counts.notCounted })
    return [{ ...blankOf(counted, 'instructions'), verdict: counted.required ? 'invalid' : 'unsure', reason }]
  }
  const input = inputFor(counted, 'instructions', counts)
  const blank = { ...blankOf(counted, 'instructions'), ...currentOf(valuesOf(counts, 'head', 'instructions')) }
  if ('reason' in input) return [{ ...blank, reason: input.reason }]
  const garbage = garbageOf(counted, counts)
  return [
    verdictFrom(blank, input, decideCount(input)),
    ...(garbage ? [verdictFrom(blankOf(counted, 'gcInstructions'), garbage.input, garbage.decision)] : []),
  ]
}

/** How many more launches of each side to count before asking again; 0 where they would change nothing. */
export function neededCounts(counted: CountedCase): Readonly<Record<Side, number>> {
  const { counts, mode, recorded } = counted
  if ('notCounted' in counts) return { head: 0, base: 0 }
  const [head, base] = mode === 'ab' ? [FIRST, FIRST] : [firstBeside(recorded), 0]
  const first = { head: missing(counts.head, head), base: missing(counts.base, base) }
  if (first.head > 0 || first.base > 0) return first
  const input = inputFor(counted, 'instructions', counts)
  if ('reason' in input) return { head: 0, base: 0 }
  const { needed } = decideCount(input)
  const garbage = garbageOf(counted, counts)?.decision
  const toConfirm = garbage?.suspected === 'regressed' ? garbage.needed.now : 0
  return { head: Math.max(needed.now, toConfirm), base: needed.before }
}

/** Launches of today before there is anything to decide. */
function firstBeside(recorded: CountedServer | null): number {
  return recorded ? firstLook(recorded.metrics.instructions.launches.length) : LAUNCHES_TO_RECORD
}

/** Those of them that confirm a red; none where nothing looks red. */
export function neededToConfirm(counted: CountedCase): Readonly<Record<Side, number>> {
  const { counts } = counted
  const input = 'notCounted' in counts ? null : inputFor(counted, 'instructions', counts)
  const decision = input === null || 'reason' in input ? null : decideCount(input)
  return decision?.suspected === 'regressed'
    ? { head: decision.needed.now, base: decision.needed.before }
    : { head: 0, base: 0 }
}

function missing(launches: readonly unknown[], wanted: number): number {
  return Math.max(0, wanted - launches.length)
}

/** `moved`: what else differs than the code, and by how much that may have moved the counts; nothing in an A/B run. */
type Judged = CountInput & { readonly reason?: never; readonly moved: Moved }

/** What to decide, or why nothing can be decided. */
function inputFor(
  counted: CountedCase,
  metric: CountedMetric,
  counts: ServerCounts,
): Judged | { readonly reason: string } {
  const { scenario, mode, recorded } = counted
  const now = valuesOf(counts, 'head', metric)
  const tolerance = toleranceFor(metric, scenario, counted.tolerance, mode)
  if (mode === 'ab') {
    const before = valuesOf(counts, 'base', metric)
    const launches = Math.min(now.length, before.length)
    return launches === 0
      ? { reason: ofCounts.tooFewCounts({ launches }) }
      : { before, now, tolerance, bothToday: true, moved: { differs: [], margin: 0 } }
  }
  if (!recorded) return { reason: ofCounts.noCountedBaseline }
  const comparison = compareIdentities(recorded.identity, counts.identity)
  if ('notCompared' in comparison) return { reason: comparison.notCompared }
  if (now.length === 0) return { reason: ofCounts.tooFewCounts({ launches: 0 }) }
  const { launches, spread } = recorded.metrics[metric]
  const before = launches.map((value, index) => ({ value, spread: spread[index] ?? 0 }))
  return { before, now, tolerance, margin: comparison.margin, moved: comparison }
}

/** Null where garbage has no verdict. */
function garbageOf(counted: CountedCase, counts: ServerCounts) {
  const input = inputFor(counted, 'gcInstructions', counts)
  const garbage = 'reason' in input ? null : decideGarbage(input)
  if (!garbage || 'reason' in input) return null
  return { ...garbage, input: { ...garbage.input, moved: input.moved } }
}

function valuesOf(counts: ServerCounts, side: Side, metric: CountedMetric): readonly CountValue[] {
  return counts[side].map((launch) => countsOf(launch)[metric])
}

function currentOf(values: readonly CountValue[]): Pick<Verdict, 'current' | 'launches' | 'spread'> {
  if (values.length === 0) return { current: null, launches: 0, spread: null }
  return { current: typical(values), launches: values.length, spread: spreadOf(values) }
}

/** Of counts above 0, the mean that changes are estimated from. */
function typical(values: readonly CountValue[]): number {
  return geometricMean(values.map(({ value }) => value))
}

function verdictFrom(blank: Verdict, input: Judged, decision: CountDecision): Verdict {
  const { verdict, change, detectable, launches, spread } = decision
  const current = typical(input.now.slice(0, launches))
  const reason = verdict === 'unsure' ? whyUnsure(input, decision) : noteOn(input)
  const baseline = current / (1 + change.estimate)
  return { ...blank, verdict, reason, baseline, current, change, launches, detectable, spread }
}

function noteOn({ moved }: Judged): string | null {
  return moved.differs.length === 0 ? null : ofCounts.widened(moved)
}

/** Launches that differ by less than another libc may have moved them are not the reason. */
function whyUnsure({ moved, tolerance }: Judged, decision: CountDecision): string {
  const { suspected, launches, spread, detectable } = decision
  if (suspected === 'regressed') return ofCounts.countsNotConfirmed({ launches })
  if (spread === null) return ofCounts.tooFewCounts({ launches })
  if (spread < moved.margin) return ofCounts.tooWide({ ...moved, tolerance })
  return ofCounts.countsDiffer({ launches, spread, detectable })
}

function blankOf({ scenario, server, mode, tolerance }: Omit<CountedCase, 'counts'>, metric: CountedMetric): Verdict {
  return blankVerdict({
    scenario: scenario.title,
    server,
    metric,
    tolerance: toleranceFor(metric, scenario, tolerance, mode),
  })
}
