import type { Watchdog } from '../host/watchdog.ts'
import { LoadgateError } from '../model/error.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Server } from '../model/server.ts'
import { launch, type Launch, type LaunchContext } from '../server/launch.ts'
import { requestTo } from '../server/request-to.ts'
import { makeFolder } from './folder.ts'
import { launchCounted } from './launch-counted.ts'
import { profileLaunch, type ProfiledLaunch, type Profiling } from './profile-launch.ts'
import type { OpenPySpy } from './py-spy.ts'
import { sampleLaunch } from './sample-launch.ts'

/** One launch of a server, divided by function. `root` and `usual` as in `Profiling`. */
export type ProfileTask = Pick<Profiling, 'root' | 'usual'> & {
  readonly server: Server
  readonly request: Scenario['request']
}

/**
 * Where instructions went. `samples`: of so many samples, what each function executed is a share; null where everything was
 * counted. `notSampled`: why nobody names the functions, in words for the end of a sentence.
 */
export type ProfiledServer = ProfiledLaunch & { readonly samples: number | null; readonly notSampled: string | null }

/** `valgrind` is its version, `env` what requests are filled in from, `pySpy` how to come by that. */
export type ProfilerOptions = {
  readonly watchdog: Watchdog
  readonly signal: AbortSignal
  readonly valgrind: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly secrets?: LaunchContext['secrets']
  readonly pySpy: OpenPySpy
}

/**
 * Profiles a launch of a server under callgrind; functions of Python before 3.12 have no names there, so that another launch is
 * sampled beside it. Throws a LoadgateError that says why there is no profile, and the reason of the signal.
 */
export async function profileServer(task: ProfileTask, options: ProfilerOptions): Promise<ProfiledServer> {
  const { server, usual } = task
  const launched = await launchCounted(server, { ...options, profile: true })
  const profile = await inLaunch(
    launched,
    (request) => profileLaunch(launched, { ...task, request, ...options }),
    task,
    options,
  )
  const counted = { ...profile, samples: null, notSampled: null }
  if (profile.namedBy !== 'nobody' || !profile.isPython) return counted
  return sampled(counted, { ...task, usual: usual || profile.total }, options)
}

async function sampled(counted: ProfiledServer, task: ProfileTask, options: ProfilerOptions): Promise<ProfiledServer> {
  const pySpy = await options.pySpy()
  if ('missing' in pySpy) return { ...counted, notSampled: pySpy.missing }
  const folder = await makeFolder(options.watchdog)
  try {
    const launched = await launch(repeatable(task.server), options)
    const where = { folder: folder.path, program: pySpy.program, care: options }
    const found = await inLaunch(
      launched,
      (request) => sampleLaunch(launched, { ...task, ...where, request }),
      task,
      options,
    )
    return { ...counted, ...found, total: task.usual }
  } catch (error) {
    options.signal.throwIfAborted()
    if (error instanceof LoadgateError) return { ...counted, notSampled: error.message }
    throw error
  } finally {
    await folder.remove()
  }
}

async function inLaunch<T>(
  launched: Launch,
  use: (request: Scenario['request']) => Promise<T>,
  { request }: ProfileTask,
  { env }: ProfilerOptions,
): Promise<T> {
  try {
    return await use(requestTo(launched, request, env))
  } finally {
    await launched.stop()
  }
}

/** The order in which sets are walked through is the same on both sides. */
function repeatable(server: Server): Server {
  return { ...server, env: { PYTHONHASHSEED: '0', ...server.env } }
}
