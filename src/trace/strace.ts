import { execa } from 'execa'
import type { Care } from '../host/child.ts'

/** Counts the system calls of processes while something else happens. */

/** Calls in all; or why nobody can tell, in words for the end of a sentence. */
export type SystemCalls = { readonly calls: number } | { readonly notSeen: string }

/** Seconds for strace to write its table. */
const WITHIN = 5

/**
 * Attaches strace to processes with all their threads and what they start, runs `work`, and lets them go again. The server goes on as
 * before. Throws what `work` throws.
 */
export async function countSystemCalls(
  pids: readonly number[],
  { watchdog, signal }: Care,
  work: () => Promise<void>,
): Promise<SystemCalls> {
  const args = ['-f', '-c', ...pids.flatMap((pid) => ['-p', String(pid)])]
  const child = execa('strace', args, { reject: false, detached: true, stdin: 'ignore', stdout: 'ignore' })
  const { pid } = child
  if (pid !== undefined) watchdog.watch(pid)
  const attached = new Promise<void>((resolve) => {
    child.stderr.on('data', (text: Buffer) => /attached/.test(String(text)) && resolve())
    void child.then(() => resolve())
  })
  try {
    await attached
    signal.throwIfAborted()
    await work()
  } finally {
    child.kill('SIGINT')
    setTimeout(() => child.kill('SIGKILL'), WITHIN * 1000).unref()
  }
  const { stderr, code } = await child
  if (pid !== undefined) watchdog.forget(pid)
  if (code === 'ENOENT') return { notSeen: 'strace is not installed' }
  const calls = callsIn(stderr)
  return calls === null ? { notSeen: `strace says: ${stderr.trim().split('\n').at(-1) ?? ''}` } : { calls }
}

/** The sum below its table; null where there is none. */
export function callsIn(text: string): number | null {
  const total = /^\s*100\.00\s+[\d.]+\s+\d+\s+(\d+)(?:\s+\d+)?\s+total$/m.exec(text)?.[1]
  return total === undefined ? null : Number(total)
}
