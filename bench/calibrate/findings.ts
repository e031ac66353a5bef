import type { Fault, FaultTally } from './faults.ts'
import type { ComparisonRow, LiveRow } from './live-rows.ts'
import type { Pool } from './pools.ts'
import {
  always,
  DOUBLE,
  falseAlarms,
  firstLook,
  neverHolds,
  power,
  POWER,
  timeToHold,
  TWICE_TOLERATED,
  unsureExplains,
  type Finding,
} from './promises.ts'
import { sumShares } from './shares.ts'
import { cellsWith, redCells, redGates, type Tally } from './simulate.ts'

/** Which promises were kept: by live runs, by simulated gates, and by gates with a fault. Pure. */

type Mode = Pool['mode']

const MODES = ['A/B', 'baseline'] as const

const ALONE = 'live, alone'

/** What live runs say about each promise. Promises that no run tested are left out. */
export function liveFindings(rows: readonly LiveRow[]): readonly Finding[] {
  const alone = rows.filter(({ neighbour }) => neighbour === 'none')
  const beside = rows.filter(({ neighbour }) => neighbour !== 'none')
  const rowAt = (plant: number, mode: Mode) => alone.find((row) => row.plant === plant)?.comparisons[mode]
  return [
    ...MODES.flatMap((mode) => liveFalseAlarms(mode, ALONE, unchangedRows(mode, alone))),
    ...MODES.flatMap((mode) => liveFalseAlarms(mode, 'live, beside a neighbour', unchangedRows(mode, beside))),
    ...POWER.flatMap((promise) => {
      const row = rowAt(promise.plant, promise.mode)
      return row ? [power(promise, ALONE, row.runs, row.cpu)] : []
    }),
    ...MODES.flatMap((mode) => liveTimeToHold(mode, unchangedRows(mode, alone))),
    ...MODES.flatMap((mode) => {
      const row = rowAt(DOUBLE, mode)
      return row ? [firstLook(mode, ALONE, row.runs.trials, row.launches)] : []
    }),
  ]
}

/** Unchanged code: without a plant in A/B; against a baseline base in all runs, and head in runs without a plant. */
function unchangedRows(mode: Mode, rows: readonly LiveRow[]): readonly ComparisonRow[] {
  const bases = mode === 'A/B' ? [] : rows.flatMap(({ comparisons }) => comparisons.unchanged ?? [])
  const heads = rows.flatMap(({ plant, comparisons }) => (plant === 0 ? (comparisons[mode] ?? []) : []))
  return [...bases, ...heads]
}

function liveFalseAlarms(mode: Mode, source: string, rows: readonly ComparisonRow[]): readonly Finding[] {
  if (rows.length === 0) return []
  return [falseAlarms(mode, source, sumShares(rows.map(({ runs }) => runs)), sumShares(rows.map(({ cells }) => cells)))]
}

/** Uses the row with the most runs, because a median of medians means nothing. */
function liveTimeToHold(mode: Mode, rows: readonly ComparisonRow[]): readonly Finding[] {
  const [most] = rows.toSorted((a, b) => b.runs.trials - a.runs.trials)
  return most ? [timeToHold(mode, ALONE, most.runs.trials, most.seconds)] : []
}

/** What simulated gates say about each promise, one line per kind of pool. Pools with a recorded plant are left out. */
export function simulatedFindings(tallies: readonly Tally[]): readonly Finding[] {
  const added = tallies.filter(({ recorded }) => !recorded)
  const groups = [...new Set(added.map(({ group }) => group))]
  const perGroup = (mode: Mode, plant: number, find: (own: readonly Tally[], source: string) => Finding) =>
    groups.flatMap((group) => {
      const own = added.filter((one) => one.group === group && one.mode === mode && one.plant === plant)
      return own.length === 0 ? [] : [find(own, `simulated, ${group}`)]
    })
  return [
    ...MODES.flatMap((mode) =>
      perGroup(mode, 0, (own, source) => falseAlarms(mode, source, redGates(own), redCells(own))),
    ),
    ...POWER.flatMap((promise) =>
      perGroup(promise.mode, promise.plant, (own, source) =>
        power(promise, source, redGates(own), redCells(own, 'cpuPerRequest')),
      ),
    ),
    ...MODES.flatMap((mode) =>
      perGroup(mode, DOUBLE, (own, source) => firstLook(mode, source, redGates(own).trials, slowest(own))),
    ),
    ...MODES.flatMap((mode) =>
      perGroup(mode, TWICE_TOLERATED[mode], (own, source) =>
        neverHolds(mode, source, cellsWith('holds', own, 'cpuPerRequest')),
      ),
    ),
    ...MODES.flatMap((mode) => {
      const unsure = added.filter((one) => one.mode === mode).map((one) => one.unsure)
      const explained = sumShares(unsure.map(({ explained: hits, cells: trials }) => ({ hits, trials })))
      return explained.trials === 0 ? [] : [unsureExplains(mode, 'simulated, all kinds', explained)]
    }),
  ]
}

/** The median of the pool that needs most launches. */
function slowest(tallies: readonly Tally[]): number {
  return Math.max(...tallies.map(({ launches }) => launches.cpu))
}

const FAULT_PROMISES: Readonly<Record<Fault, string>> = {
  status: 'one answer with a status outside 2xx: `invalid`',
  body: 'one answer with a wrong body: `invalid`',
  connection: 'one connection error: `invalid`',
  timeout: 'one timeout: `invalid`',
  lost: 'one connection closed without an answer: `invalid`',
  died: 'the server died: `invalid`',
  'generator-bound': 'generator-bound: throughput and latency `unsure`, and no number in a baseline',
  none: 'nothing wrong: not `invalid`',
}

/** What gates with one fault each say about G5, and all of them about G6. */
export function faultFindings(tallies: readonly FaultTally[]): readonly Finding[] {
  const source = 'simulated, made-up windows'
  const same = sumShares(tallies.map((one) => ({ hits: one.same, trials: one.gates })))
  return [
    ...tallies.map(({ fault, gates, asPromised }) =>
      always('G5', FAULT_PROMISES[fault], source, sumShares([{ hits: asPromised, trials: gates }]), 'gates'),
    ),
    always('G6', 'the same samples in another order: the same verdicts', source, same, 'gates'),
  ]
}
