import { subscribe } from 'node:diagnostics_channel'
import * as nodeModule from 'node:module'
import { isMainThread } from 'node:worker_threads'

/**
 * Node loads this in a rehearsal. It keeps what it compiled when it exits, and not when a signal ends it. It does so before each answer,
 * too, because a cluster may kill its workers; Node before 22.10 cannot.
 */
if (isMainThread) {
  subscribe('http.server.request.start', () => nodeModule.flushCompileCache?.())
  process.once('SIGTERM', () => {
    // A server that ends by itself is left to it.
    if (process.listenerCount('SIGTERM') === 0) process.exit()
  })
}
