import { Session } from 'node:inspector/promises'
import type { Socket } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'
import { listenInServer } from '../host/preload-socket.ts'
import type { CpuProfile } from '../where/cpu-profile.ts'
import { TRACE_VARIABLE, type Order, type ProcessTrace } from './protocol.ts'
import { watchRequests, type RequestWaits } from './request-waits.ts'

/**
 * Node loads this into the processes of a server that is watched, before their own code. It listens on a socket for what to do, and
 * does nothing before. A failure here must not disturb the server.
 */
const folder = process.env[TRACE_VARIABLE]

/** Microseconds between two samples of the profile, and milliseconds between two looks at the event loop. */
const SAMPLE_EVERY = 500
const LOOK_EVERY = 5

type Profiling = { readonly stop: () => Promise<Pick<ProcessTrace, 'profile' | 'loopDelay'>> }

let profiling: Profiling | null = null
let tracing: RequestWaits | null = null

async function startProfiling(): Promise<Profiling> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY })
  await session.post('Profiler.start')
  const delay = monitorEventLoopDelay({ resolution: LOOK_EVERY })
  delay.enable()
  return {
    async stop() {
      delay.disable()
      const { profile: taken } = await session.post('Profiler.stop')
      session.disconnect()
      const loopDelay = delay.count === 0 ? null : Math.max(0, delay.percentile(99) / 1e9 - LOOK_EVERY / 1000)
      return { profile: withoutOurs(taken as CpuProfile), loopDelay }
    },
  }
}

/** This program is nobody's code: what it does is charged to no function. */
function withoutOurs(profile: CpuProfile): CpuProfile {
  const ours = import.meta.url.slice(0, import.meta.url.lastIndexOf('/') + 1)
  const nodes = profile.nodes.map((node) => {
    const { callFrame } = node
    return callFrame.url.startsWith(ours) ? { ...node, callFrame: { ...callFrame, url: '' } } : node
  })
  return { ...profile, nodes }
}

async function obey(order: Order): Promise<ProcessTrace> {
  if (order === 'profile') profiling = await startProfiling()
  if (order === 'trace') {
    tracing = watchRequests()
    tracing.start()
  }
  const profiled = order === 'stop' ? await profiling?.stop() : undefined
  const traced = order === 'stop' ? tracing?.stop() : undefined
  if (order === 'stop') profiling = tracing = null
  return { pid: process.pid, profile: null, loopDelay: null, requests: 0, waits: [], ...profiled, ...traced }
}

function answer(socket: Socket): void {
  socket.once('data', (order) => {
    obey(String(order) as Order).then(
      (trace) => socket.end(JSON.stringify(trace)),
      () => socket.destroy(),
    )
  })
}

if (folder && isMainThread) listenInServer(folder, answer)
