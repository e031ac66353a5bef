import type { Wait, WaitKind } from '../model/waiting.ts'
import { sampledTime } from './cpu-profile.ts'
import { placeFrame, type Frame } from './frame.ts'
import { systemCall } from './system-calls.ts'
import { kindOf } from './wait-kinds.ts'
import type { Watched, WatchedThread } from './watched.ts'

/** One side, in seconds per request. */
export type SideWaits = {
  readonly latency: number
  readonly onCpu: number | null
  readonly loopDelay: number | null
  readonly switches: number | null
  readonly systemCalls: number | null
  /** By the key of `Part`. */
  readonly waits: ReadonlyMap<string, Part>
  /** Where the event loop was kept busy: by function, on the CPU or not. */
  readonly functions: ReadonlyMap<string, Part>
  /** In which main threads of Node were kept from the event loop without being on the CPU, or waiting for a core. */
  readonly blocked: number | null
}

/** A wait of one side. `isIdle`: what a thread also does when there is nothing to do. */
export type Part = Pick<Wait, 'kind' | 'detail' | 'place'> & { readonly seconds: number; readonly isIdle: boolean }

function keyOf({ kind, detail, place }: Pick<Part, 'kind' | 'detail' | 'place'>): string {
  // The line is not in the key: an edit above moves it.
  return JSON.stringify([kind, detail, place?.name, place?.file])
}

/** `arch`: of the machine that was watched, for the numbers of its system calls. */
export function sideWaits(watched: Watched, arch: string): SideWaits {
  const { requests, latency, cpu, threads, processes, systemCalls } = watched
  const per = (seconds: number) => (requests === 0 ? 0 : seconds / requests)
  const delays = processes.flatMap(({ loopDelay }) => loopDelay ?? [])
  const { functions, busy } = functionsOf(watched)
  const main = threads.filter(({ pid, isMain }) => isMain && processes.some((one) => one.pid === pid && one.profile))
  const scheduled = main.reduce((sum, thread) => sum + thread.cpu + thread.core, 0)
  return {
    latency,
    onCpu: cpu === null ? null : per(cpu),
    loopDelay: delays.length === 0 ? null : Math.max(...delays),
    switches: threads.length === 0 ? null : per(sumOf(threads, 'switches')),
    systemCalls,
    waits: byKey([
      ...tracedParts(watched),
      ...(watched.traced.requests > 0 ? [] : sleepingParts(watched, arch)),
      part('core', '', null, per(sumOf(threads, 'core'))),
    ]),
    functions: byKey(functions.map((one) => ({ ...one, seconds: per(one.seconds) }))),
    blocked: main.length === 0 ? null : Math.max(0, per(busy - scheduled)),
  }
}

function part(kind: WaitKind, detail: string, place: Wait['place'], seconds: number, isIdle = false): Part {
  return { kind, detail, place, seconds, isIdle }
}

/** Tracing makes everything take longer, waits and work alike. */
function tracedParts({ traced: { requests, slowdown, waits }, folders }: Watched): readonly Part[] {
  return waits.map((wait) => {
    const { kind, detail } = kindOf(wait)
    return part(
      kind,
      detail,
      wait.site && shownPlace(placeFrame(wait.site, folders)),
      wait.seconds / requests / slowdown,
    )
  })
}

function functionsOf({ processes, folders }: Watched): { readonly functions: readonly Part[]; readonly busy: number } {
  const times = processes.flatMap(({ profile }) => (profile === null ? [] : [sampledTime(profile, folders)]))
  return {
    functions: times.flatMap(({ functions }) =>
      functions.map(({ frame, seconds }) => part('blocked', '', shownPlace(frame), seconds)),
    ),
    busy: times.reduce((sum, time) => sum + time.busy, 0),
  }
}

function shownPlace({ name, file, line, package: from }: Frame): NonNullable<Wait['place']> {
  return { name, file, line, package: from }
}

/** Threads that went to sleep a tenth as often as others did hardly answered anybody. */
const LEAST_SWITCHES = 0.1

/** What the threads that answered slept in. */
function sleepingParts({ threads, requests, elapsed }: Watched, arch: string): readonly Part[] {
  const usual = sumOf(threads, 'switches') / Math.max(1, threads.length)
  const awake = threads.filter(({ switches }) => switches >= LEAST_SWITCHES * usual)
  return awake.flatMap(({ sleeps }) =>
    [...sleeps].map(([number, share]) => {
      const { name, sleep } = systemCall(number, arch)
      return part('call', name, null, requests === 0 ? 0 : (share * elapsed) / requests, sleep === 'work')
    }),
  )
}

function sumOf(threads: readonly WatchedThread[], field: 'switches' | 'core'): number {
  return threads.reduce((sum, thread) => sum + thread[field], 0)
}

function byKey(parts: readonly Part[]): ReadonlyMap<string, Part> {
  const found = new Map<string, Part>()
  for (const one of parts) {
    const key = keyOf(one)
    found.set(key, { ...one, seconds: one.seconds + (found.get(key)?.seconds ?? 0) })
  }
  return found
}
