import { comparisonRow } from './live-summary.ts'
import { NEIGHBOURS, type Neighbour } from './plan.ts'
import { sameCalibration, type Comparison, type HeadedRun, type Header, type RunRecord } from './record.ts'
import type { Share } from './share.ts'

/** Live runs of the same server by code that has changed since: they are told, and not counted with the others. */
export type EarlierPart = {
  readonly header: Pick<Header, 'code' | 'commit'>
  readonly first: string
  readonly runs: number
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
export function earlierParts(all: readonly HeadedRun[], { header: now }: Pick<HeadedRun, 'header'>): readonly EarlierPart[] {
  const own = all.filter(({ header }) => header.code !== now.code && sameCalibration({ ...header, code: now.code }, now))
  return [...Map.groupBy(own, ({ header }) => header.code).values()].toReversed().flatMap((headed) => {
    const [first] = headed
    const runs = headed.map(({ run }) => run)
    if (!first) return []
    return {
      header: first.header,
      first: first.run.at,
      runs: runs.length,
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
      return own.length === 0 ? [] : [{ plant, neighbour, red: { 'A/B': red('A/B'), baseline: red('baseline'), unchanged: red('unchanged') } }]
    }),
  )
}
