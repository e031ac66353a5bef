import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { monotonic } from './clock.ts'

/** Above this many cores used by others, a stretch is busy. */
export const BUSY_CORES = 0.05

/** CPU seconds that the idle clock, which counts in hundredths for each core, may be off by over a few stretches. */
const TICKS = 0.02

/** Whether what others used over a stretch is more than the clocks' own coarseness can explain. */
export function isBusy({ cores, seconds }: { readonly cores: number; readonly seconds: number }): boolean {
  return cores * seconds > BUSY_CORES * seconds + TICKS
}

/** Idle CPU seconds of the whole machine since it booted, at a moment of the monotonic clock; idle is null without /proc. */
export type MachineReading = { readonly at: number; readonly idle: number | null }

const TICKS_A_SECOND = 100

/**
 * Idle time and not busy time: the kernel samples who is busy at every tick (errors of several percent of a core in a second),
 * but it keeps idle time by the clock.
 */
export function readMachine(): MachineReading {
  const at = monotonic()
  try {
    return { at, idle: idleSeconds(readFileSync('/proc/stat', 'utf8')) }
  } catch {
    return { at, idle: null }
  }
}

/** Idle plus waiting for disks, from the first line of /proc/stat; null when the line is not there. */
export function idleSeconds(stat: string): number | null {
  const fields = /^cpu +(.*)$/m.exec(stat)?.[1]?.split(' ').map(Number)
  const [idle, ioWait] = [fields?.[3], fields?.[4]]
  return idle === undefined || ioWait === undefined ? null : (idle + ioWait) / TICKS_A_SECOND
}

/**
 * Cores used between two readings by anything that is not ours, steal included: what was neither idle nor our own CPU
 * seconds. Never below 0; null where the machine cannot tell.
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
  return Math.max(0, (busy - ownCpu) / elapsed)
}
