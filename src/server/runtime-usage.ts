import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { runtimeFolder } from '../host/runtime-folder.ts'

/** What one process tells of its runtime. Seconds since it started. */
export type ProcessRuntime = {
  /** In collections of the young generation. */
  readonly minor: number
  /** In all others: of the whole heap, and what prepares and follows them. */
  readonly major: number
  /** In which the event loop worked, and in which it waited for something to do. */
  readonly active: number
  readonly idle: number
}

/** One reading of a launch: its processes by their numbers. Empty when none reports. */
export type RuntimeUsage = ReadonlyMap<string, ProcessRuntime>

/** What happened between two readings. */
export type RuntimeShares = {
  /** Seconds of garbage collection a second, all processes together; `major` and `minor` are its parts. */
  readonly gc: number
  readonly minor: number
  readonly major: number
  /** The share of the time in which the busiest process' event loop worked: at 1, it can do no more. */
  readonly eventLoopUtilisation: number
}

/** Seconds for a process to answer: its event loop may be in the middle of something. */
const ANSWER_WITHIN = 1

/** Asks every process of a launch that reports its runtime, all at once. Those that do not answer are left out; never rejects. */
export async function runtimeUsage(token: string): Promise<RuntimeUsage> {
  const folder = runtimeFolder(token)
  const answers = await Promise.all(
    socketsIn(folder).map(async (name) => [name, await ask(join(folder, name))] as const),
  )
  return new Map(answers.flatMap(([name, answer]) => (answer === null ? [] : [[name, answer] as const])))
}

/** Null when no process reported both times, or no time passed. */
export function runtimeBetween(before: RuntimeUsage, after: RuntimeUsage): RuntimeShares | null {
  const processes = [...after].flatMap(([name, now]) => shares(before.get(name), now) ?? [])
  if (processes.length === 0) return null
  const sum = (field: 'minor' | 'major') => processes.reduce((total, one) => total + one[field], 0)
  const [minor, major] = [sum('minor'), sum('major')]
  return { gc: minor + major, minor, major, eventLoopUtilisation: Math.max(...processes.map((one) => one.active)) }
}

type Shares = { readonly minor: number; readonly major: number; readonly active: number }

function shares(before: ProcessRuntime | undefined, now: ProcessRuntime): Shares | null {
  if (!before) return null
  const active = now.active - before.active
  const seconds = active + now.idle - before.idle
  if (!(seconds > 0)) return null
  return {
    minor: (now.minor - before.minor) / seconds,
    major: (now.major - before.major) / seconds,
    active: active / seconds,
  }
}

function socketsIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

async function ask(path: string): Promise<ProcessRuntime | null> {
  const socket = connect({ path, signal: AbortSignal.timeout(ANSWER_WITHIN * 1000) })
  try {
    return JSON.parse(await text(socket)) as ProcessRuntime
  } catch {
    return null
  } finally {
    socket.destroy()
  }
}
