import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import { isRunning, startTimeOf } from './proc.ts'

const processSchema = z.object({ pid: z.number(), started: z.string() })

/** Who measures on this machine, in which folder, and who cleans up if that process dies. */
const holderSchema = processSchema.extend({ folder: z.string(), heirs: z.array(processSchema).default([]) })

/** A process, and when it started. */
type Process = z.output<typeof processSchema>

type Holder = z.output<typeof holderSchema>

export type Lock = {
  readonly release: () => void
  /** Should this process die without a release, the lock is held until that of `pid`, which cleans up, has ended, too. */
  readonly leaveTo: (pid: number) => void
}

/** Told once, with who holds the lock. `isHeir`: it cleans up after a gate that died. */
export type OnWait = (pid: number, folder: string, isHeir: boolean) => void

/** One file for the whole machine: two gates at once would measure each other, whatever folders they run in. */
export const LOCK_FILE = join(tmpdir(), 'loadgate.lock')

/**
 * Waits while another gate measures, for at most `patience` seconds, then throws LoadgateError with its pid.
 * The lock of a gate that died is taken over; throws LoadgateError where it cannot be.
 */
export async function takeLock(patience: number, onWait: OnWait, file = LOCK_FILE): Promise<Lock> {
  for (let waited = 0; ; waited += 1) {
    if (claim(file)) return { release: () => release(file), leaveTo: (pid) => leaveTo(pid, file) }
    const holder = readHolder(file)
    const living = holder && livingOf(holder)
    if (!living) {
      discard(file, holder)
      continue
    }
    const { pid } = living
    const { folder } = holder
    if (waited >= patience)
      throw new LoadgateError('another-gate', messages.anotherGate({ pid, folder, seconds: patience }))
    if (waited === 0) onWait(pid, folder, pid !== holder.pid)
    await sleep(1000)
  }
}

/** Linking a finished file is atomic and fails when there is a lock, so that no half-written lock is ever read. */
function claim(file: string): boolean {
  const draft = `${file}.${process.pid}`
  const own: Holder = { ...processOf(process.pid), folder: process.cwd(), heirs: [] }
  writeFileSync(draft, JSON.stringify(own))
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

/**
 * Moves a stale lock away before removing it: of two gates that found it only one can, and neither removes a fresh one. Throws
 * LoadgateError where this user may not.
 */
function discard(file: string, stale: Holder | null): void {
  const aside = `${file}.${process.pid}.stale`
  try {
    renameSync(file, aside)
    const moved = readHolder(aside)
    if (moved && moved.pid !== stale?.pid && livingOf(moved)) linkSync(aside, file)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    // Another gate took it over first; the next turn sees its lock.
    if (!['ENOENT', 'EEXIST'].includes(code)) throw new LoadgateError('stale-lock', messages.staleLock({ file, code }))
  } finally {
    rmSync(aside, { force: true })
  }
}

/** By renaming, so that nobody reads half of it. Nobody takes it over meanwhile, because this process lives. */
function leaveTo(pid: number, file: string): void {
  const holder = readHolder(file)
  // 0 is a process that could not be started.
  if (holder?.pid !== process.pid || pid === 0) return
  const draft = `${file}.${process.pid}`
  const shared: Holder = { ...holder, heirs: [...holder.heirs, processOf(pid)] }
  writeFileSync(draft, JSON.stringify(shared))
  renameSync(draft, file)
}

function processOf(pid: number): Process {
  return { pid, started: startTimeOf(pid) }
}

/** Who of a lock's holders is still there, the gate itself first. */
function livingOf(holder: Holder): Process | undefined {
  return [holder, ...holder.heirs].find(({ pid, started }) => isRunning(pid, started))
}

function release(file: string): void {
  if (readHolder(file)?.pid === process.pid) rmSync(file, { force: true })
}

function readHolder(file: string): Holder | null {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}
