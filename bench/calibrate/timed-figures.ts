import { median } from '../../src/stats/summary.ts'
import { type Combination, NEIGHBOURS } from './plan.ts'
import type { HeadedRun, Header, Identity, PlainRun, RecordedCell, Records, RunRecord } from './records.ts'
import { type Share, share, shareOf } from './shares.ts'
import { type Comparison, COMPARISONS } from './timed-comparisons.ts'

/** Which live runs are counted together, what they came to, and what the rules of others say about the same runs. Pure. */

export type LivePart = {
  /** Of the latest session. Earlier sessions count when machine, server and code are the same. */
  readonly header: Header
  readonly sessions: number
  /** Dates and times of the first and the last run. */
  readonly first: string
  readonly last: string
  readonly runs: number
  /** Runs that measured nothing, because a server failed. */
  readonly faults: number
  /** Of all runs together: in gates, and with everything around them. */
  readonly seconds: number
  readonly wallSeconds: number
  /** Cores that the hypervisor took during a run; null where the system does not tell. */
  readonly stolenCores: { readonly least: number; readonly median: number; readonly most: number } | null
  readonly rows: readonly LiveRow[]
  readonly earlier: readonly EarlierPart[]
}

/** Live runs of the same server by earlier code. They are shown, and not counted with the others. */
export type EarlierPart = {
  /** The digest of the code, and when the first of its runs began. */
  readonly code: string
  readonly first: string
  readonly wallSeconds: number
  readonly rows: readonly (Combination & { readonly red: Readonly<Record<Comparison, Share | null>> })[]
}

/** `others`: the number of runs with another machine, server or code. */
export type CountedRuns = {
  readonly part: LivePart
  readonly runs: readonly RunRecord[]
  readonly others: number
}

/** Counts the runs that belong with the latest one; null when there is none. */
export function countRuns({ headers, runs }: Pick<Records, 'headers' | 'runs'>): CountedRuns | null {
  const header = runs.at(-1)?.header
  if (!header) return null
  const own = runs.filter((one) => isSameCalibration(one.header, header)).map(({ run }) => run)
  const [first, last] = [own[0], own.at(-1)]
  if (!first || !last) return null
  const part: LivePart = {
    header,
    sessions: headers.filter((one) => isSameCalibration(one, header)).length,
    first: first.at,
    last: last.at,
    runs: own.length,
    faults: own.filter(({ faults }) => faults.length > 0).length,
    seconds: own.reduce((sum, { seconds }) => sum + seconds, 0),
    wallSeconds: own.reduce((sum, { wallSeconds }) => sum + wallSeconds, 0),
    stolenCores: rangeOf(own.flatMap(({ stolenCores }) => stolenCores ?? [])),
    rows: liveRows(own),
    earlier: earlierParts(runs, header),
  }
  return { part, runs: own, others: runs.length - own.length }
}

/** Whether runs of the two may be counted together. */
export function isSameCalibration(a: Identity, b: Identity): boolean {
  return keyOf(a) === keyOf(b)
}

function keyOf({ machine, server, scenario, budget, code }: Identity): string {
  return [machine.id, machine.node, server, scenario, budget, code].join('\n')
}

function rangeOf(values: readonly number[]): LivePart['stolenCores'] {
  return values.length === 0 ? null : { least: Math.min(...values), median: median(values), most: Math.max(...values) }
}

/** One part per code, the latest first. */
function earlierParts(all: readonly HeadedRun[], now: Header): readonly EarlierPart[] {
  const own = all.filter(
    ({ header }) => header.code !== now.code && isSameCalibration({ ...header, code: now.code }, now),
  )
  const byCode = [...Map.groupBy(own, ({ header }) => header.code).values()].toReversed()
  return byCode.map((headed) => {
    const [{ header, run }] = headed as [HeadedRun, ...HeadedRun[]]
    const runs = headed.map((one) => one.run)
    return {
      code: header.code,
      first: run.at,
      wallSeconds: runs.reduce((sum, { wallSeconds }) => sum + wallSeconds, 0),
      rows: byCombination(runs).map(({ plant, neighbour, own: same }) => ({
        plant,
        neighbour,
        red: byComparison((comparison) => comparisonRow(same, comparison)?.runs ?? null),
      })),
    }
  })
}

/** All live runs with the same plant and neighbour. */
export type LiveRow = Combination & {
  readonly runs: number
  /** The plant as a share of base's CPU in the same runs: median. Null where CPU was not measured. */
  readonly realised: number | null
  readonly busyRounds: number
  readonly comparisons: Readonly<Record<Comparison, ComparisonRow | null>>
  readonly rules: OtherRules
}

/** One comparison of several runs. Seconds are medians over the runs. */
export type ComparisonRow = {
  /** Red runs. */
  readonly runs: Share
  /** Red by CPU per request alone. */
  readonly cpu: Share
  /** Red cells. Cells of one run depend on each other. */
  readonly cells: Share
  readonly words: Readonly<Record<RecordedCell['verdict'], number>>
  /** The median estimate of the change in CPU per request, as a fraction. Null where CPU was not measured. */
  readonly change: number | null
  /** Launches behind the verdict on CPU per request: median. */
  readonly launches: number
  /** Until CPU per request stood, and until the last cell did; only launches of this comparison count. */
  readonly seconds: { readonly cpu: number; readonly all: number }
}

/** Runs that other rules would have called slower. */
export type OtherRules = {
  /** Head against the first base run of the calibration. */
  readonly plain: Share
  /** Head against the base run of every other gate without a neighbour. Pairs depend on each other, so there are no bounds. */
  readonly plainAny: Pick<Share, 'hits' | 'trials'>
  readonly autocannonCompare: Share
}

/** One row per combination: those without a neighbour first, then by plant. */
export function liveRows(runs: readonly RunRecord[]): readonly LiveRow[] {
  return byCombination(runs).map(({ plant, neighbour, own }) => ({
    plant,
    neighbour,
    runs: own.length,
    realised: realisedPlant(own),
    busyRounds: own.reduce((sum, { busyRounds }) => sum + busyRounds, 0),
    comparisons: byComparison((comparison) => comparisonRow(own, comparison)),
    rules: otherRules(own, runs),
  }))
}

function byCombination(runs: readonly RunRecord[]): readonly (Combination & { readonly own: readonly RunRecord[] })[] {
  const plants = [...new Set(runs.map(({ plant }) => plant))].toSorted((a, b) => a - b)
  const all = NEIGHBOURS.flatMap((neighbour) => plants.map((plant) => ({ neighbour, plant })))
  return all
    .map((one) => ({
      ...one,
      own: runs.filter(({ neighbour, plant }) => neighbour === one.neighbour && plant === one.plant),
    }))
    .filter(({ own }) => own.length > 0)
}

function byComparison<T>(value: (comparison: Comparison) => T): Readonly<Record<Comparison, T>> {
  return Object.fromEntries(COMPARISONS.map((one) => [one, value(one)])) as Record<Comparison, T>
}

/** Null when no run made this comparison, because there was no baseline. */
function comparisonRow(runs: readonly RunRecord[], comparison: Comparison): ComparisonRow | null {
  const each = runs
    .map(({ cells }) => cells.filter((cell) => cell.comparison === comparison))
    .filter(({ length }) => length > 0)
  if (each.length === 0) return null
  const cells = each.flat()
  const cpu = cells.filter(({ metric }) => metric === 'cpuPerRequest')
  const words = { holds: 0, regressed: 0, improved: 0, unsure: 0, invalid: 0 }
  for (const { verdict } of cells) words[verdict] += 1
  return {
    runs: shareOf(each, (one) => one.some(isRed)),
    cpu: shareOf(cpu, isRed),
    cells: shareOf(cells, isRed),
    words,
    change: medianOrNull(cpu.flatMap(({ change }) => change ?? [])),
    launches: medianOrNull(cpu.map(({ launches }) => launches)) ?? 0,
    seconds: {
      cpu: medianOrNull(cpu.map(({ seconds }) => seconds)) ?? 0,
      all: median(each.map((one) => Math.max(...one.map(({ seconds }) => seconds)))),
    },
  }
}

/** Regressions and unusable measurements fail a build. */
function isRed({ verdict }: RecordedCell): boolean {
  return verdict === 'regressed' || verdict === 'invalid'
}

function realisedPlant(runs: readonly RunRecord[]): number | null {
  const shares = runs.flatMap(({ planted, values }) => {
    const base = (values.cpuPerRequest?.base ?? []).filter((value) => value !== null)
    return base.length === 0 ? [] : [planted / median(base)]
  })
  return medianOrNull(shares)
}

function medianOrNull(values: readonly number[]): number | null {
  return values.length === 0 ? null : median(values)
}

function otherRules(own: readonly RunRecord[], all: readonly RunRecord[]): OtherRules {
  const plain = own.flatMap((run) => (run.plain ? [{ ...run.plain, at: run.at }] : []))
  const alone = all.filter(({ neighbour }) => neighbour === 'none')
  const stored = alone.flatMap((run) => (run.plain ? [{ base: run.plain.base, at: run.at }] : []))
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

/** The rule of many CI jobs: red when the run's throughput is at least 10 % below that of the stored run. */
export function plainRule(stored: PlainRun, head: PlainRun, tolerance = 0.1): boolean {
  return head.mean <= stored.mean * (1 - tolerance)
}

/** Two-sided 10 % point of Student's t with thousands of degrees of freedom: that of the normal distribution. */
const CRITICAL = 1.645

/**
 * The rule of autocannon-compare 0.4 (compare.js): Welch's t test of requests per second at 0.10, and a difference of more
 * than 5 % of the slower run. It uses the number of requests as n, though mean and deviation are over seconds, so almost any
 * difference is significant. True when head is the slower run.
 */
export function autocannonCompare(base: PlainRun, head: PlainRun): boolean {
  const error = Math.sqrt(base.deviation ** 2 / base.total + head.deviation ** 2 / head.total)
  const difference = base.mean - head.mean
  return difference > CRITICAL * error && difference / head.mean > 0.05
}
