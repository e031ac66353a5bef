import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { openCounter } from '../../src/count/counter.ts'
import type { ProfiledLaunch } from '../../src/count/profile-launch.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import type { Server } from '../../src/model/server.ts'
import { median } from '../../src/stats/summary.ts'
import { blockCounts } from '../../src/verdict/count-values.ts'
import { request, valgrind } from './fixture.ts'

/** The folder that is the project of what is profiled. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

const watchdog = startWatchdog()
afterAll(() => watchdog.close())

const plan = { warmup: 150, block: 10e6, fewest: 6, most: 10 }

export const counter = openCounter({ watchdog, signal: new AbortController().signal, valgrind, plan })

/** Counts a launch, then profiles one: instructions per request, and how they divide by function. */
export async function profiled(server: Server): Promise<{ readonly usual: number; readonly profile: ProfiledLaunch }> {
  const outcome = await counter.count({ server, side: 'head', asking: { request: request() }, launches: 1 })
  if ('notCounted' in outcome) throw new Error(outcome.notCounted)
  const usual = median(blockCounts(outcome.launches[0]!))
  const profile = await counter.profile({ server, asking: { request: request() }, root, usual })
  if ('notCounted' in profile) throw new Error(profile.notCounted)
  return { usual, profile }
}
