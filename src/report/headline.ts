import { isCounted, METRICS } from '../model/metrics.ts'
import type { Report } from '../model/report.ts'
import { formatShare } from '../model/units.ts'
import { isRed, isStated, type Verdict } from '../model/verdict.ts'
import { claimHeadline, claimText } from './claim-text.ts'
import { limitHeadline, limitText } from './limit-text.ts'
import { messages } from './messages.ts'
import { nextSteps } from './next-step.ts'
import { bySeverity } from './severity.ts'
import { formatEstimate } from './value-texts.ts'
import { oneLine, visible, type Safe } from './safe.ts'
import { shortHash } from '../model/commits.ts'

/** Verdicts as sentences, and what a red run says first. */

/**
 * One verdict on one line: `fastify: CPU per request regressed, +41.3 % [+38, +45], 10 % allowed`, or the reason where there are no
 * numbers. A claim: `tornado does not outpace flask by 1.5: throughput ×1.21 [×1.18, ×1.24]`.
 */
export function headline(cell: Verdict, safe: Safe = visible): string {
  const { server, metric, verdict, change, reason, tolerance, outpaces, limit } = cell
  if (outpaces) return claimHeadline(cell, outpaces, safe)
  if (limit) return limitHeadline(cell, limit, safe)
  const subject = {
    server: safe(server),
    metric: verdict === 'invalid' ? 'measurement' : METRICS[metric].label,
    verdict,
  }
  // What is answered in time has its numbers in the reason.
  const hasNumbers = change !== null && (reason === null || (verdict === 'regressed' && metric !== 'answered'))
  return !hasNumbers
    ? messages.cellReason({ ...subject, reason: safe(oneLine(reason ?? '')) })
    : messages.cellChange({ ...subject, change: formatEstimate(metric, change), allowed: formatShare(tolerance) })
}

/** What a spec says of a server, and how it stands: a claim or a limit. Null for a cell that is neither. */
export function statedText(cell: Verdict, safe: Safe = visible): string | null {
  return claimText(cell, safe) ?? limitText(cell)
}

/** At most this many red cells are named; the others are counted. */
const NAMED = 3

/** What a red run says first, in at most six lines: which cells are red, and then what to know and to do. */
export type RedLines = {
  readonly cells: readonly string[]
  /** How many more there are; null where all are named. */
  readonly more: string | null
  /** What these lines are about. */
  readonly named: readonly Verdict[]
  readonly next: readonly string[]
}

/** The lines that say what is red, with how many more there are. */
export function redTexts({ cells, more }: RedLines): readonly string[] {
  return [...cells, ...(more === null ? [] : [more])]
}

/** Null when nothing is red. During an update only invalid cells are. `file` has the whole report; null in that file itself. */
export function redLines(report: Report, file: string | null, safe: Safe): RedLines | null {
  const { mode, verdicts } = report
  const red = verdicts
    .filter((cell) => (mode === 'update' ? cell.verdict === 'invalid' : isRed(cell)))
    .toSorted(bySeverity)
  if (red.length === 0) return null
  const named = red.slice(0, red.length > NAMED ? NAMED - 1 : NAMED)
  const more = red.length - named.length
  return {
    cells: named.map((cell) => `${headline(cell, safe)} · ${safe(cell.scenario)}`),
    more: more > 0 ? messages.moreRed({ count: more }) : null,
    named,
    next: mode === 'compare' ? [] : nextLines(report, red, file, safe),
  }
}

function nextLines(report: Report, red: readonly Verdict[], file: string | null, safe: Safe): readonly string[] {
  const regressed = red.filter((cell) => cell.verdict === 'regressed' && !isStated(cell))
  const all = file === null ? [] : [messages.seeAll({ file })]
  const compared = regressed.length === 0 ? [] : [comparedWith(report, regressed, safe)]
  return [...compared, ...all, ...nextSteps(red, report.mode)]
}

function comparedWith({ against, scenarios }: Report, red: readonly Verdict[], safe: Safe): string {
  if (against) {
    const { ref, base, head } = against
    const [from, to] = [base, head].map(({ commit }) => shortHash(commit)) as [string, string]
    return messages.comparedWithRef({ ref: safe(ref), base: from, head: to, dirty: head.dirty })
  }
  const counted = red.some(({ metric }) => isCounted(metric))
  const timed = red.filter(({ metric }) => !isCounted(metric))
  const titles = new Set(timed.map(({ scenario }) => scenario))
  const machines = scenarios.flatMap(({ scenario, baseline }) => (titles.has(scenario) ? (baseline ?? []) : []))
  return messages.comparedWith({ counted, baselines: [...new Set(machines)].map(safe) })
}
