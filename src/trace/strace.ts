import { setTimeout as delay } from 'node:timers/promises'
import { execa } from 'execa'
import type { Care } from '../host/child.ts'

/** Counts the system calls of processes while something else happens. */

/** Calls in all; or why nobody can tell, in words for the end of a sentence. */
export type SystemCalls = { readonly calls: number } | { readonly notSeen: string }

/** Seconds for strace to attach, and to write its table. */
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
  const child = start(args)
  const { pid } = child
  if (pid !== undefined) watchdog.watch(pid)
  try {
    await attached(child, signal)
    await work()
  } finally {
    child.kill('SIGINT')
    setTimeout(() => child.kill('SIGKILL'), WITHIN * 1000).unref()
    await child
    if (pid !== undefined) watchdog.forget(pid)
  }
  const { stderr, code } = await child
  if (code === 'ENOENT') return { notSeen: 'strace is not installed' }
  const calls = callsIn(stderr)
  return calls === null ? { notSeen: `strace says: ${stderr.trim().split('\n').at(-1) ?? ''}` } : { calls }
}

function start(args: readonly string[]) {
  return execa('strace', args, { reject: false, detached: true, stdin: 'ignore', stdout: 'ignore' })
}

/** Waits until it says so, ends, or had its time: what it prints then says why it counted nothing. Throws the reason of the signal. */
async function attached(child: ReturnType<typeof start>, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  child.stderr.on('data', (text: Buffer) => /attached/.test(String(text)) && resolve())
  await Promise.race([promise, child, delay(WITHIN * 1000, undefined, { signal, ref: false }).catch(() => {})])
  signal.throwIfAborted()
}

/** The sum below its table; null where there is none. */
export function callsIn(text: string): number | null {
  const total = /^\s*100\.00\s+[\d.]+\s+\d+\s+(\d+)(?:\s+\d+)?\s+total$/m.exec(text)?.[1]
  return total === undefined ? null : Number(total)
}
