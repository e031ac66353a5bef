import { isOpenLoop } from '../model/load.ts'
import type { DriverName, Scenario } from '../model/scenario.ts'
import { messages } from './messages.ts'

/** The generator that measures a scenario. `note` says why, if loadgate did not choose the usual one. */
export type ChosenDriver = { readonly name: DriverName; readonly note: string | null }

/**
 * The driver of LOADGATE_DRIVER, else the scenario's, else autocannon; or undici at a rate, where a server is reached otherwise than by HTTP
 * over a port (`reached`), and where one closes every connection: where it does not say so, autocannon loses every second answer. All
 * servers of a scenario have the same driver, so that they can be compared.
 */
export function chooseDriver(
  { driver, servers, load, firstByte }: Pick<Scenario, 'driver' | 'servers' | 'load' | 'firstByte'>,
  setting: DriverName | null,
  closing: ReadonlySet<string>,
  reached: ReadonlyMap<string, string> = new Map(),
): ChosenDriver {
  const wanted = setting ?? driver
  if (isOpenLoop(load)) return { name: wanted ?? 'undici', note: null }
  if (wanted) return { name: wanted, note: null }
  if (reached.size > 0) return { name: 'undici', note: messages.undiciToReach({ ways: reached }) }
  if (firstByte) return { name: 'undici', note: messages.undiciForFirstBytes }
  const closers = servers.filter((name) => closing.has(name))
  return closers.length === 0
    ? { name: 'autocannon', note: null }
    : { name: 'undici', note: messages.undiciFor({ servers: closers }) }
}
