import { randomBytes } from 'node:crypto'
import { isRunning, startOf } from '../host/proc.ts'

/** `base-<pid>-<start of the process in clock ticks since boot>-<random>`: a recycled pid differs in its start. */
const NAME = /^base-(\d+)-(\d*)-[0-9a-f]{8}$/

/** A fresh name for a folder that belongs to this process. */
export function nameOfOurs(): string {
  return `base-${process.pid}-${startOf(process.pid)}-${randomBytes(4).toString('hex')}`
}

/** True for the name of a folder that a process made which is gone; false for any other name. */
export function isAbandoned(name: string): boolean {
  const [, pid, started] = NAME.exec(name) ?? []
  return pid !== undefined && !isRunning(Number(pid), started ?? '')
}
