import { setTimeout as delay } from 'node:timers/promises'
import { LoadgateError } from '../model/error.ts'
import type { Unmeasured } from '../model/measurement.ts'
import type { Launch } from './launch.ts'
import { messages } from './messages.ts'

/** Processes that answer for a launch without being started by its command, as its trial finds them. */

/** Seconds after which a wrapper that starts a server and ends has ended. Until then the server is among its children. */
const LEFT_WITHIN = 0.25

/** Why CPU and memory of a launch cannot be measured, once its wrappers have left; null where they can. */
export async function whyUnmeasured({ usage, look, unmeasured }: Launch): Promise<Unmeasured | null> {
  if (usage()?.pids.length === 1) return unmeasured()
  await delay(LEFT_WITHIN * 1000)
  look()
  return unmeasured()
}

/**
 * What a user should know before a server is measured: that it already runs, which of its addresses is measured, and why CPU and
 * memory cannot be measured.
 */
export async function remarksOn(launch: Launch): Promise<readonly string[]> {
  const { name, url } = launch.server
  const why = await whyUnmeasured(launch)
  return [
    ...(url === undefined ? [] : [messages.alreadyRuns({ server: name, url })]),
    ...(launch.others === 0 ? [] : [messages.oneOfSeveral(launch)]),
    ...(why === null ? [] : [messages.unmeasured({ server: name, why })]),
  ]
}

/** Seconds for a process to end that the launch did not start, and that its command has to end. */
const ENDED_WITHIN = 5

/** Throws LoadgateError when a launch that was stopped leaves a process behind that the gate must not end. */
export async function refuseLeftBehind({ server, leftBehind }: Launch, within = ENDED_WITHIN): Promise<void> {
  const left = await leftBehind(within)
  if (left === null) return
  const { pid, name } = left
  throw new LoadgateError('left-behind', messages.leftBehind({ server: server.name, pid, name, seconds: within }))
}
