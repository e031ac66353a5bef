import type { Server } from '../model/server.ts'
import { attach } from './attach.ts'
import { launch, type Launch, type LaunchContext } from './launch.ts'

/** Launches that are stopped together, those under way included. A server that already runs is no launch, and is not stopped. */
export type Launches = {
  /** `settle`: as `LaunchContext` has it. */
  readonly start: (server: Server, settle?: number) => Promise<Launch>
  readonly stopAll: () => Promise<void>
}

export function launchesIn(context: LaunchContext): Launches {
  const launches = new Set<Promise<Launch>>()

  function start(server: Server, settle = 0): Promise<Launch> {
    const { signal = new AbortController().signal } = context
    if (server.url !== undefined) return attach(server, server.url, { ...context, signal })
    const launching = launch(server, { ...context, settle })
    launches.add(launching)
    const over = launching.then(({ exited }) => exited).catch(() => {})
    void over.then(() => launches.delete(launching))
    return launching
  }

  async function stopAll(): Promise<void> {
    const settled = await Promise.allSettled(launches)
    await Promise.all(settled.map((one) => (one.status === 'fulfilled' ? one.value.stop() : undefined)))
  }

  return { start, stopAll }
}
