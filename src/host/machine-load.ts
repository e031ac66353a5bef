import { availableParallelism } from 'node:os'
import { monotonic, readProc, TICKS_PER_SECOND } from './proc.ts'

/** Above this many cores used by others, a stretch is busy. */
export const BUSY_CORES = 0.05

/** Error of the idle clock over a few stretches, in CPU seconds: it counts hundredths for each core. */
const CLOCK_ERROR = 0.02

/**
 * Above this many cores taken by the hypervisor, a stretch is busy too. The limit is higher than for others because steal
 * comes in bursts: of windows of 80 ms under 0.2 stolen cores, two in five saw none of it, and the better half of a
 * launch's windows is what counts.
 */
export const STOLEN_CORES = 0.5

/** What was not ours over a stretch, in cores. */
export type NotOurs = { readonly others: number; readonly stolen: number; readonly seconds: number }

/** Whether what others used over a stretch is more than the clocks' own coarseness can explain, or too much was stolen. */
export function isBusy({ others, stolen, seconds }: NotOurs): boolean {
  return (
    others * seconds > BUSY_CORES * seconds + CLOCK_ERROR || stolen * seconds > STOLEN_CORES * seconds + CLOCK_ERROR
  )
}

/** CPU seconds of the whole machine since it booted: those that a hypervisor gave to others, and all. */
export type Steal = { readonly steal: number; readonly total: number }

/** CPU seconds of the whole machine since it booted, at a moment of the monotonic clock; null where it cannot tell. */
export type MachineReading = { readonly at: number; readonly idle: number | null; readonly stolen: Steal | null }

/**
 * Idle time and not busy time: the kernel samples who is busy at every tick (errors of several percent of a core in a second),
 * but it keeps idle time by the clock.
 */
export function readMachine(): MachineReading {
  const at = monotonic()
  const stat = readProc('stat') ?? ''
  return { at, idle: idleSeconds(stat), stolen: stealIn(stat) }
}

/** Idle plus waiting for disks, from the first line of /proc/stat; null when the line is not there. */
export function idleSeconds(stat: string): number | null {
  const fields = /^cpu +(.*)$/m.exec(stat)?.[1]?.split(' ').map(Number)
  const [idle, ioWait] = [fields?.[3], fields?.[4]]
  return idle === undefined || ioWait === undefined ? null : (idle + ioWait) / TICKS_PER_SECOND
}

/**
 * Cores used between two readings by anything that is not ours: what was neither idle, nor stolen, nor our own CPU seconds.
 * Never below 0; null where the machine cannot tell.
 */
export function otherCores(
  before: MachineReading,
  after: MachineReading,
  ownCpu: number,
  cores = availableParallelism(),
): number | null {
  if (before.idle === null || after.idle === null) return null
  const elapsed = after.at - before.at
  if (elapsed <= 0) return null
  const busy = elapsed * cores - (after.idle - before.idle)
  return Math.max(0, (busy - ownCpu) / elapsed - (stolenBetween(before, after) ?? 0))
}

/** Cores that the hypervisor gave to others between two readings; null where the machine cannot tell. */
export function stolenBetween(before: MachineReading, after: MachineReading): number | null {
  return stolenCores(before.stolen, after.stolen, after.at - before.at)
}

/** From the first line of /proc/stat (user nice system idle iowait irq softirq steal …); null when it has no such line. */
export function stealIn(stat: string): Steal | null {
  // The two fields behind steal are in user and nice already.
  const fields = /^cpu +([\d ]+)$/m.exec(stat)?.[1]?.trim().split(/ +/).map(Number).slice(0, 8) ?? []
  const steal = fields[7]
  if (steal === undefined) return null
  return { steal: steal / TICKS_PER_SECOND, total: fields.reduce((sum, ticks) => sum + ticks, 0) / TICKS_PER_SECOND }
}

/** Cores stolen between two readings that are so many seconds apart; null where the machine cannot tell. Never below 0. */
export function stolenCores(before: Steal | null, after: Steal | null, seconds: number): number | null {
  if (!before || !after || seconds <= 0) return null
  return Math.max(0, after.steal - before.steal) / seconds
}
