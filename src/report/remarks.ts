import { messages } from './messages.ts'
import { formatSeconds } from '../model/units.ts'
import type { Verdict } from '../model/verdict.ts'
import type { Report } from '../model/report.ts'
import { ROWS_WORST_FIRST, wordOf, type Row, type RowWord } from './rows.ts'
import type { Safe } from './visible.ts'

/** What stands around the table. */

/** As many reasons are told below the table. */
const REASONS = 6

/** The whole report in a line: what is red first. */
export function titleOf({ verdicts, mode, written }: Report): string {
  if (verdicts.length === 0) return messages.nothingMeasured
  if (mode === 'update') return messages.updated({ files: written.length })
  const count = counted(verdicts, mode)
  const stopping = (['invalid', 'regressed'] as const).filter((word) => count[word] > 0)
  if (stopping.length > 0) {
    return messages.stopping({
      stopping: stopping.map((word) => `${count[word]} ${word}`).join(', '),
      all: extent(verdicts),
    })
  }
  return count.unsure > 0
    ? messages.undecided({ unsure: count.unsure, all: extent(verdicts) })
    : messages.nothingRegressed({ all: extent(verdicts) })
}

/** `28 hold, 1 regressed, 3 unsure · 2 scenarios, 8 servers · 1 min 52 s, 14 s per server`. */
export function summaryOf({ verdicts, mode, seconds }: Report): string {
  const servers = new Set(verdicts.map(({ server }) => server)).size
  const scenarios = new Set(verdicts.map(({ scenario }) => scenario)).size
  const each = servers === 0 ? '' : `, ${formatSeconds(seconds / servers)} per server`
  const size = `${many(scenarios, 'scenario')}, ${many(servers, 'server')}`
  // What was measured elsewhere took no time here.
  const time = mode === 'compare' ? [] : [formatSeconds(seconds) + each]
  return [words(counted(verdicts, mode)), size, ...time].join(' · ')
}

/** What was done for a scenario: `8 waves in 56 s`, `autocannon 9.0.0`. Empty when the report knows nothing of it. */
export function details({ scenarios }: Report, title: string, safe: Safe): readonly string[] {
  const own = scenarios.find(({ scenario }) => scenario === title)
  if (!own) return []
  const marks = own.otherMachine ? ['other machine'] : []
  return [...marks, `${many(own.waves, 'wave')} in ${formatSeconds(own.seconds)}`, safe(own.driver)]
}

/** The reasons of rows, each kind once: reasons that differ in their numbers only are alike. */
export function reasonNotes(rows: readonly Row[], file: string, safe: Safe): readonly string[] {
  const kinds = [
    ...Map.groupBy(
      rows.filter(({ reason }) => reason !== null),
      kindOf,
    ).values(),
  ]
  const told = kinds
    .slice(0, REASONS)
    .flatMap(([row, ...more]) =>
      row ? [messages.reasonFor({ reason: safe(row.reason ?? ''), row: safe(whose(row)), more: more.length })] : [],
    )
  return kinds.length > REASONS ? [...told, messages.moreReasons({ count: kinds.length - REASONS, file })] : told
}

/** The notes of the scenarios, and the servers that were skipped. A note that is not about all scenarios names its own. */
export function notes({ scenarios, skipped, against }: Report, safe: Safe): readonly string[] {
  const all = scenarios.flatMap(({ scenario, notes: own }) => own.map((note) => ({ scenario, note })))
  const about = [...Map.groupBy(all, ({ note }) => note)].flatMap(([note, where]) =>
    where.length === scenarios.length ? [safe(note)] : where.map(({ scenario }) => `${safe(scenario)}: ${safe(note)}`),
  )
  const reasons = [...Map.groupBy(skipped, ({ reason }) => reason)]
  return [
    ...(against && against.gone.length > 0
      ? [messages.goneServers({ servers: against.gone.map(safe), ref: safe(against.ref) })]
      : []),
    ...about,
    ...reasons.map(([reason, group]) =>
      messages.skippedServers({ servers: group.map(({ server }) => safe(server)), reason: safe(reason) }),
    ),
  ]
}

function whose({ word, server, metric, cells }: Row): string {
  const [{ outpaces }] = cells
  if (outpaces) return `${server} against ${outpaces.server}, ${metric}`
  if (word === 'invalid') return server
  return `${server}, ${metric}${cells.length > 1 ? ' metrics' : ''}`
}

function kindOf({ reason }: Row): string {
  return (reason ?? '').replace(/[\d.,]+/g, '#')
}

type Count = Readonly<Record<RowWord, number>>

function words(count: Count): string {
  const others = ROWS_WORST_FIRST.filter((word) => word !== 'holds' && count[word] > 0)
  const hold = `${count.holds} ${count.holds === 1 ? 'holds' : 'hold'}`
  return [hold, ...others.map((word) => `${count[word]} ${word}`)].join(', ')
}

function counted(verdicts: readonly Verdict[], mode: Report['mode']): Count {
  const count = { holds: 0, new: 0, regressed: 0, improved: 0, unsure: 0, invalid: 0 }
  for (const verdict of verdicts) count[wordOf(verdict, mode)] += 1
  return count
}

/** `56 metrics`, `56 metrics and 1 claim`, `1 claim`. */
function extent(verdicts: readonly Verdict[]): string {
  const claims = verdicts.filter(({ outpaces }) => outpaces).length
  const metrics = verdicts.length - claims
  if (claims === 0) return `${metrics} metrics`
  return metrics === 0 ? many(claims, 'claim') : `${metrics} metrics and ${many(claims, 'claim')}`
}

function many(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`
}
