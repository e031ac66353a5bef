import { setTimeout as delay } from 'node:timers/promises'
import { hasProc, processLine, membersOf, processesOf } from './proc.ts'

/** The processes of one launch: those of its process group, once that is known, and all that carry its token. */
export type ProcessSet = { readonly group: number | null; readonly token: string }

/** Seconds between two checks, and for a killed process to be gone. */
const CHECK_EVERY = 0.02
const GONE_WITHIN = 10

/**
 * Sends SIGTERM to a launch's processes, and SIGKILL after `grace` seconds (at once when 0). True when none is left; false
 * when the kernel keeps one alive, as it does when one hangs in a system call. Never throws.
 */
export async function endProcesses(watched: ProcessSet, grace: number): Promise<boolean> {
  if (grace > 0) {
    signalAll(watched, 'SIGTERM')
    if (await gone(watched, grace, () => {})) return true
  }
  // Repeated at every check: a process may start another one between the check and the kill.
  return gone(watched, GONE_WITHIN, () => signalAll(watched, 'SIGKILL'))
}

/** Processes of a launch that are alive. Without /proc, only whether its group still has any: then the group's number. */
export function leftovers({ group, token }: ProcessSet): number[] {
  const members = group === null ? [] : inGroup(group)
  return [...new Set([...members, ...processesOf(token)])]
}

function inGroup(group: number): number[] {
  if (hasProc()) return membersOf(group)
  return send(-group, 0) ? [group] : []
}

async function gone(watched: ProcessSet, seconds: number, signalAgain: () => void): Promise<boolean> {
  const deadline = performance.now() + seconds * 1000
  for (;;) {
    signalAgain()
    if (leftovers(watched).length === 0) return true
    if (performance.now() > deadline) return false
    await delay(CHECK_EVERY * 1000)
  }
}

/** The group in one call, so that no process of it can fork away; then the processes that left it. */
function signalAll({ group, token }: ProcessSet, signal: NodeJS.Signals): void {
  if (group !== null) send(-group, signal)
  for (const pid of processesOf(token)) {
    if (processLine(pid)?.group !== group) send(pid, signal)
  }
}

/** True when there was such a process. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  // 0 is our own group, 1 is the init process, and -1 is everyone.
  if (!Number.isSafeInteger(pid) || Math.abs(pid) <= 1) return false
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}
