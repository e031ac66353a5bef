import { mkdirSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { constants, performance, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'
import type { ProcessRuntime } from './runtime-usage.ts'

/**
 * What Node loads into a server's processes before their own code, where the definition says `runtimeReport`. Adds up what
 * the garbage collector takes, and tells it to whoever connects to this process' socket. Between two readings nothing runs
 * but a callback after a collection, which took 85 µs of CPU where it was measured; there are no timers. Whatever fails here
 * must not be noticed by the server.
 */
const folder = process.env['LOADGATE_RUNTIME_REPORT']

/** Milliseconds so far. */
const spent = { minor: 0, major: 0 }

const { NODE_PERFORMANCE_GC_MINOR: SCAVENGE, NODE_PERFORMANCE_GC_MINOR_MARK_SWEEP: MINOR_MARK_SWEEP } = constants

function count(entries: readonly PerformanceEntry[]): void {
  for (const entry of entries) {
    const { kind } = (entry as PerformanceEntry & { readonly detail: { readonly kind: number } }).detail
    spent[kind === SCAVENGE || kind === MINOR_MARK_SWEEP ? 'minor' : 'major'] += entry.duration
  }
}

function report(observer: PerformanceObserver): ProcessRuntime {
  // What was collected in this very turn of the loop is not dispatched yet.
  count(observer.takeRecords())
  const { active, idle } = performance.eventLoopUtilization()
  return { minor: spent.minor / 1000, major: spent.major / 1000, active: active / 1000, idle: idle / 1000 }
}

function serve(path: string): void {
  const observer = new PerformanceObserver((list) => count(list.getEntries()))
  observer.observe({ entryTypes: ['gc'] })
  const server = createServer((socket: Socket) => {
    socket.on('error', () => {})
    socket.unref().end(JSON.stringify(report(observer)))
  })
  server.on('error', () => {})
  // Exclusive: for a worker of a cluster, the primary would otherwise listen in its place, and hear of a server that is not theirs.
  server.listen({ path, exclusive: true }).unref()
}

if (folder && isMainThread) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    serve(join(folder, String(process.pid)))
  } catch {
    // Then there is no report, and the server runs as it would without.
  }
}
