import { METRICS } from '../model/metrics.ts'
import type { Report } from '../model/report.ts'
import { formatChange } from '../model/units.ts'
import { isRed, isStated, type Verdict } from '../model/verdict.ts'
import { headline } from './headline.ts'
import { messages } from './messages.ts'
import type { Safe } from './safe.ts'
import { bySeverity } from './severity.ts'
import { titleOf } from './summary.ts'

/** The outcome of a run in one sentence that names what is red: `express regressed: instructions +3.1 %, and 2 more metrics`. */
export function verdictSentence(report: Report, safe: Safe): string {
  const red = report.verdicts.filter(isRed).toSorted(bySeverity)
  const [worst] = red
  if (!worst || report.mode === 'update') return titleOf(report)
  const servers = new Set(red.map(({ server }) => server)).size
  const sentence = sentenceOf(worst, safe)
  if (servers > 1) return messages.severalRed({ servers, all: serversIn(report), worst: sentence })
  return messages.oneRed({ worst: sentence, more: red.length - 1 })
}

function sentenceOf(cell: Verdict, safe: Safe): string {
  const { server, metric, verdict, change } = cell
  if (isStated(cell)) return headline(cell, safe)
  if (verdict === 'invalid') return messages.cannotBeJudged({ server: safe(server) })
  const size = change === null ? '' : ` ${formatChange(change.estimate)}`
  return messages.serverRegressed({ server: safe(server), what: `${METRICS[metric].label}${size}` })
}

function serversIn({ verdicts }: Report): number {
  return new Set(verdicts.map(({ server }) => server)).size
}
