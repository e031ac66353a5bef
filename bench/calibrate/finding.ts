import { LOOKS } from '../../src/verdict/looks.ts'
import { formatSeconds } from '../../src/model/units.ts'
import type { Pool } from './pool.ts'
import { counted, percent, percentOf, type Share } from './share.ts'

/** One promise of the gate, where it was put to the test, and what came out. All text, for every table. */
export type Finding = {
  readonly guarantee: 'G1' | 'G2' | 'G3' | 'G4' | 'G5' | 'G6'
  readonly promise: string
  readonly source: string
  readonly figure: string
  readonly counts: string
  readonly outcome: string
  /** `open`: too little was seen to say. */
  readonly state: 'kept' | 'missed' | 'open'
}

type Mode = Pool['mode']

/** What is promised of slowdowns, by comparison: a plant, and the least share of runs that must be red. */
export const POWER = [
  { mode: 'A/B', plant: 0.1, least: 0.95 },
  { mode: 'A/B', plant: 0.07, least: 0.8 },
  { mode: 'baseline', plant: 0.2, least: 0.99 },
] as const satisfies readonly { mode: Mode; plant: number; least: number }[]

/** Seconds in which unchanged code must hold, and the slowdown that must be red at the first look. */
const QUICK = { 'A/B': 60, baseline: 30 } as const
export const DOUBLE = 1

/** Twice the tolerance: what is planted there has to be seen, or to stay `unsure`. */
export const TWICE_TOLERATED = { 'A/B': 0.1, baseline: 0.2 } as const

const CELLS_WANTED = 300

/** Fewer runs than this say little of a share. */
const ENOUGH_RUNS = 20

/** G1: unchanged code is not called regressed. */
export function falseAlarms(mode: Mode, source: string, runs: Share, cells: Share): Finding {
  const enough = cells.trials >= CELLS_WANTED
  return {
    guarantee: 'G1',
    promise: `unchanged code, ${asked(mode)}: 0 red in ${CELLS_WANTED} cells`,
    source,
    figure: `${percent(cells)} of cells`,
    counts: `${counted(cells)} cells and ${counted(runs)} runs red; true share of runs at most ${percentOf(runs.high)}`,
    outcome:
      cells.hits > 0
        ? `missed: ${cells.hits} red`
        : enough
          ? 'kept'
          : `none red so far, ${CELLS_WANTED - cells.trials} cells to go`,
    state: cells.hits > 0 ? 'missed' : enough ? 'kept' : 'open',
  }
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
    promise: `+${percentOf(plant)} CPU a request, ${asked(mode)}: red in ≥ ${percentOf(least)}`,
    source,
    figure: `${percent(runs)} of runs`,
    counts: `${counted(runs)} (true share ${percentOf(runs.low)} to ${percentOf(runs.high)}); by CPU a request alone ${percent(cpu)}`,
    outcome: few ? `${outcome}, but ${runs.trials} runs are few` : outcome,
    state: few ? 'open' : seen < least ? 'missed' : 'kept',
  }
}

/** G3: unchanged code holds soon. Seconds are medians over the runs. */
export function quickness(
  mode: Mode,
  source: string,
  runs: number,
  seconds: { readonly cpu: number; readonly all: number },
): Finding {
  const late = seconds.all - QUICK[mode]
  return {
    guarantee: 'G3',
    promise: `unchanged code holds within ${QUICK[mode]} s, ${asked(mode)} (median)`,
    source,
    figure: formatSeconds(seconds.all),
    counts: `until all metrics stood; CPU a request after ${formatSeconds(seconds.cpu)}; ${runs} runs`,
    outcome: late > 0 ? `missed by ${formatSeconds(late)}` : 'kept',
    state: runs < ENOUGH_RUNS ? 'open' : late > 0 ? 'missed' : 'kept',
  }
}

/** G3: a server that needs twice as long is red at the first look, and what confirms it. Launches are a median. */
export function firstLook(mode: Mode, source: string, runs: number, launches: number): Finding {
  const [{ launches: first, confirm }] = LOOKS as [(typeof LOOKS)[number]]
  const late = launches > first + confirm
  return {
    guarantee: 'G3',
    promise: `twice the CPU a request, ${asked(mode)}: red at the first look (${first} launches, ${confirm} to confirm; median)`,
    source,
    figure: `${launches} launches`,
    counts: `${runs.toLocaleString('en')} runs`,
    outcome: late ? `missed by ${launches - first - confirm} launches` : 'kept',
    state: runs < ENOUGH_RUNS ? 'open' : late ? 'missed' : 'kept',
  }
}

/** G4: what is slower by far more than is tolerated never passes as `holds`. */
export function silence(mode: Mode, plant: number, source: string, cpu: Share): Finding {
  return {
    guarantee: 'G4',
    promise: `+${percentOf(plant)} CPU a request, ${asked(mode)}: never \`holds\``,
    source,
    figure: `${percent(cpu)} of gates`,
    counts: `${counted(cpu)} by CPU a request; true share at most ${percentOf(cpu.high)}`,
    outcome: cpu.hits > 0 ? `missed: ${cpu.hits} hold` : 'kept',
    state: cpu.hits > 0 ? 'missed' : 'kept',
  }
}

/** G4: what stays `unsure` says which slowdown it would have shown. */
export function candour(mode: Mode, source: string, told: Share): Finding {
  return always(
    'G4',
    `\`unsure\`, ${asked(mode)}: says which slowdown these launches would have shown`,
    source,
    told,
    'cells',
  )
}

/** G5 and G6: what has to be so every time. */
export function always(
  guarantee: 'G4' | 'G5' | 'G6',
  promise: string,
  source: string,
  so: Share,
  what: string,
): Finding {
  const not = so.trials - so.hits
  return {
    guarantee,
    promise,
    source,
    figure: `${percent(so)} of ${what}`,
    counts: counted(so),
    outcome: not > 0 ? `missed in ${not}` : 'kept',
    state: not > 0 ? 'missed' : 'kept',
  }
}

function asked(mode: Mode): string {
  return mode === 'A/B' ? 'A/B at 5 %' : 'baseline at 10 %'
}
