import { constants, performance, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'
import { listenInServer } from './preload-socket.ts'
import type { ProcessRuntime } from './runtime-report.ts'

/**
 * Node loads this into a server's processes before their own code if the definition says `runtimeReport`. Adds up the time of
 * garbage collection, and reports it to whoever connects to this process' socket. There are no timers: between two reports
 * only a callback runs after each collection, which was measured at 85 µs of CPU. A failure here must not disturb the server.
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
  // Collections of this turn of the event loop are not dispatched yet.
  count(observer.takeRecords())
  const { active, idle } = performance.eventLoopUtilization()
  return { minor: spent.minor / 1000, major: spent.major / 1000, active: active / 1000, idle: idle / 1000 }
}

function reportIn(place: string): void {
  const observer = new PerformanceObserver((list) => count(list.getEntries()))
  observer.observe({ entryTypes: ['gc'] })
  listenInServer(place, (socket) => socket.end(JSON.stringify(report(observer))))
}

if (folder && isMainThread) {
  try {
    reportIn(folder)
  } catch {
    // The server runs without a report.
  }
}
