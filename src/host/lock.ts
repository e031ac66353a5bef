import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import { isRunning, startTimeOf } from './proc.ts'

/** Who measures on this machine, and when that process started. */
type Holder = { readonly pid: number; readonly started: string; readonly folder: string }

export type Lock = { readonly release: () => void }

/** Told once, with who holds the lock. */
export type OnWait = (pid: number, folder: string) => void

/** One file for the whole machine: two gates at once would measure each other, whatever folders they run in. */
export const LOCK_FILE = join(tmpdir(), 'loadgate.lock')

/**
 * Waits while another gate measures, for at most `patience` seconds, then throws LoadgateError with its pid.
 * The lock of a gate that died is taken over.
 */
export async function takeLock(patience: number, onWait: OnWait, file = LOCK_FILE): Promise<Lock> {
  for (let waited = 0; ; waited += 1) {
    if (claim(file)) return { release: () => release(file) }
    const holder = readHolder(file)
    if (!holder || !isRunning(holder.pid, holder.started)) {
      discard(file, holder)
      continue
    }
    if (waited >= patience)
      throw new LoadgateError(
        'another-gate',
        messages.anotherGate({ pid: holder.pid, folder: holder.folder, seconds: patience }),
      )
    if (waited === 0) onWait(holder.pid, holder.folder)
    await sleep(1000)
  }
}

/** Linking a finished file is atomic and fails when there is a lock, so that no half-written lock is ever read. */
function claim(file: string): boolean {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, JSON.stringify({ pid: process.pid, started: startTimeOf(process.pid), folder: process.cwd() }))
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Moves a stale lock away before removing it: of two gates that found it only one can, and neither removes a fresh one. */
function discard(file: string, stale: Holder | null): void {
  const aside = `${file}.${process.pid}.stale`
  try {
    renameSync(file, aside)
    const moved = readHolder(aside)
    if (moved && moved.pid !== stale?.pid && isRunning(moved.pid, moved.started)) linkSync(aside, file)
  } catch {
    // Another gate took it over first; the next turn sees its lock.
  } finally {
    rmSync(aside, { force: true })
  }
}

function release(file: string): void {
  if (readHolder(file)?.pid === process.pid) rmSync(file, { force: true })
}

function readHolder(file: string): Holder | null {
  try {
    const { pid, started, folder } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder>
    return typeof pid === 'number' && typeof started === 'string' ? { pid, started, folder: String(folder) } : null
  } catch {
    return null
  }
}
