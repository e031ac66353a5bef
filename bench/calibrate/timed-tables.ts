import { formatChange, formatQuantity, formatSeconds } from '../../src/model/units.ts'
import { formatCounts, formatPercent, formatShare, type Share } from './shares.ts'
import { type SleepTally, timesLonger } from './simulate-sleeps.ts'
import { cellsWith, redCells, redGates, type Tally } from './simulate-timed.ts'
import { COMPARISONS } from './timed-comparisons.ts'
import type { ComparisonRow, EarlierPart, LiveRow } from './timed-figures.ts'
import type { Finding } from './timed-findings.ts'

/** The Markdown tables of docs/calibration.md. Pure. */

/** Missed promises are bold. */
export function findingsTable(findings: readonly Finding[]): string {
  return table(
    ' | promise | where | figure | counts | kept?',
    findings.map(({ guarantee, promise, source, figure, counts, outcome, state }) => {
      const shown = state === 'missed' ? `**${outcome}**` : outcome
      return [guarantee, promise, source, figure, counts, shown]
    }),
  )
}

/** Red runs by each rule, on the same runs. */
export function rulesTable(rows: readonly LiveRow[]): string {
  return table(
    'planted | neighbour | runs | A/B at 5 % | baseline at 10 % | plain rule, against the first run | plain rule, against any other run | autocannon-compare',
    rows.map(({ plant, neighbour, runs, comparisons, rules }) => [
      `+${formatPercent(plant)}`,
      neighbour,
      String(runs),
      formatRed(comparisons['A/B']?.runs),
      formatRed(comparisons.baseline?.runs),
      formatRed(rules.plain),
      formatShare(rules.plainAny),
      formatRed(rules.autocannonCompare),
    ]),
  )
}

/** One line per combination and comparison. */
export function liveTable(rows: readonly LiveRow[]): string {
  return table(
    'planted | neighbour | comparison | runs | red | by CPU alone | CPU estimate | cells: holds · regressed · improved · unsure · invalid | launches | until CPU stood | until all stood',
    rows.flatMap((row) =>
      COMPARISONS.flatMap((comparison) => {
        const found = row.comparisons[comparison]
        if (found === null) return []
        const isUnchanged = comparison === 'unchanged'
        const planted = isUnchanged ? 'nothing' : formatPlant(row)
        const name = isUnchanged ? 'baseline, base side' : comparison
        return [[planted, row.neighbour, name, ...comparisonFigures(found)]]
      }),
    ),
  )
}

/** With the share that it was of base's CPU in the same runs. */
function formatPlant({ plant, realised }: LiveRow): string {
  return `+${formatPercent(plant)}${realised === null || plant === 0 ? '' : ` (${formatPercent(realised)})`}`
}

function comparisonFigures({ runs, cpu, change, words, launches, seconds }: ComparisonRow): readonly string[] {
  return [
    String(runs.trials),
    formatRed(runs),
    formatShare(cpu),
    formatChange(change),
    [words.holds, words.regressed, words.improved, words.unsure, words.invalid].join(' · '),
    String(launches),
    formatSeconds(seconds.cpu),
    formatSeconds(seconds.all),
  ]
}

/** One line per combination of each earlier code. */
export function earlierTable(parts: readonly EarlierPart[]): string {
  return table(
    'code | begun | wall time | planted | neighbour | A/B | baseline | baseline, base side (nothing)',
    parts.flatMap(({ code, first, wallSeconds, rows }) =>
      rows.map(({ plant, neighbour, red }, index) => [
        ...(index === 0 ? [code, formatMoment(first), formatSeconds(wallSeconds)] : ['', '', '']),
        `+${formatPercent(plant)}`,
        neighbour,
        ...COMPARISONS.map((comparison) => formatRed(red[comparison])),
      ]),
    ),
  )
}

/** One line per kind of pool, comparison and plant. */
export function simulatedTable(tallies: readonly Tally[]): string {
  const added = tallies.filter(({ recorded }) => !recorded)
  const kinds = Map.groupBy(added, ({ group, mode, plant }) => JSON.stringify([group, mode, plant]))
  return table(
    'drawn from | pools | comparison | planted | gates | red gates | red cells | red by CPU alone | holds by CPU alone | launches until CPU stood',
    [...kinds.values()].map((own) => {
      const [{ group, mode, plant }] = own as [Tally, ...Tally[]]
      return [
        group,
        String(own.length),
        mode,
        `+${formatPercent(plant)}`,
        redGates(own).trials.toLocaleString('en'),
        formatRed(redGates(own)),
        formatRed(redCells(own)),
        formatShare(redCells(own, 'cpuPerRequest')),
        formatShare(cellsWith('holds', own, 'cpuPerRequest')),
        launchesIn(own),
      ]
    }),
  )
}

/** The medians of the pools, from the smallest to the largest. */
function launchesIn(tallies: readonly Tally[]): string {
  const launches = tallies.map((tally) => tally.launches.cpu)
  const [least, most] = [Math.min(...launches), Math.max(...launches)]
  return least === most ? String(least) : `${least} to ${most}`
}

/** One line per recording that has a slower side. */
export function recordedTable(tallies: readonly Tally[]): string {
  return table(
    'recording | comparison | burnt in it | gates | red gates | red by CPU alone | launches until CPU stood',
    tallies
      .filter(({ recorded }) => recorded)
      .map((tally) => [
        tally.name,
        tally.mode,
        `+${formatPercent(tally.plant)}`,
        tally.gates.toLocaleString('en'),
        formatShare(redGates([tally])),
        formatShare(redCells([tally], 'cpuPerRequest')),
        String(tally.launches.cpu),
      ]),
  )
}

/** One line per sleep, with the red gates of every budget and size of the baseline, and how long they measure. */
export function sleepsTable(tallies: readonly SleepTally[]): string {
  const kinds = Map.groupBy(tallies, ({ budget, recorded }) => `${budget}, ${recorded} recorded`)
  const sleeps = Map.groupBy(tallies, ({ sleep }) => sleep)
  return table(
    ['sleep', 'a request takes', ...kinds.keys()].join(' | '),
    [...sleeps].map(([sleep, own]) => [
      sleep === 0 ? 'none' : formatQuantity(sleep, 's'),
      `×${Number(timesLonger(sleep).toFixed(2))}`,
      ...own.map(({ red, seconds }) => `${formatCounts(red)}, ${Math.round(seconds)} s`),
    ]),
  )
}

/** `2026-11-21 09:03 UTC`. */
export function formatMoment(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`
}

export function formatRed(share: Share | null | undefined): string {
  return !share || share.trials === 0 ? '–' : `${formatShare(share)} (${formatCounts(share)})`
}

/** `head` has the titles of the columns, as Markdown. */
export function table(head: string, rows: readonly (readonly string[])[]): string {
  const rule = head.split(' | ').map(() => '---|')
  return [`| ${head} |`, `|${rule.join('')}`, ...rows.map(tableLine)].join('\n')
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
