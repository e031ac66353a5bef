import type { DriverName, Scenario } from '../model/scenario.ts'
import { messages } from './messages.ts'

/** Which generator measures a scenario, and, where loadgate took another one than usual, why. */
export type ChosenDriver = { readonly name: DriverName; readonly note: string | null }

/**
 * What LOADGATE_DRIVER says, or what the scenario says, or autocannon; undici where a server closes its connections, for autocannon
 * would lose half of its answers. All servers of a scenario have the same one, so that they can be compared.
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
