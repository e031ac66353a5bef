import { subscribe } from 'node:diagnostics_channel'
import * as nodeModule from 'node:module'
import { isMainThread } from 'node:worker_threads'

/**
 * Node loads this in a rehearsal, so that it keeps what it compiled, which it does not do where a signal ends it. It does so before
 * the first answer: a cluster may kill its workers when it is told to end.
 */
if (isMainThread) {
  subscribe('http.server.request.start', () => keep())
  process.once('SIGTERM', () => {
    keep()
    // A server that ends by itself is left to it.
    if (process.listenerCount('SIGTERM') === 0) process.exit()
  })
}

/** Node before 22.10 only does it when it exits. */
function keep(): void {
  nodeModule.flushCompileCache?.()
}
