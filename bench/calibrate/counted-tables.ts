import { formatQuantity, formatSeconds } from '../../src/model/units.ts'
import { COUNTED_COMPARISONS, TOLERANCES } from './counted-comparisons.ts'
import type { CountedPart, CountedRow, Range } from './counted-figures.ts'
import { formatFine } from './counted-findings.ts'
import { formatCounts, formatPercent, formatShare, type Share, sumShares } from './shares.ts'
import type { BeyondTally } from './simulate-beyond.ts'
import type { CountedSimulation } from './simulate-counted.ts'
import { formatMoment, formatRed, table } from './timed-tables.ts'

/** The Markdown tables about counted gates. Pure. */

const AT_EACH = TOLERANCES.map((tolerance) => `red at ${formatPercent(tolerance)}`).join(' | ')

export function sessionsTable({ sessions }: CountedPart): string {
  return table(
    'begun | last gate | gates | machine | commit | code | counted with | load average | stolen cores, at most',
    sessions.map(({ session: { at, machine, commit, code }, last, gates, load, stolen, valgrind, libc }) => [
      formatMoment(at),
      formatMoment(last),
      String(gates),
      `${machine.cpu}, ${machine.cores} cores`,
      commit ?? 'unknown',
      code,
      `valgrind ${valgrind}, ${libc}, Node ${machine.node}`,
      `${load.least.toFixed(1)} to ${load.most.toFixed(1)}`,
      stolen === null ? '–' : stolen.toFixed(2),
    ]),
  )
}

/** One line per server and kind of machine: how far launches differ, how long they take, and what was counted of what was planted. */
export function countedServersTable({ servers }: CountedPart): string {
  const plants = [...new Set(servers.flatMap(({ rows }) => rows.map(({ plant }) => plant)))].toSorted((a, b) => a - b)
  return table(
    [
      'server | instructions per request | unchanged launches | two of them differ by, 95 % | at most | seconds alone | beside a neighbour',
      ...plants.map((plant) => `counted at +${formatPercent(plant)}`),
    ].join(' | '),
    servers.map(({ server, countedOn, instructions, launches, apart, seconds, rows }) => [
      countedOn === null ? `\`${server}\`` : `\`${server}\` on ${countedOn}`,
      formatQuantity(instructions, 'instructions'),
      String(launches),
      formatFine(apart.p95),
      formatFine(apart.most),
      formatSeconds(seconds.alone),
      formatSeconds(seconds.beside),
      ...plants.map((plant) => formatShifts(rows.filter((row) => row.plant === plant && row.comparison === 'A/B'))),
    ]),
  )
}

/** Over all neighbours: the median of the first, and the farthest of all. */
function formatShifts(rows: readonly CountedRow[]): string {
  const ranges = rows.flatMap(({ change }) => change ?? [])
  const [first] = ranges
  if (!first) return '–'
  const [least, most] = [Math.min(...ranges.map((one) => one.least)), Math.max(...ranges.map((one) => one.most))]
  return formatRange({ least, median: first.median, most })
}

/** One line per pair of kinds of machines. Empty with a single session. */
export function elsewhereTable({ elsewhere }: CountedPart): readonly string[] {
  if (elsewhere.length === 0) return []
  const rows = elsewhere.map(({ recordedOn, countedOn, isOtherKind, red, farthest }) => [
    recordedOn,
    isOtherKind ? countedOn : 'the same kind, in another session',
    String(red[0]!.trials),
    ...red.map(formatRed),
    formatShift(farthest),
  ])
  return [table(`recorded on | counted on | gates | ${AT_EACH} | farthest change`, rows)]
}

/** One line per combination and comparison. */
export function countedTable(rows: readonly CountedRow[]): string {
  return table(
    `planted | neighbour | comparison | gates | ${AT_EACH} | seen | unsure at 1 % | counted change | launches`,
    rows
      .toSorted(byPlace)
      .map(({ plant, neighbour, comparison, red, seen, unsure, change, launches }) => [
        isUnchanged(comparison) ? 'nothing' : `+${formatPercent(plant)}`,
        neighbour,
        NAMES[comparison],
        String(seen.trials),
        ...red.map(formatRed),
        formatShare(seen),
        formatCounts(unsure),
        change === null ? '–' : formatRange(change),
        String(launches),
      ]),
  )
}

const NAMES = {
  'A/B': 'A/B',
  baseline: 'baseline of the session',
  unchanged: 'baseline of the session, base side',
  committed: 'committed counts, base side',
} as const

function isUnchanged(comparison: CountedRow['comparison']): boolean {
  return comparison === 'unchanged' || comparison === 'committed'
}

function byPlace(one: CountedRow, other: CountedRow): number {
  return Number(isUnchanged(one.comparison)) - Number(isUnchanged(other.comparison)) || placeOf(one) - placeOf(other)
}

function placeOf({ comparison }: CountedRow): number {
  return COUNTED_COMPARISONS.indexOf(comparison)
}

/** `+2.02 % (+1.98 to +2.07)`. */
function formatRange({ least, median, most }: Range): string {
  return `${signed(median)} % (${signed(least)} to ${signed(most)})`
}

/** `+0.23 %`. */
export function formatShift(fraction: number | null): string {
  return fraction === null ? '–' : `${signed(fraction)} %`
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value * 100).toFixed(2)}`
}

/** A row of the table of timed rules: its cells, by the titles of its columns. */
type TimedRow = ReadonlyMap<string, string>

/**
 * Red gates by counts beside those by the timed rules, by what was planted. `timed` is the Markdown of `rulesTable`. Counts
 * are those of one server, as the timed runs are.
 */
export function besideTimed(rows: readonly CountedRow[], timed: string): string {
  const known = timedRows(timed)
  const titles = [...(known[0]?.keys() ?? [])].slice(2)
  const keys = new Map([
    ...rows.map(({ plant, neighbour }) => [`+${formatPercent(plant)} ${neighbour}`, { plant, neighbour }] as const),
    ...known.map((row) => {
      const [planted = '', neighbour = ''] = [...row.values()]
      return [`${planted} ${neighbour}`, { plant: Number.parseFloat(planted) / 100, neighbour }] as const
    }),
  ])
  const sorted = [...keys].toSorted(
    ([, a], [, b]) => Number(a.neighbour !== 'none') - Number(b.neighbour !== 'none') || a.plant - b.plant,
  )
  return table(
    [
      'planted',
      'neighbour',
      'counted, A/B at 1 %',
      'counted, baseline at 1 %',
      ...titles.map((title) => `timed: ${title}`),
    ].join(' | '),
    sorted.map(([key, { plant, neighbour }]) => {
      const own = rows.filter((row) => row.plant === plant && row.neighbour === neighbour)
      const redBy = (comparison: string) =>
        formatRed(sumShares(own.filter((row) => row.comparison === comparison).map(({ red }) => red[0]!)))
      const other = known.find((row) => [...row.values()].slice(0, 2).join(' ') === key)
      return [
        `+${formatPercent(plant)}`,
        neighbour,
        redBy('A/B'),
        redBy('baseline'),
        ...titles.map((title) => other?.get(title) ?? '–'),
      ]
    }),
  )
}

const RULES_BEGIN = '| planted | neighbour | runs |'

function timedRows(text: string): readonly TimedRow[] {
  const lines = text.slice(Math.max(0, text.indexOf(RULES_BEGIN))).split('\n')
  const end = lines.findIndex((line) => !line.startsWith('|'))
  const cells = lines.slice(0, end < 0 ? undefined : end).map((line) => line.slice(2, -2).split(' | '))
  const [titles, , ...rows] = cells
  return rows.map((row) => new Map(row.map((cell, index) => [titles?.[index] ?? '', cell])))
}

/** One line per made-up server. */
export function countedSimulatedTable(simulated: CountedSimulation): string {
  const cases = [...new Map(simulated.map((one) => [keyOf(one), one])).values()]
  return table(
    [
      'made-up server',
      ...cases.map(
        ({ plant, tolerance, recorded }) =>
          `+${formatPercent(plant)} at ${formatPercent(tolerance)}, ${recorded} recorded`,
      ),
    ].join(' | '),
    [...Map.groupBy(simulated, ({ name }) => name)].map(([name, own]) => [
      name,
      ...cases.map((one) => formatCase(own.find((other) => keyOf(other) === keyOf(one)))),
    ]),
  )
}

function keyOf({ plant, tolerance, recorded }: CountedSimulation[number]): string {
  return `${recorded} ${plant} ${tolerance}`
}

/** Red gates; in brackets those that see less than the tolerance. */
function formatCase(one: CountedSimulation[number] | undefined): string {
  if (!one) return '–'
  const { gates, verdicts, seen, plant, tolerance } = one
  const red = formatShare({ hits: verdicts.regressed, trials: gates })
  return plant > 0 && plant < tolerance ? `${red} (seen ${formatShare({ hits: seen, trials: gates })})` : red
}

/** One line per kind of noise. */
export function beyondTable(tallies: readonly BeyondTally[]): string {
  const factors = [...new Set(tallies.map(({ factor }) => factor))]
  return table(
    ['launches differ by', 'recorded', ...factors.map((factor) => (factor === 1 ? 'unchanged' : `×${factor}`))].join(
      ' | ',
    ),
    [...Map.groupBy(tallies, ({ name, recorded }) => JSON.stringify([name, recorded])).values()].map((own) => [
      own[0]!.name,
      own[0]!.recorded === null ? 'three pairs' : String(own[0]!.recorded),
      ...own.map(({ red }: { red: Share }) => formatShare(red)),
    ]),
  )
}
