import type { Metric } from '../../src/model/metrics.ts'
import { median } from '../../src/stats/summary.ts'
import type { Cell, Comparison, RunRecord } from './record.ts'
import { NEIGHBOURS, type Neighbour } from './plan.ts'
import { autocannonCompare, plainRule } from './rules.ts'
import { share, shareOf, type Share } from './share.ts'

/** What the live runs with the same plant and neighbour came to. */
export type LiveRow = {
  readonly plant: number
  readonly neighbour: Neighbour
  readonly runs: number
  /** The plant as a share of what base cost in the runs themselves: median. Null without a CPU reading. */
  readonly realised: number | null
  readonly busyRounds: number
  readonly comparisons: Readonly<Record<Comparison, ComparisonRow | null>>
  readonly rules: Rules
}

/** One comparison of several runs; `runs` that are red, and `cells`, whose runs make them depend on each other. */
export type ComparisonRow = {
  readonly runs: Share
  /** By CPU a request alone. */
  readonly cpu: Share
  readonly cells: Share
  readonly words: Readonly<Record<Cell['verdict'], number>>
  /** How CPU a request seemed to have changed: median over the runs, as a fraction. Null where it was not measured. */
  readonly change: number | null
  /** Medians over the runs: until CPU a request stood, until the last cell did; seconds of the launches that it needs. */
  readonly launches: number
  readonly seconds: { readonly cpu: number; readonly all: number }
}

/** Runs that other rules would have called slower. */
export type Rules = {
  /** Head against the first base run of the calibration. */
  readonly plain: Share
  /** Head against the base run of any other gate that ran alone: all pairs, so no bounds hold for it. */
  readonly plainAny: Pick<Share, 'hits' | 'trials'>
  readonly autocannonCompare: Share
}

/** One row for each combination that was run, those without a neighbour first, then by plant. */
export function liveRows(runs: readonly RunRecord[]): readonly LiveRow[] {
  const plants = [...new Set(runs.map(({ plant }) => plant))].toSorted((a, b) => a - b)
  return NEIGHBOURS.flatMap((neighbour) => plants.map((plant) => ({ neighbour, plant }))).flatMap(
    ({ neighbour, plant }) => {
      const own = runs.filter((run) => run.neighbour === neighbour && run.plant === plant)
      return own.length === 0 ? [] : [rowOf(own, runs)]
    },
  )
}

function rowOf(own: readonly RunRecord[], all: readonly RunRecord[]): LiveRow {
  const [first] = own as [RunRecord, ...RunRecord[]]
  return {
    plant: first.plant,
    neighbour: first.neighbour,
    runs: own.length,
    realised: realisedPlant(own),
    busyRounds: own.reduce((sum, { busyRounds }) => sum + busyRounds, 0),
    comparisons: {
      'A/B': comparisonRow(own, 'A/B'),
      baseline: comparisonRow(own, 'baseline'),
      unchanged: comparisonRow(own, 'unchanged'),
    },
    rules: rulesOf(own, all),
  }
}

/** Null when no run made this comparison: there was no baseline. */
export function comparisonRow(runs: readonly RunRecord[], comparison: Comparison): ComparisonRow | null {
  const each = runs
    .map(({ cells }) => cells.filter((cell) => cell.comparison === comparison))
    .filter(({ length }) => length > 0)
  if (each.length === 0) return null
  const cpu = each.flatMap((cells) => cells.filter(isCpu))
  const cells = each.flat()
  return {
    runs: shareOf(each, (one) => one.some(isRed)),
    cpu: shareOf(cpu, isRed),
    cells: shareOf(cells, isRed),
    words: wordsOf(cells),
    change: medianOr(
      null,
      cpu.flatMap(({ change }) => change ?? []),
    ),
    launches: medianOr(
      0,
      cpu.map(({ launches }) => launches),
    ),
    seconds: {
      cpu: medianOr(
        0,
        cpu.map(({ seconds }) => seconds),
      ),
      all: median(each.map((one) => Math.max(...one.map(({ seconds }) => seconds)))),
    },
  }
}

/** What a build would stop for: a regression, or a measurement that cannot be used. */
function isRed({ verdict }: Cell): boolean {
  return verdict === 'regressed' || verdict === 'invalid'
}

function isCpu({ metric }: { readonly metric: Metric }): boolean {
  return metric === 'cpuPerRequest'
}

function wordsOf(cells: readonly Cell[]): ComparisonRow['words'] {
  const words = { holds: 0, regressed: 0, improved: 0, unsure: 0, invalid: 0 }
  for (const { verdict } of cells) words[verdict] += 1
  return words
}

function realisedPlant(runs: readonly RunRecord[]): number | null {
  const shares = runs.flatMap(({ planted, values }) => {
    const base = (values.cpuPerRequest?.base ?? []).filter((value) => value !== null)
    return base.length === 0 ? [] : [planted / median(base)]
  })
  return medianOr(null, shares)
}

function medianOr<Otherwise>(otherwise: Otherwise, values: readonly number[]): number | Otherwise {
  return values.length === 0 ? otherwise : median(values)
}

function rulesOf(own: readonly RunRecord[], all: readonly RunRecord[]): Rules {
  const plain = own.flatMap((run) => (run.plain ? [{ ...run.plain, at: run.at }] : []))
  const stored = all.flatMap((run) =>
    run.plain && run.neighbour === 'none' ? [{ base: run.plain.base, at: run.at }] : [],
  )
  const [first] = stored
  const pairs = plain.flatMap(({ head, at }) =>
    stored.filter((one) => one.at !== at).map(({ base }) => plainRule(base, head)),
  )
  return {
    plain: first ? shareOf(plain, ({ head }) => plainRule(first.base, head)) : share(0, 0),
    plainAny: { hits: pairs.filter(Boolean).length, trials: pairs.length },
    autocannonCompare: shareOf(plain, ({ base, head }) => autocannonCompare(base, head)),
  }
}
