import type { CountedServer } from '../../src/model/count.ts'
import { type CountedMetric, isCounted } from '../../src/model/metrics.ts'
import type { Report } from '../../src/model/report.ts'
import { isStated, type Verdict, type Word } from '../../src/model/verdict.ts'
import { countsOf, type CountValue } from '../../src/verdict/count-values.ts'
import { decideGarbage } from '../../src/verdict/count-garbage.ts'
import { compareIdentities, mayMove, type Moved } from '../../src/verdict/count-identity.ts'
import { type CountDecision, decideCount } from '../../src/verdict/decide-count.ts'
import { rounded, TOLERANCES } from './counted-comparisons.ts'
import type { ShowcaseRow } from './showcase-records.ts'

/** What a record keeps of the counted rows of a report, and how the same launches are judged at another tolerance. Pure. */

/** What the counted baseline has of a server in a scenario; null when it has nothing. */
export type RecordedIn = (scenario: string, server: string) => CountedServer | null

type CountedVerdict = Verdict & { readonly metric: CountedMetric }

/** `run`: when the run of the report began. */
export function rowsIn(report: Report, run: string, recordedIn: RecordedIn): readonly ShowcaseRow[] {
  return report.verdicts.filter(isCountedRow).map((verdict) => {
    const { scenario, server, metric, reason, tolerance, change, launches: decidedBy } = verdict
    const launches = launchesIn(report, verdict)
    const recorded = recordedIn(scenario, server)
    const moved = recorded && movedSince(recorded, report, scenario)
    return {
      kind: 'row',
      run,
      scenario,
      server,
      metric,
      verdict: verdict.verdict,
      reason,
      tolerance,
      change: change && [change.estimate, change.low, change.high],
      decidedBy,
      launches: launches.map(({ value }) => rounded(value, 7)),
      // With too few blocks nothing is known of the error, and JSON has no infinity.
      spread: launches.map(({ spread }) => rounded(Math.min(spread, 1), 2)),
      differs: [...(moved?.differs ?? [])],
      strict: recorded && moved && strictVerdict(verdict, launches, recorded, moved),
    }
  })
}

/** As far as a report tells, which has no runtime or binary of a server. Null where counts of another sort are not compared. */
function movedSince({ identity }: CountedServer, { scenarios }: Report, scenario: string): Moved | null {
  const counted = scenarios.find((one) => one.scenario === scenario)?.counted
  if (!counted || 'notCounted' in counted) return null
  const comparison = compareIdentities(identity, { ...identity, ...counted.identity })
  return 'notCompared' in comparison ? null : comparison
}

function isCountedRow(verdict: Verdict): verdict is CountedVerdict {
  return isCounted(verdict.metric) && !isStated(verdict)
}

/** From the blocks that a report shows, which have as many requests each within a launch. */
function launchesIn({ servers }: Report, { scenario, server, metric }: CountedVerdict): readonly CountValue[] {
  const found = servers.find((one) => one.scenario === scenario && one.server === server)
  return (found?.blocks?.now ?? []).map((blocks) => {
    const counted = blocks.map((instructions) => ({ requests: 1, instructions }))
    return countsOf({ blocks: counted })[metric]
  })
}

/** A report has six digits of every number, which moves bounds by less than this; another build of the runtime would move them by 5 %. */
const AGREES = 1e-4

/**
 * By the gate's own code. Null where that, at the report's own tolerance, does not come to the report's verdict and interval:
 * then the two were counted with another build of the runtime, and the gate had widened the interval.
 */
function strictVerdict(
  verdict: CountedVerdict,
  now: readonly CountValue[],
  recorded: CountedServer,
  { margin }: Moved,
): ShowcaseRow['strict'] {
  if (verdict.metric !== 'instructions' || now.length === 0) return null
  const before = valuesIn(recorded.metrics.instructions)
  if (!agrees(decideCount({ before, now, margin, tolerance: verdict.tolerance }), verdict)) return null
  const strict = decideCount({ before, now, margin, tolerance: TOLERANCES[0] })
  return { verdict: strict.verdict, suspected: strict.suspected }
}

function isNear(one: number | null, other: number | null): boolean {
  return one === null || other === null ? one === other : Math.abs(one - other) < AGREES
}

function agrees(again: CountDecision, { verdict, change }: Verdict): boolean {
  return (
    again.verdict === verdict &&
    change !== null &&
    isNear(again.change.estimate, change.estimate) &&
    isNear(again.change.low, change.low) &&
    isNear(again.change.high, change.high)
  )
}

function valuesIn({ launches, spread }: Pick<ShowcaseRow, 'launches' | 'spread'> | Recorded): readonly CountValue[] {
  return launches.map((value, index) => ({ value, spread: spread[index] ?? 0 }))
}

type Recorded = CountedServer['metrics'][CountedMetric]

/** What the gate's code of today makes of the launches of a recorded row; null where it has no verdict on them. */
export function judgedToday(row: ShowcaseRow, recorded: CountedServer | null): Word | null {
  const { metric, launches, tolerance, differs } = row
  if (recorded === null || launches.length === 0) return null
  const margin = mayMove(recorded.identity, differs)
  const input = { before: valuesIn(recorded.metrics[metric]), now: valuesIn(row), tolerance, margin }
  const decision = metric === 'instructions' ? decideCount(input) : decideGarbage(input)?.decision
  return decision?.verdict ?? null
}
