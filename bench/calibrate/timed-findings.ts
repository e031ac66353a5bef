import { plural } from '../../src/model/wording.ts'
import { formatSeconds } from '../../src/model/units.ts'
import { LOOKS } from '../../src/verdict/looks.ts'
import { formatCounts, formatPercent, formatShare, type Share, sumShares } from './shares.ts'
import type { Fault, FaultTally } from './simulate-faults.ts'
import { cellsWith, type Pool, redCells, redGates, type Tally } from './simulate-timed.ts'
import type { ComparisonRow, LiveRow } from './timed-figures.ts'

/**
 * What the gate promises, G1 to G6 (G7 to G9 are in `counted-findings`), how each promise is tested against counts, and which were
 * kept: by live runs, by simulated gates, and by gates with a fault. Pure.
 */

/** One promise, where it was tested, and the result. All text, for every table. */
export type Finding = {
  readonly guarantee: `G${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`
  readonly promise: string
  readonly source: string
  readonly figure: string
  readonly counts: string
  readonly outcome: string
  /** `open`: too few runs to say. */
  readonly state: 'kept' | 'missed' | 'open'
}

type Mode = Pool['mode']

/** Slowdowns, as fractions of the CPU per request, and the least share of runs that must be red. */
export const POWER = [
  { mode: 'A/B', plant: 0.1, least: 0.95 },
  { mode: 'A/B', plant: 0.07, least: 0.8 },
  { mode: 'baseline', plant: 0.2, least: 0.99 },
] as const satisfies readonly { mode: Mode; plant: number; least: number }[]

/** Seconds in which unchanged code must hold. */
const QUICK = { 'A/B': 60, baseline: 30 } as const

/** The slowdown that must be red at the first look. */
const DOUBLE = 1

/** Slowdowns that must be red or `unsure`. */
const TWICE_TOLERATED = { 'A/B': 0.1, baseline: 0.2 } as const

const CELLS_WANTED = 300

/** Fewer runs say little about a share. */
const ENOUGH_RUNS = 20

/** G1: unchanged code is not called regressed. */
export function falseAlarms(mode: Mode, source: string, runs: Share, cells: Share): Finding {
  const missing = CELLS_WANTED - cells.trials
  const kept = missing > 0 ? `none red so far, ${plural(missing, 'cell')} to go` : 'kept'
  return {
    guarantee: 'G1',
    promise: `unchanged code, ${nameOf(mode)}: 0 red in ${CELLS_WANTED} cells`,
    source,
    figure: `${formatShare(cells)} of cells`,
    counts: `${formatCounts(cells)} cells and ${formatCounts(runs)} runs red; true share of runs at most ${formatPercent(runs.high)}`,
    outcome: cells.hits > 0 ? `missed: ${cells.hits} red` : kept,
    state: stateOf(cells.hits > 0, missing <= 0),
  }
}

/** A missed promise stays missed with more cells; a kept one may not stay kept. */
export function stateOf(isMissed: boolean, isEnough: boolean): Finding['state'] {
  if (isMissed) return 'missed'
  return isEnough ? 'kept' : 'open'
}

/** G2: a real slowdown is called regressed. */
export function power(
  { mode, plant, least }: (typeof POWER)[number],
  source: string,
  runs: Share,
  cpu: Share,
): Finding {
  const seen = runs.trials === 0 ? 0 : runs.hits / runs.trials
  const few = runs.trials < ENOUGH_RUNS
  const kept = runs.low >= least ? 'kept, and shown' : 'kept'
  const outcome = seen < least ? `missed by ${Number(((least - seen) * 100).toFixed(1))} points` : kept
  return {
    guarantee: 'G2',
    promise: `+${formatPercent(plant)} CPU per request, ${nameOf(mode)}: red in ≥ ${formatPercent(least)}`,
    source,
    figure: `${formatShare(runs)} of runs`,
    counts: `${formatCounts(runs)} (true share ${formatPercent(runs.low)} to ${formatPercent(runs.high)}); by CPU per request alone ${formatShare(cpu)}`,
    outcome: few ? `${outcome}, but ${runs.trials} runs are few` : outcome,
    state: few ? 'open' : stateOf(seen < least, true),
  }
}

/** G3: unchanged code holds soon. Seconds are medians over the runs. */
export function timeToHold(
  mode: Mode,
  source: string,
  runs: number,
  seconds: { readonly cpu: number; readonly all: number },
): Finding {
  const late = seconds.all - QUICK[mode]
  return {
    guarantee: 'G3',
    promise: `unchanged code holds within ${QUICK[mode]} s, ${nameOf(mode)} (median)`,
    source,
    figure: formatSeconds(seconds.all),
    counts: `until all metrics stood; CPU per request after ${formatSeconds(seconds.cpu)}; ${runs} runs`,
    outcome: late > 0 ? `missed by ${formatSeconds(late)}` : 'kept',
    state: runs < ENOUGH_RUNS ? 'open' : stateOf(late > 0, true),
  }
}

/** G3: a server that takes twice as long is red at the first look and its confirmation. Launches are a median. */
export function firstLook(mode: Mode, source: string, runs: number, launches: number): Finding {
  const [{ launches: first, confirm }] = LOOKS
  const late = launches - first - confirm
  return {
    guarantee: 'G3',
    promise: `twice the CPU per request, ${nameOf(mode)}: red at the first look (${first} launches, ${confirm} to confirm; median)`,
    source,
    figure: `${launches} launches`,
    counts: `${runs.toLocaleString('en')} runs`,
    outcome: late > 0 ? `missed by ${late} launches` : 'kept',
    state: runs < ENOUGH_RUNS ? 'open' : stateOf(late > 0, true),
  }
}

/** G4: a slowdown of twice the tolerance never `holds`. */
function neverHolds(mode: Mode, source: string, holding: Share): Finding {
  return {
    guarantee: 'G4',
    promise: `+${formatPercent(TWICE_TOLERATED[mode])} CPU per request, ${nameOf(mode)}: never \`holds\``,
    source,
    figure: `${formatShare(holding)} of gates`,
    counts: `${formatCounts(holding)} by CPU per request; true share at most ${formatPercent(holding.high)}`,
    outcome: holding.hits > 0 ? `missed: ${holding.hits} hold` : 'kept',
    state: stateOf(holding.hits > 0, true),
  }
}

/** G4: `unsure` says which slowdown these launches would have shown. */
function unsureExplains(mode: Mode, source: string, explained: Share): Finding {
  const promise = `\`unsure\`, ${nameOf(mode)}: says which slowdown these launches would have shown`
  return always('G4', promise, source, explained, 'cells')
}

/** G4 to G6: promises that must be kept every time. */
function always(guarantee: 'G4' | 'G5' | 'G6', promise: string, source: string, kept: Share, what: string): Finding {
  const missed = kept.trials - kept.hits
  return {
    guarantee,
    promise,
    source,
    figure: `${formatShare(kept)} of ${what}`,
    counts: formatCounts(kept),
    outcome: missed > 0 ? `missed in ${missed}` : 'kept',
    state: stateOf(missed > 0, true),
  }
}

function nameOf(mode: Mode): string {
  return mode === 'A/B' ? 'A/B at 5 %' : 'baseline at 10 %'
}

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
