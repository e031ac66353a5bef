import type { DriverName, Scenario } from '../model/scenario.ts'
import { messages } from './messages.ts'

/** The generator that measures a scenario. `note` says why, if loadgate did not choose the usual one. */
export type ChosenDriver = { readonly name: DriverName; readonly note: string | null }

/**
 * The driver of LOADGATE_DRIVER, else the scenario's, else autocannon, or undici where a server closes its connections: autocannon
 * would lose half of that server's answers. All servers of a scenario have the same driver, so that they can be compared.
 */
export function chooseDriver(
  { driver, servers }: Pick<Scenario, 'driver' | 'servers'>,
  setting: DriverName | null,
  closing: ReadonlySet<string>,
): ChosenDriver {
  const wanted = setting ?? driver
  if (wanted) return { name: wanted, note: null }
  const closers = servers.filter((name) => closing.has(name))
  return closers.length === 0
    ? { name: 'autocannon', note: null }
    : { name: 'undici', note: messages.undiciFor({ servers: closers }) }
}
