import { stops } from '../model/verdict.ts'
import type { ShardReport } from './check.ts'

/** What the whole run comes to, as Vitest's exit code says it for one that has no shards. */
export type Outcome = {
  readonly fails: boolean
  /** None of the shards measured anything. */
  readonly nothing: boolean
  /** Shards that failed by something else than a verdict, such as a spec that cannot be imported. */
  readonly failedOtherwise: readonly number[]
}

export function outcomeOf(shards: readonly ShardReport[]): Outcome {
  const failed = shards.filter(({ report }) => !report.shard.passed)
  const nothing = shards.every(({ report }) => !report.shard.measured)
  return {
    fails: failed.length > 0 || (nothing && shards.some(({ report }) => setting(report, 'LOADGATE_UNSURE') !== 'pass')),
    nothing,
    failedOtherwise: failed.filter(({ report }) => !isStopped(report)).map(({ report }) => report.shard.index),
  }
}

function isStopped(report: ShardReport['report']): boolean {
  const unsure = setting(report, 'LOADGATE_UNSURE') === 'fail' ? 'fail' : 'pass'
  return report.verdicts.some((verdict) => stops(verdict, { update: report.mode === 'update', unsure }))
}

function setting({ shard }: Pick<ShardReport['report'], 'shard'>, name: string): string | undefined {
  return shard.variables[name]
}
