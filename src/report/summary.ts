import { messages } from './messages.ts'
import type { Report } from '../model/report.ts'
import { formatSeconds } from '../model/units.ts'
import type { Verdict } from '../model/verdict.ts'
import { ROWS_WORST_FIRST, wordOf, type RowWord } from './severity.ts'
import type { Safe } from './visible.ts'

/** A report in a line, and a scenario in a line. */

/** The outcome of the whole report: what is red first. */
export function titleOf({ verdicts, mode, written }: Report): string {
  if (verdicts.length === 0) return messages.nothingMeasured
  if (mode === 'update') return messages.updated({ files: written.length })
  const counts = countWords(verdicts, mode)
  const red = (['invalid', 'regressed'] as const).filter((word) => counts[word] > 0)
  const all = sizeOf(verdicts)
  if (red.length > 0) return messages.red({ red: red.map((word) => `${counts[word]} ${word}`).join(', '), all })
  return counts.unsure > 0 ? messages.undecided({ unsure: counts.unsure, all }) : messages.nothingRegressed({ all })
}

/** `28 hold, 1 regressed, 3 unsure · 2 scenarios, 8 servers · 1 min 52 s, 14 s per server`. */
export function summaryOf({ verdicts, mode, seconds }: Report): string {
  const servers = new Set(verdicts.map(({ server }) => server)).size
  const scenarios = new Set(verdicts.map(({ scenario }) => scenario)).size
  const each = servers === 0 ? '' : `, ${formatSeconds(seconds / servers)} per server`
  // In a comparison of files nothing was measured, so there is no time to show.
  const time = mode === 'compare' ? [] : [formatSeconds(seconds) + each]
  const size = `${plural(scenarios, 'scenario')}, ${plural(servers, 'server')}`
  return [formatCounts(countWords(verdicts, mode)), size, ...time].join(' · ')
}

/** How a scenario was measured: `8 waves in 56 s`, `autocannon 9.0.0`. Empty when the report does not have it. */
export function scenarioDetails({ scenarios }: Report, title: string, safe: Safe): readonly string[] {
  const own = scenarios.find(({ scenario }) => scenario === title)
  if (!own) return []
  return [`${plural(own.waves, 'wave')} in ${formatSeconds(own.seconds)}`, safe(own.driver)]
}

type WordCounts = Readonly<Record<RowWord, number>>

function countWords(verdicts: readonly Verdict[], mode: Report['mode']): WordCounts {
  const counts = { holds: 0, new: 0, regressed: 0, improved: 0, unsure: 0, invalid: 0 }
  for (const verdict of verdicts) counts[wordOf(verdict, mode)] += 1
  return counts
}

function formatCounts(counts: WordCounts): string {
  const others = ROWS_WORST_FIRST.filter((word) => word !== 'holds' && counts[word] > 0)
  const hold = `${counts.holds} ${counts.holds === 1 ? 'holds' : 'hold'}`
  return [hold, ...others.map((word) => `${counts[word]} ${word}`)].join(', ')
}

/** `56 metrics`, `56 metrics and 1 claim`, `1 claim`. */
function sizeOf(verdicts: readonly Verdict[]): string {
  const claims = verdicts.filter(({ outpaces }) => outpaces).length
  const metrics = verdicts.length - claims
  if (claims === 0) return `${metrics} metrics`
  return metrics === 0 ? plural(claims, 'claim') : `${metrics} metrics and ${plural(claims, 'claim')}`
}

function plural(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`
}
