import type { LivePart } from './calibration.ts'
import { median } from '../../src/stats/summary.ts'
import { earlierParts } from './earlier.ts'
import { liveRows } from './live-summary.ts'
import { sameCalibration, type RunRecord } from './record.ts'
import type { Records } from './records.ts'

export type FoundLive = {
  readonly part: LivePart
  readonly runs: readonly RunRecord[]
  /** Runs of another machine, server or code. */
  readonly others: number
}

/** The runs that go with the latest one; null when there is none. */
export function livePart({ headers, runs }: Pick<Records, 'headers' | 'runs'>): FoundLive | null {
  const header = runs.at(-1)?.header
  if (!header) return null
  const own = runs.filter((one) => sameCalibration(one.header, header)).map(({ run }) => run)
  const [first, last] = [own[0], own.at(-1)]
  if (!first || !last) return null
  const part: LivePart = {
    header,
    sessions: headers.filter((one) => sameCalibration(one, header)).length,
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

function rangeOf(values: readonly number[]): LivePart['stolenCores'] {
  return values.length === 0 ? null : { least: Math.min(...values), median: median(values), most: Math.max(...values) }
}
