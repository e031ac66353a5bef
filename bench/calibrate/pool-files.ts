import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { machinesWith, readBaseline } from '../../src/baseline/store.ts'
import { baselinePools, type Pool } from './pool.ts'
import { poolsOf, type Recording } from './recording.ts'

const FOLDER = fileURLToPath(new URL('./data/', import.meta.url))

/** Pools of all recordings that stand beside this file. */
export function recordedPools(folder = FOLDER): readonly Pool[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
  return files.flatMap((name) => poolsOf(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Recording))
}

/** Pools of the baselines of these scenarios, of every machine that has one. Throws LoadgateError for a file that is not valid. */
export function committedPools(folder: string, titles: readonly string[]): readonly Pool[] {
  return titles.flatMap((title) =>
    machinesWith(folder, title).flatMap(({ id }) => {
      const baseline = readBaseline(folder, id, title)
      return baseline ? baselinePools(baseline) : []
    }),
  )
}
