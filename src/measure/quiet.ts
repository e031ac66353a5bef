import { setTimeout as sleep } from 'node:timers/promises'
import { BUSY_CORES, otherCores, readMachine } from '../host/machine-load.ts'
import { cpuBetweenAll } from '../host/usage.ts'
import type { Launch } from '../server/launch.ts'
import { busiestSince, takeCensus, usagesOf, type Belonging } from './neighbours.ts'
import type { Session } from './session.ts'

/** Seconds to watch the machine without load: GLANCE first, then WATCH again and again while it is busy. */
const GLANCE = 0.1
const WATCH = 0.5

/**
 * Waits until nothing else uses the machine; what these launches do without load is theirs. False when the budget's patience ran
 * out first. The glance is short because every wave pays for it, and its limit is four times as high, because one 10 ms tick of the
 * idle clock in it is no neighbour yet.
 */
export async function waitUntilQuiet(session: Session, launches: readonly Launch[] = []): Promise<boolean> {
  const belonging = { ...session, launches }
  if (session.insist || (await coresInUse(GLANCE, belonging, session.signal)) <= BUSY_CORES * 4) return true
  for (;;) {
    const census = takeCensus()
    const cores = await coresInUse(WATCH, belonging, session.signal)
    if (cores <= BUSY_CORES) return true
    if (!session.lose('wait', WATCH, { cores, neighbour: busiestSince(census, belonging) })) return false
    session.report({ step: 'waiting for a quiet machine', server: null, figure: { value: cores, unit: 'cores' } })
  }
}

async function coresInUse(seconds: number, belonging: Belonging, signal: AbortSignal): Promise<number> {
  const before = { usages: usagesOf(belonging), machine: readMachine(), cpu: process.cpuUsage() }
  await sleep(seconds * 1000, undefined, { signal })
  const { user, system } = process.cpuUsage(before.cpu)
  const own = (user + system) / 1e6 + cpuBetweenAll(before.usages, usagesOf(belonging))
  return otherCores(before.machine, readMachine(), own) ?? 0
}
