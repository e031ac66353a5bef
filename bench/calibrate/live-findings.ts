import { DOUBLE, falseAlarms, firstLook, power, POWER, quickness, type Finding } from './finding.ts'
import type { ComparisonRow, LiveRow } from './live-summary.ts'
import type { Pool } from './pool.ts'
import { joined } from './share.ts'

const ALONE = 'live, alone'
const LOUD = 'live, beside a neighbour'

/** What live runs say of each promise; nothing of those that no run was about. */
export function liveFindings(rows: readonly LiveRow[]): readonly Finding[] {
  const alone = rows.filter(({ neighbour }) => neighbour === 'none')
  const loud = rows.filter(({ neighbour }) => neighbour !== 'none')
  return [
    ...unchangedFindings('A/B', ALONE, sameOnBoth(alone)),
    ...unchangedFindings('baseline', ALONE, unchanged(alone)),
    ...unchangedFindings('A/B', LOUD, sameOnBoth(loud)),
    ...unchangedFindings('baseline', LOUD, unchanged(loud)),
    ...POWER.flatMap((promise) => {
      const row = planted(alone, promise.plant)?.comparisons[promise.mode]
      return row ? [power(promise, ALONE, row.runs, row.cpu)] : []
    }),
    ...quick('A/B', sameOnBoth(alone)),
    ...quick('baseline', unchanged(alone)),
    ...(['A/B', 'baseline'] as const).flatMap((mode) => {
      const row = planted(alone, DOUBLE)?.comparisons[mode]
      return row ? [firstLook(mode, ALONE, row.runs.trials, row.launches)] : []
    }),
  ]
}

function planted(rows: readonly LiveRow[], plant: number): LiveRow | undefined {
  return rows.find((row) => row.plant === plant)
}

/** Comparisons of a server with itself. */
function sameOnBoth(rows: readonly LiveRow[]): readonly ComparisonRow[] {
  return rows.flatMap(({ plant, comparisons }) => (plant === 0 ? (comparisons['A/B'] ?? []) : []))
}

/** Comparisons of a baseline with what has not changed since: base in all runs, and head where nothing was planted. */
function unchanged(rows: readonly LiveRow[]): readonly ComparisonRow[] {
  const heads = rows.flatMap(({ plant, comparisons }) => (plant === 0 ? (comparisons.baseline ?? []) : []))
  return [...rows.flatMap(({ comparisons }) => comparisons.unchanged ?? []), ...heads]
}

function unchangedFindings(mode: Pool['mode'], source: string, rows: readonly ComparisonRow[]): readonly Finding[] {
  if (rows.length === 0) return []
  return [falseAlarms(mode, source, joined(rows.map(({ runs }) => runs)), joined(rows.map(({ cells }) => cells)))]
}

/** Of the row with the most runs, for a median of medians would be nobody's. */
function quick(mode: Pool['mode'], rows: readonly ComparisonRow[]): readonly Finding[] {
  const [most] = rows.toSorted((a, b) => b.runs.trials - a.runs.trials)
  return most ? [quickness(mode, ALONE, most.runs.trials, most.seconds)] : []
}
