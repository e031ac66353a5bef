import { realpathSync } from 'node:fs'
import type { Care } from '../host/child.ts'
import { openFolder, shortPlace } from '../host/temporary-folders.ts'
import { repositoryOf } from '../host/repository.ts'
import type { Driver } from '../load/driver.ts'
import { targetTo } from '../measure/participant.ts'
import { warmUp } from '../measure/warm-up.ts'
import { LoadgateError } from '../model/error.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Server } from '../model/server.ts'
import { launch, type LaunchContext } from '../server/launch.ts'
import { messages } from './messages.ts'
import { tracedServer } from './traced-server.ts'
import { WATCH_PLAN, watchLaunch, type WatchedLaunch, type WatchPlan } from './watch-launch.ts'

/** Bytes of a place in which the path of a socket has at most 103. */
const LONGEST_PLACE = 70

/** Which side of which server is watched, under which load. `root`: the top of the files that are its own. */
export type WatchTask = {
  readonly server: Server
  readonly root: string
  readonly scenario: Scenario
  readonly driver: Driver
  /** Requests per second, where the load of the scenario is an open loop. */
  readonly rate?: number | undefined
}

/** Why a side could not be watched, in a sentence. */
export type NotWatched = { readonly notWatched: string }

/** Watches a launch of a server. Rejects only with the reason of the gate's signal, and with bugs. Nothing of the server is left when it settles. */
export type Watcher = (task: WatchTask) => Promise<WatchedLaunch | NotWatched>

export type WatcherOptions = Care & {
  /** The environment, from which requests are filled in. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Learns what `prepare` returns. */
  readonly secrets?: LaunchContext['secrets']
  readonly plan?: WatchPlan
}

export function openWatcher(options: WatcherOptions): Watcher {
  return async (task) => {
    const { server } = task
    if (server.url !== undefined) return { notWatched: messages.alreadyRuns({ server: server.name }) }
    try {
      return await watch(task, options)
    } catch (error) {
      options.signal.throwIfAborted()
      if (error instanceof LoadgateError) return { notWatched: error.message }
      throw error
    }
  }
}

async function watch(
  task: WatchTask,
  { watchdog, signal, env, secrets, plan = WATCH_PLAN }: WatcherOptions,
): Promise<WatchedLaunch> {
  const folder = await openFolder({ place: shortPlace(LONGEST_PLACE), prefix: 'loadgate-trace-' }, watchdog)
  try {
    const launched = await launch(tracedServer(task.server, folder.path), { watchdog, signal, secrets })
    try {
      const { scenario } = task
      const target = await targetTo(launched, scenario, env)
      const { warmup } = task.server
      await warmUp(task.driver, { launch: launched, target }, warmup * scenario.warmupTimes, scenario, true)
      // Workers that left the tree while they started are found now.
      launched.look()
      const root = realpathSync(task.root)
      return await watchLaunch({
        watchdog,
        signal,
        launch: launched,
        driver: task.driver,
        target,
        folder: folder.path,
        folders: { root, repository: repositoryOf(root) ?? root },
        plan,
        rate: task.rate,
      })
    } finally {
      task.driver.release()
      await launched.stop()
    }
  } finally {
    await folder.remove()
  }
}
