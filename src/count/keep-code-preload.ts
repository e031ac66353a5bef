import { subscribe } from 'node:diagnostics_channel'
import * as nodeModule from 'node:module'
import { isMainThread } from 'node:worker_threads'

/**
 * Node loads this in a rehearsal. It keeps what it compiled when it exits, so it has to exit where a signal would end it. Before each
 * answer it does so, too, because a cluster may kill its workers when it is told to end; Node before 22.10 cannot.
 */
if (isMainThread) {
  subscribe('http.server.request.start', () => nodeModule.flushCompileCache?.())
  process.once('SIGTERM', () => {
    // A server that ends by itself is left to it.
    if (process.listenerCount('SIGTERM') === 0) process.exit()
  })
}
