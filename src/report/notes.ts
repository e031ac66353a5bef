import { messages } from './messages.ts'
import { ofCauses } from './cause-messages.ts'
import type { Report } from '../model/report.ts'
import { formatQuantity } from '../model/units.ts'
import type { Row } from './rows.ts'
import type { Safe } from './safe.ts'

/** What stands below the table: reasons that rows had no room for, and notes about the run. */

/** At most this many kinds of reasons are printed; the others are counted. */
const REASONS = 6

/** The reasons of rows. Of those that differ only in their numbers, the first stands for all. `file` has the whole report. */
export function listReasons(rows: readonly Row[], file: string, safe: Safe): readonly string[] {
  const kinds = [
    ...Map.groupBy(
      rows.filter(({ reason }) => reason !== null),
      ({ reason }) => (reason ?? '').replace(/[\d.,]+/g, '#'),
    ).values(),
  ]
  const notes = kinds
    .slice(0, REASONS)
    .flatMap(([row, ...more]) =>
      row ? [messages.reasonFor({ reason: safe(row.reason ?? ''), row: safe(rowName(row)), more: more.length })] : [],
    )
  return kinds.length > REASONS ? [...notes, messages.moreReasons({ count: kinds.length - REASONS, file })] : notes
}

function rowName({ word, server, metric, cells, numbers }: Row): string {
  const [{ outpaces, limit }] = cells
  if (outpaces) return `${server} against ${outpaces.server}, ${metric}`
  if (limit) return `${server}, limit of ${metric}`
  if (word === 'invalid') return server
  return `${server}, ${metric}${cells.length > 1 && numbers === null ? ' metrics' : ''}`
}

/** Servers that only the other git ref has, the notes of the scenarios, and the servers that were skipped. */
export function listNotes(report: Report, safe: Safe): readonly string[] {
  const { skipped, against } = report
  const gone = against ? against.gone.map(safe) : []
  const reasons = [...Map.groupBy(skipped, ({ reason }) => reason)]
  return [
    ...(against && gone.length > 0 ? [messages.goneServers({ servers: gone, ref: safe(against.ref) })] : []),
    ...scenarioNotes(report, safe),
    ...whereNotes(report, safe),
    ...notCounted(report).map((reason) => messages.notCounted({ reason: safe(reason) })),
    ...reasons.map(([reason, group]) =>
      messages.skippedServers({ servers: group.map(({ server }) => safe(server)), reason: safe(reason) }),
    ),
  ]
}

/** Why instructions were not counted, each reason once. */
function notCounted({ scenarios }: Report): readonly string[] {
  return [
    ...new Set(scenarios.flatMap(({ counted }) => (counted && 'notCounted' in counted ? [counted.notCounted] : []))),
  ]
}

/** A smaller part of a change than this belongs to no function because clocks tick. */
const UNEXPLAINED = 0.01

/** What one should know about the functions that are named: why there is no other side, and what they do not add up to. */
function whereNotes({ where = [] }: Report, safe: Safe): readonly string[] {
  return where.flatMap(({ server, notes, unexplained, total: { before, now } }) => {
    const change = (now ?? 0) - (before ?? 0)
    const isLarge = unexplained !== null && Math.abs(unexplained) > UNEXPLAINED * Math.abs(change)
    const amount = formatQuantity(Math.abs(unexplained ?? 0), 'instructions')
    const rest = isLarge ? [ofCauses.unexplained({ server: safe(server), amount })] : []
    return [...notes.map((note) => `${safe(server)}: ${safe(note)}`), ...rest]
  })
}

/** So many scenarios are named in front of a note. */
const NAMED = 3

/** Each note once. One that is not about all scenarios names those that it is about. */
function scenarioNotes({ scenarios }: Report, safe: Safe): readonly string[] {
  const all = scenarios.flatMap(({ scenario, notes }) => notes.map((note) => ({ scenario, note })))
  return [...Map.groupBy(all, ({ note }) => note)].flatMap(([note, group]) =>
    group.length === scenarios.length
      ? [safe(note)]
      : [messages.noteOf({ scenarios: shortened(group.map(({ scenario }) => safe(scenario))), note: safe(note) })],
  )
}

function shortened(names: readonly string[]): readonly string[] {
  return names.length > NAMED ? [...names.slice(0, NAMED - 1), `${names.length - NAMED + 1} more scenarios`] : names
}
