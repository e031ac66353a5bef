import { findBusiest, readProcesses, type BusyProcess, type CpuByProcess } from '../host/busy-processes.ts'
import { BUSY_CORES } from '../host/machine-load.ts'
import { monotonic, treeOf } from '../host/proc.ts'
import { usage, type Usage } from '../host/usage.ts'
import type { Neighbour } from '../model/measurement.ts'
import type { Launch } from '../server/launch.ts'
import type { Session } from './session.ts'

/** Who else uses the machine: neither gate, nor generator, nor servers, nor what belongs to them. */

/** What belongs to a run while these launches are alive. */
export type Belonging = Pick<Session, 'driver' | 'alongside'> & { readonly launches: readonly Pick<Launch, 'usage'>[] }

/** Every process of the machine at one moment. */
export type Census = { readonly at: number; readonly processes: CpuByProcess }

/** Takes a few milliseconds, so not while a window is measured. */
export function takeCensus(earlier?: Census): Census {
  return { at: monotonic(), processes: readProcesses(earlier?.processes) }
}

/** The program that used the most since a census; null when none used a noticeable part of a core. */
export function busiestSince(before: Census, belonging: Belonging): Neighbour | null {
  const after = takeCensus(before)
  const own = [
    ...treeOf(process.pid),
    ...usagesOf(belonging).flatMap(({ pids, passing = [] }) => [...pids, ...passing]),
  ]
  return busiestBetween(before, after, new Set(own))
}

/** The same from two censuses, without these processes. */
export function busiestBetween(before: Census, after: Census, own: ReadonlySet<number>): Neighbour | null {
  const readings = [before.processes, after.processes]
  const busy = findBusiest(readings, { seconds: after.at - before.at, own, least: 0 })
  // A database has a process per connection, none of which does much alone.
  const programs = [...Map.groupBy(busy, ({ name }) => name).values()].map(together)
  return programs.toSorted((a, b) => b.cores - a.cores).find(({ cores }) => cores > BUSY_CORES / 2) ?? null
}

/** Processes with one name: the number is that of the busiest. */
function together(all: readonly BusyProcess[]): Neighbour {
  const [{ pid, name }] = all as [BusyProcess]
  return { pid, name, cores: all.reduce((sum, { cores }) => sum + cores, 0) }
}

/** What everything that belongs to the run has used so far, this process aside. */
export function usagesOf({ driver, alongside, launches }: Belonging): readonly Usage[] {
  const generator = driver.pid === process.pid ? null : usage(driver.pid)
  const all = [generator, alongside?.usage() ?? null, ...launches.map((launch) => launch.usage())]
  return all.filter((one) => one !== null)
}
