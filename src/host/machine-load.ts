import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { monotonic } from './clock.ts'
import { stolenCores, stealIn, type Steal } from './steal.ts'

/** Above this many cores used by others, a stretch is busy. */
export const BUSY_CORES = 0.05

/** CPU seconds that the idle clock, which counts in hundredths for each core, may be off by over a few stretches. */
const TICKS = 0.02

/**
 * Above this many cores taken by the hypervisor, a stretch is busy too. More is let pass than of others, for steal comes in
 * bursts: of windows of 80 ms under 0.2 stolen cores, two in five saw none of it, and the better half of a launch's windows
 * is what counts.
 */
export const STOLEN_CORES = 0.5

/** What was not ours over a stretch, in cores. */
export type NotOurs = { readonly others: number; readonly stolen: number; readonly seconds: number }

/** Whether what others used over a stretch is more than the clocks' own coarseness can explain, or too much was stolen. */
export function isBusy({ others, stolen, seconds }: NotOurs): boolean {
  return others * seconds > BUSY_CORES * seconds + TICKS || stolen * seconds > STOLEN_CORES * seconds + TICKS
}

/** CPU seconds of the whole machine since it booted, at a moment of the monotonic clock; null where it cannot tell. */
export type MachineReading = { readonly at: number; readonly idle: number | null; readonly stolen: Steal | null }

const TICKS_A_SECOND = 100

/**
 * Idle time and not busy time: the kernel samples who is busy at every tick (errors of several percent of a core in a second),
 * but it keeps idle time by the clock.
 */
export function readMachine(): MachineReading {
  const at = monotonic()
  try {
    const stat = readFileSync('/proc/stat', 'utf8')
    return { at, idle: idleSeconds(stat), stolen: stealIn(stat) }
  } catch {
    return { at, idle: null, stolen: null }
  }
}

/** Idle plus waiting for disks, from the first line of /proc/stat; null when the line is not there. */
export function idleSeconds(stat: string): number | null {
  const fields = /^cpu +(.*)$/m.exec(stat)?.[1]?.split(' ').map(Number)
  const [idle, ioWait] = [fields?.[3], fields?.[4]]
  return idle === undefined || ioWait === undefined ? null : (idle + ioWait) / TICKS_A_SECOND
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
