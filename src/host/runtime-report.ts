import { rmSync, readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { shortPlace } from './temporary-folders.ts'

/** The variable with the folder in which a server's processes report what their runtime does. */
export const RUNTIME_VARIABLE = 'LOADGATE_RUNTIME_REPORT'

/** A socket's path has at most 103 bytes (on macOS, 107 on Linux), of which our own part takes up to 33. */
const LONGEST_PLACE = 70

/**
 * The folder of one launch's sockets, one per process. The first process that reports makes it, for its user alone. Nobody
 * else can have made it before, because 62 bits of its name are random. With a long TMPDIR it is in /tmp.
 */
export function runtimeFolder(token: string): string {
  return join(shortPlace(LONGEST_PLACE), `loadgate-${token.replaceAll('-', '').slice(-16)}`)
}

/** Removes the folder, if there is one: sockets stay when a process is killed. Never throws. */
export function removeRuntimeFolder(token: string): void {
  // Without a token the path would be the same for everybody.
  if (token === '') return
  try {
    rmSync(runtimeFolder(token), { recursive: true, force: true })
  } catch {
    // An empty temporary folder that stays is no reason to end a measurement.
  }
}

/** What one process reports of its runtime, in seconds since it started. */
export type ProcessRuntime = {
  /** Spent in collections of the young generation. */
  readonly minor: number
  /** Spent in all other collections: of the whole heap, with what prepares and follows them. */
  readonly major: number
  /** In which the event loop worked, and in which it waited. */
  readonly active: number
  readonly idle: number
}

/** What the processes of a launch report, by their pids. Empty when none reports. */
export type RuntimeUsage = ReadonlyMap<string, ProcessRuntime>

/** What happened between two readings. */
export type RuntimeShares = {
  /** Seconds of garbage collection per second, all processes together; the sum of `major` and `minor`. */
  readonly gc: number
  readonly minor: number
  readonly major: number
  /** Share of the time in which the event loop of the busiest process worked; at 1 it can do no more. */
  readonly eventLoopUtilisation: number
}

/** Seconds for a process to answer: its event loop may be in the middle of something. */
const ANSWER_WITHIN = 1

/** Asks all processes of a launch that report, at once. Leaves out those that do not answer. Never rejects. */
export async function readRuntime(token: string): Promise<RuntimeUsage> {
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
