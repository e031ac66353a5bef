import type { Ending } from '../gate/conclude.ts'
import { variablesIn } from '../options/settings.ts'

/** What each CI calls a run with all its jobs. A job that is run again belongs to the same run. */
const CI_RUNS = [
  'GITHUB_RUN_ID',
  'CI_PIPELINE_ID',
  'CIRCLE_WORKFLOW_ID',
  'BUILDKITE_BUILD_ID',
  'BUILD_BUILDID',
] as const

type Env = Readonly<Record<string, string | undefined>>

/** Which part of a run Vitest's `--shard` makes this one; undefined for a whole one. */
export function shardIn(
  shard: { readonly index: number; readonly count: number } | undefined,
  env: Env,
): Ending['shard'] {
  if (!shard) return undefined
  const name = CI_RUNS.find((one) => env[one])
  return { ...shard, ciRun: name ? `${name} ${env[name]}` : null, variables: variablesIn(env) }
}
