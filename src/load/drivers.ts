import type { DriverName } from '../model/scenario.ts'
import { LoadgateError } from '../model/error.ts'
import type { Driver, Target } from './driver.ts'
import { findTool } from './external/find-tools.ts'
import { isTool, refuseDecoded, type ToolDriver } from './external/unchecked.ts'
import { startGenerator } from './generator.ts'
import { checkReadable, checkKeepAlive } from './ask.ts'
import { messages } from './messages.ts'

/** The load generators of a run. Each is started when it is first asked for, and again when it has ended since. */
export type Drivers = {
  readonly named: (name: DriverName) => Promise<Driver>
  readonly close: () => Promise<void>
}

/** `watch` is called at once with the id of every process that is started. */
export function openDrivers(watch: (pid: number) => void): Drivers {
  const started = new Map<DriverName, Promise<Driver>>()
  return {
    named: (name) => {
      const known = started.get(name)
      if (known) return known
      const driver = startDriver(name, watch, undefined, () => {
        if (started.get(name) === driver) started.delete(name)
      })
      started.set(name, driver)
      return driver
    },
    close: async () => {
      const all = await Promise.allSettled(started.values())
      await Promise.all(all.flatMap((one) => (one.status === 'fulfilled' ? one.value.close() : [])))
    },
  }
}

/** autocannon, undici and vegeta measure any stretch. wrk and ab take whole seconds, and look at the first answer themselves. */
const TRAITS: Readonly<Record<DriverName, Pick<Driver, 'shortest' | 'check'>>> = {
  autocannon: { shortest: 0, check: (target) => checkKeepAlive(target) },
  undici: { shortest: 0, check: (target) => checkReadable('undici', target) },
  wrk: { shortest: 1, check: (target) => checkForTool('wrk', target) },
  vegeta: { shortest: 0, check: (target) => checkForTool('vegeta', target) },
  ab: { shortest: 1, check: (target) => checkForTool('ab', target) },
}

async function checkForTool(name: ToolDriver, target: Target): Promise<void> {
  refuseDecoded(name, target.right)
  // vegeta reads interim answers right; undici sends its closed loops.
  await checkReadable(name === 'vegeta' ? 'undici' : name, target)
}

/**
 * Starts a load generator, or the process that calls it, in a warm process of its own. Each of its connections sends its next request
 * when the last one is answered. `watch` is called at once with the process id. An unanswered request has failed after
 * `timeout` seconds. `onEnd` is called when the process has ended. Rejects with a LoadgateError when the tool is not installed, or the
 * process ends before it is ready.
 */
export async function startDriver(
  name: DriverName,
  watch?: (pid: number) => void,
  timeout = 10,
  onEnd?: () => void,
): Promise<Driver> {
  if (isTool(name)) await requireTool(name)
  const { pid, version, run, reach, release, close } = await startGenerator(name, watch, onEnd)
  return {
    id: name,
    version,
    pid,
    ...TRAITS[name],
    run: (target, stretch, marks) => run({ target, stretch, timeout }, marks),
    reach,
    release,
    close,
  }
}

async function requireTool(name: ToolDriver): Promise<void> {
  const { state, version } = await findTool(name)
  if (state !== 'there')
    throw new LoadgateError('no-tool', messages.noTool({ name, version: state === 'missing' ? null : (version ?? '') }))
}
