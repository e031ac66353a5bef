import { formatChange, formatSeconds } from '../../src/model/units.ts'
import type { EarlierPart } from './earlier.ts'
import type { Finding } from './finding.ts'
import { cellsThat, redCells, redGates } from './simulated-findings.ts'
import type { ComparisonRow, LiveRow } from './live-summary.ts'
import type { Pool } from './pool.ts'
import { counted, percent, percentOf, type Share } from './share.ts'
import type { Tally } from './simulate.ts'

/** Markdown tables of a calibration, also readable as they are. */

export function findingsTable(findings: readonly Finding[]): string {
  return table(
    ['', 'promise', 'where', 'figure', 'counts', 'kept?'],
    findings.map(({ guarantee, promise, source, figure, counts, outcome, state }) => [
      guarantee,
      promise,
      source,
      figure,
      counts,
      state === 'missed' ? `**${outcome}**` : outcome,
    ]),
  )
}

/** Red runs by each rule, on the same runs. */
export function rulesTable(rows: readonly LiveRow[]): string {
  return table(
    [
      'planted',
      'neighbour',
      'runs',
      'A/B at 5 %',
      'baseline at 10 %',
      'plain rule, against the first run',
      'plain rule, against any other run',
      'autocannon-compare',
    ],
    rows.map(({ plant, neighbour, runs, comparisons, rules }) => [
      `+${percentOf(plant)}`,
      neighbour,
      String(runs),
      redOf(comparisons['A/B']?.runs),
      redOf(comparisons.baseline?.runs),
      redOf(rules.plain),
      percent(rules.plainAny),
      redOf(rules.autocannonCompare),
    ]),
  )
}

export function liveTable(rows: readonly LiveRow[]): string {
  return table(
    [
      'planted',
      'neighbour',
      'comparison',
      'runs',
      'red',
      'by CPU alone',
      'CPU seemed',
      'cells: holds · regressed · improved · unsure · invalid',
      'launches',
      'until CPU stood',
      'until all stood',
    ],
    rows.flatMap((row) =>
      Object.entries(row.comparisons).flatMap(([comparison, found]) =>
        found ? [liveLine(row, comparison, found)] : [],
      ),
    ),
  )
}

/** One line for each plant and neighbour of each earlier code. */
export function earlierTable(parts: readonly EarlierPart[]): string {
  return table(
    ['code', 'begun', 'wall time', 'planted', 'neighbour', 'A/B', 'baseline', 'baseline, base side (nothing)'],
    parts.flatMap(({ code, first, wallSeconds, rows }) =>
      rows.map(({ plant, neighbour, red }, index) => [
        ...(index === 0
          ? [code, `${first.slice(0, 10)} ${first.slice(11, 16)} UTC`, formatSeconds(wallSeconds)]
          : ['', '', '']),
        `+${percentOf(plant)}`,
        neighbour,
        redOf(red['A/B'] ?? undefined),
        redOf(red.baseline ?? undefined),
        redOf(red.unchanged ?? undefined),
      ]),
    ),
  )
}

function liveLine(
  { plant, realised, neighbour }: LiveRow,
  comparison: string,
  found: ComparisonRow,
): readonly string[] {
  const { words, seconds } = found
  const shown = comparison === 'unchanged' ? 'baseline, base side' : comparison
  return [
    comparison === 'unchanged'
      ? 'nothing'
      : `+${percentOf(plant)}${realised === null || plant === 0 ? '' : ` (${percentOf(realised)})`}`,
    neighbour,
    shown,
    String(found.runs.trials),
    redOf(found.runs),
    percent(found.cpu),
    formatChange(found.change),
    [words.holds, words.regressed, words.improved, words.unsure, words.invalid].join(' · '),
    String(found.launches),
    formatSeconds(seconds.cpu),
    formatSeconds(seconds.all),
  ]
}

/** One line a kind of pool, comparison and plant. */
export function simulatedTable(tallies: readonly Tally[]): string {
  return table(
    [
      'drawn from',
      'pools',
      'comparison',
      'planted',
      'gates',
      'red gates',
      'red cells',
      'red by CPU alone',
      'holds by CPU alone',
      'launches until CPU stood',
    ],
    kinds(tallies.filter(({ recorded }) => !recorded)).map(({ group, mode, plant, own }) => [
      group,
      String(own.length),
      mode,
      `+${percentOf(plant)}`,
      redGates(own).trials.toLocaleString('en'),
      redOf(redGates(own)),
      redOf(redCells(own)),
      percent(redCells(own, 'cpuPerRequest')),
      percent(cellsThat(own, 'holds', 'cpuPerRequest')),
      launchesOf(own),
    ]),
  )
}

/** One line a recording that has a slower side of its own. */
export function recordedTable(tallies: readonly Tally[]): string {
  return table(
    ['recording', 'comparison', 'burnt in it', 'gates', 'red gates', 'red by CPU alone', 'launches until CPU stood'],
    tallies
      .filter(({ recorded }) => recorded)
      .map((tally) => [
        tally.name,
        tally.mode,
        `+${percentOf(tally.plant)}`,
        tally.gates.toLocaleString('en'),
        percent(redGates([tally])),
        percent(redCells([tally], 'cpuPerRequest')),
        String(tally.launches.cpu),
      ]),
  )
}

type Kind = Pick<Pool, 'group' | 'mode'> & { readonly plant: number; readonly own: readonly Tally[] }

function kinds(tallies: readonly Tally[]): readonly Kind[] {
  const byKind = Map.groupBy(tallies, ({ group, mode, plant }) => JSON.stringify([group, mode, plant]))
  return [...byKind.values()].map((own) => ({ group: own[0]!.group, mode: own[0]!.mode, plant: own[0]!.plant, own }))
}

/** The medians of the pools, from the smallest to the largest. */
function launchesOf(tallies: readonly Tally[]): string {
  const launches = tallies.map((tally) => tally.launches.cpu).toSorted((a, b) => a - b)
  const [first, last] = [launches[0], launches.at(-1)]
  return first === last ? String(first) : `${first} to ${last}`
}

function redOf(share: Share | undefined): string {
  return share === undefined || share.trials === 0 ? '–' : `${percent(share)} (${counted(share)})`
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [tableLine(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(tableLine)].join('\n')
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
