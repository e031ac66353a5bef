import { messages } from './messages.ts'
import { isRed, type Verdict } from '../model/verdict.ts'
import { bySeverity } from './severity.ts'
import { headline } from './headline.ts'
import type { Report } from '../model/report.ts'
import type { Safe } from './visible.ts'

/** As many red cells are named; what is more is counted. */
const NAMED = 3

/** What to know and to do when a run is red: at most six lines in all. */
export type Red = { readonly cells: readonly string[]; readonly next: readonly string[] }

/** Which cells, against what, where there is more, what next; null when nothing is red. What an update records is not. */
export function redOf(report: Report, file: string, safe: Safe): Red | null {
  const red = report.verdicts
    .filter((cell) => (report.mode === 'update' ? cell.verdict === 'invalid' : isRed(cell)))
    .toSorted(bySeverity)
  if (red.length === 0) return null
  const named = red.slice(0, red.length > NAMED ? NAMED - 1 : NAMED)
  const more = red.length - named.length
  const regressed = red.filter(({ verdict }) => verdict === 'regressed')
  const meant = regressed.some(({ outpaces }) => !outpaces)
  const claimed = regressed.some(({ outpaces }) => outpaces)
  return {
    cells: [
      ...named.map((cell) => `${headline(cell, safe)} · ${safe(cell.scenario)}`),
      ...(more > 0 ? [messages.moreRed({ count: more })] : []),
    ],
    next:
      report.mode === 'compare'
        ? []
        : [
            ...(meant ? [comparedWith(report, red, safe)] : []),
            messages.seeAll({ file }),
            whatNext(report, meant, claimed),
          ],
  }
}

function comparedWith(report: Report, red: readonly Verdict[], safe: Safe): string {
  const { against } = report
  if (against)
    return messages.comparedWithRef({
      ref: safe(against.ref),
      base: short(against.base.commit),
      head: short(against.head.commit),
      dirty: against.head.dirty,
    })
  return messages.comparedWith({ baselines: baselinesOf(report, red).map(safe) })
}

function whatNext({ mode }: Report, meant: boolean, claimed: boolean): string {
  if (!meant) return claimed ? messages.ifClaimed : messages.ifInvalid
  if (mode === 'ab') return messages.ifMeantAgainst
  return claimed ? messages.ifMeantOrClaimed : messages.ifMeant
}

function short(commit: string): string {
  return commit.slice(0, 9)
}

function baselinesOf({ scenarios }: Report, red: readonly Verdict[]): readonly string[] {
  const titles = new Set(red.map(({ scenario }) => scenario))
  const ids = scenarios.flatMap(({ scenario, baseline }) =>
    titles.has(scenario) && baseline !== null ? [baseline] : [],
  )
  return [...new Set(ids)]
}
