import type { BudgetName } from '../options/settings.ts'
import { LOOKS } from '../verdict/looks.ts'
import { COMMON_ROUNDS } from '../verdict/windows.ts'

/**
 * How long to measure one scenario. `seconds` of wall time are checked after each wave, once the least waves are done. `patience` is how
 * many seconds may be spent on waiting for a quiet machine. `rounds` are clean rounds per wave. `besideCounts` is what servers get
 * that are held by their counts (`Needed`); without `rounds` of their own, they get as many as the others.
 */
export type Budget = {
  readonly seconds: number
  readonly besideCounts?: { readonly seconds: number; readonly rounds?: number }
  readonly patience: number
  readonly waves: { readonly least: number; readonly most: number }
  readonly rounds: number
}

/** Windows of each launch. Their number affects the spread of a launch's value, and its level little from ten on (docs/how-it-decides.md). */
const ROUNDS = 16
const FEW_ROUNDS = COMMON_ROUNDS

/** Of a launch whose counts hold. Ten windows say nearly what sixteen say, and fewer would look slower (docs/how-it-decides.md). */
const BRIEF_ROUNDS = 10

/** The better half of five windows is as many as that of six. Memory is a little less than after six, so it never seems to have grown. */
const FEWEST_ROUNDS = COMMON_ROUNDS - 1

/** Before so many waves there is no look. */
const LEAST_WAVES = LOOKS[0].launches

export const BUDGETS = {
  quick: { seconds: 40, patience: 20, waves: { least: LEAST_WAVES, most: 6 }, rounds: FEWEST_ROUNDS },
  default: {
    seconds: 108,
    besideCounts: { seconds: 40, rounds: BRIEF_ROUNDS },
    patience: 45,
    waves: { least: LEAST_WAVES, most: 20 },
    rounds: ROUNDS,
  },
  thorough: { seconds: 600, patience: 300, waves: { least: LEAST_WAVES, most: 40 }, rounds: ROUNDS },
} as const satisfies Readonly<Record<BudgetName, Budget>>

/** For recordings: at least ten waves, however long they take, because a baseline is used for months. */
export const BASELINE_BUDGETS: Readonly<Record<BudgetName, Budget>> = {
  quick: { seconds: 0, patience: 60, waves: { least: 10, most: 10 }, rounds: FEW_ROUNDS },
  default: { seconds: 0, patience: 120, waves: { least: 20, most: 20 }, rounds: ROUNDS },
  thorough: { seconds: 0, patience: 300, waves: { least: 30, most: 30 }, rounds: ROUNDS },
}

/** A project's own `default` budget. Its seconds and rounds are for all servers, whatever counts hold. */
export type OwnBudget = Readonly<Partial<Record<'seconds' | 'waves' | 'rounds', number | undefined>>>

/** The budget of a run. `own` changes the default budget, and the rounds of a recording with that budget. */
export function budgetFor(name: BudgetName, update: boolean, own: OwnBudget): Budget {
  if (name !== 'default') return update ? BASELINE_BUDGETS[name] : BUDGETS[name]
  if (update) return { ...BASELINE_BUDGETS.default, rounds: own.rounds ?? BASELINE_BUDGETS.default.rounds }
  const { seconds, besideCounts, waves, rounds, patience } = BUDGETS.default
  const budget = {
    patience,
    rounds: own.rounds ?? rounds,
    ...(own.seconds === undefined ? { seconds, besideCounts } : { seconds: own.seconds }),
    waves: { least: Math.min(waves.least, own.waves ?? waves.least), most: own.waves ?? waves.most },
  }
  return own.rounds === undefined ? budget : inFullWaves(budget)
}

/** The same, with all rounds in every wave, whatever counts hold. */
export function inFullWaves({ besideCounts, ...budget }: Budget): Budget {
  return { ...budget, ...(besideCounts ? { besideCounts: { seconds: besideCounts.seconds } } : {}) }
}

/** Waves that ended, and after how many seconds of measuring the last of them did. */
export type Ended = { readonly waves: number; readonly seconds: number }

/** Estimates the seconds that are left from the waves so far, of which one may be under way. Never below 0. */
export function timeLeft(budget: Budget, ended: Ended, elapsed: number): number {
  if (ended.waves === 0) return Math.max(0, budget.seconds - elapsed)
  const perWave = ended.seconds / ended.waves
  const next = Math.max(0, perWave - (elapsed - ended.seconds))
  const byWaves = (count: number) => (count > ended.waves ? next + (count - ended.waves - 1) * perWave : 0)
  return Math.max(0, byWaves(budget.waves.least), Math.min(budget.seconds - elapsed, byWaves(budget.waves.most)))
}
