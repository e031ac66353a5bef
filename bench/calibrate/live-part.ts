import { median } from '../../src/stats/summary.ts'
import type { Comparison } from './comparisons.ts'
import { byCombination, byComparison, comparisonRow, liveRows, type LiveRow } from './live-rows.ts'
import type { Combination } from './plan.ts'
import type { HeadedRun, Header, Identity, Records, RunRecord } from './records.ts'
import type { Share } from './shares.ts'

/** What the document says about live runs: which of them are counted together, and what they came to. Pure. */

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
