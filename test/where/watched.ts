import type { CpuProfile } from '../../src/where/cpu-profile.ts'
import type { TracedWait, Watched, WatchedThread } from '../../src/where/watched.ts'

/** A second of a Node server that answers 1,000 requests, of which each is 0.2 ms on the CPU, and takes 1 ms. */
export function watched(more: Partial<Watched> = {}): Watched {
  return {
    folders: { root: '/app', repository: '/app' },
    requests: 1_000,
    elapsed: 1,
    latency: 0.001,
    cpu: 0.2,
    threads: [thread()],
    processes: [{ pid: 7, profile: profileOf({}), loopDelay: 0.002 }],
    traced: { requests: 100, slowdown: 2, waits: [] },
    systemCalls: 4,
    ...more,
  }
}

export function thread(more: Partial<WatchedThread> = {}): WatchedThread {
  return { pid: 7, isMain: true, cpu: 0.2, core: 0, switches: 1_000, sleeps: new Map(), ...more }
}

/** Seconds by function of main.ts, each at a line of its own; the rest of a second is idle. */
export function profileOf(seconds: Readonly<Record<string, number>>): CpuProfile {
  const names = Object.keys(seconds)
  const nodes = [
    { id: 1, callFrame: { functionName: '(root)', url: '', lineNumber: -1 }, children: names.map((_, at) => at + 2) },
    ...names.map((functionName, at) => ({
      id: at + 2,
      callFrame: { functionName, url: 'file:///app/main.ts', lineNumber: at },
    })),
  ]
  return {
    nodes,
    samples: names.map((_, at) => at + 2),
    timeDeltas: [0, ...Object.values(seconds).map((each) => each * 1e6)],
  }
}

/** Of 100 requests that were followed. */
export function wait(type: string, milliseconds: number, more: Partial<TracedWait> = {}): TracedWait {
  const site = { name: 'handler', path: 'file:///app/main.ts', line: 12 }
  return { type, cause: null, site, seconds: (milliseconds / 1000) * 100, ...more }
}
