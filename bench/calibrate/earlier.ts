import { comparisonRow } from './live-summary.ts'
import { NEIGHBOURS, type Neighbour } from './plan.ts'
import { sameCalibration, type Comparison, type HeadedRun, type Header, type RunRecord } from './record.ts'
import type { Share } from './share.ts'

/** Live runs of the same server by code that has changed since: they are told, and not counted with the others. */
export type EarlierPart = {
  /** Its digest, and when the first of them began. */
  readonly code: string
  readonly first: string
  readonly wallSeconds: number
  readonly rows: readonly EarlierRow[]
}

/** Red runs with the same plant and neighbour. */
export type EarlierRow = {
  readonly plant: number
  readonly neighbour: Neighbour
  readonly red: Readonly<Record<Comparison, Share | null>>
}

/** By code, the latest first. */
export function earlierParts(all: readonly HeadedRun[], now: Header): readonly EarlierPart[] {
  const own = all.filter(
    ({ header }) => header.code !== now.code && sameCalibration({ ...header, code: now.code }, now),
  )
  return [...Map.groupBy(own, ({ header }) => header.code).values()].toReversed().flatMap((headed) => {
    const [first] = headed
    const runs = headed.map(({ run }) => run)
    if (!first) return []
    return {
      code: first.header.code,
      first: first.run.at,
      wallSeconds: runs.reduce((sum, { wallSeconds }) => sum + wallSeconds, 0),
      rows: rowsOf(runs),
    }
  })
}

function rowsOf(runs: readonly RunRecord[]): readonly EarlierRow[] {
  const plants = [...new Set(runs.map(({ plant }) => plant))].toSorted((a, b) => a - b)
  return NEIGHBOURS.flatMap((neighbour) =>
    plants.flatMap((plant) => {
      const own = runs.filter((run) => run.neighbour === neighbour && run.plant === plant)
      const red = (comparison: Comparison) => comparisonRow(own, comparison)?.runs ?? null
      return own.length === 0
        ? []
        : [{ plant, neighbour, red: { 'A/B': red('A/B'), baseline: red('baseline'), unchanged: red('unchanged') } }]
    }),
  )
}
