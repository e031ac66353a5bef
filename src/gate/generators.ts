import { ownAddresses } from '../host/own-addresses.ts'
import type { Drivers } from '../load/drivers.ts'
import { LoadgateError } from '../model/error.ts'
import type { DriverName, Scenario } from '../model/scenario.ts'
import type { Project } from '../options/project.ts'
import type { Settings } from '../options/settings.ts'
import type { Fleet } from '../server/fleet.ts'
import { refusals } from './refusals.ts'

/** Scenarios whose load comes from several machines. */

type GeneratorMeans = {
  readonly project: Pick<Project, 'servers'>
  readonly settings: Pick<Settings, 'count' | 'driver'>
  readonly drivers: Pick<Drivers, 'named'>
}

/**
 * Throws LoadgateError, before any server is started, where servers and generators do not fit together, or a generator cannot send a
 * load. Nothing is asked of generators where nothing is timed.
 */
export async function reachGenerators(
  scenario: Scenario,
  { project, settings, drivers }: GeneratorMeans,
): Promise<void> {
  refuseHosts(scenario, project, ownAddresses())
  const { generators, title } = scenario
  if (!generators || settings.count === 'only') return
  refuseOtherDriver(settings.driver, title)
  await (await drivers.named('vegeta')).reach(generators)
}

/** Throws LoadgateError for a server that generators could not reach, and for one that would listen for nobody. */
export function refuseHosts(
  { title, servers, generators }: Pick<Scenario, 'title' | 'servers' | 'generators'>,
  project: Pick<Project, 'servers'>,
  own: readonly string[],
): void {
  for (const { name, host, url } of project.servers.filter((server) => servers.includes(server.name))) {
    if (generators && url !== undefined)
      throw new LoadgateError('generators-url', refusals.generatorsUrl({ title, server: name }))
    if (!generators && host !== undefined)
      throw new LoadgateError('needless-host', refusals.needlessHost({ title, server: name, host }))
    if (generators && host === undefined)
      throw new LoadgateError('no-host', refusals.noHost({ title, server: name, side: null }))
    if (host !== undefined && !own.includes(host))
      throw new LoadgateError('foreign-host', refusals.foreignHost({ server: name, host, own }))
  }
}

function refuseOtherDriver(driver: DriverName | null, title: string): void {
  if (driver !== null && driver !== 'vegeta')
    throw new LoadgateError('generators-driver', refusals.generatorsDriver({ title, driver }))
}

/** Throws LoadgateError where the other side of an A/B run listens for this machine alone: its generators would reach head only. */
export function refuseHiddenBase(
  { title, servers, generators }: Pick<Scenario, 'title' | 'servers' | 'generators'>,
  fleet: Pick<Fleet, 'prepared'>,
): void {
  if (!generators) return
  for (const server of servers)
    if (fleet.prepared(server, 'base').host === undefined)
      throw new LoadgateError('no-host', refusals.noHost({ title, server, side: 'base' }))
}
