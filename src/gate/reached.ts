import { LoadgateError } from '../model/error.ts'
import type { Scenario } from '../model/scenario.ts'
import { wayTo } from '../model/way-to.ts'
import type { Project } from '../options/project.ts'
import type { Settings } from '../options/settings.ts'
import { messages } from './messages.ts'
import { refusals } from './refusals.ts'

/** Servers that are reached in another way than by HTTP over a port, which undici alone can do. */

/** Those of a scenario, by name, and how they are reached, in words. */
export function reachedOtherwise(
  { servers }: Pick<Scenario, 'servers'>,
  project: Project,
): ReadonlyMap<string, string> {
  const own = project.servers.filter(({ name }) => servers.includes(name))
  return new Map(
    own.flatMap((server) => {
      const way = wayTo(server)
      return way === null ? [] : [[server.name, way] as const]
    }),
  )
}

/** Throws LoadgateError when the driver that is asked for cannot reach a server of the scenario, or cannot time first bytes. */
export function refuseUnreachable(scenario: Scenario, project: Project, { driver }: Pick<Settings, 'driver'>): void {
  const wanted = driver ?? scenario.driver
  if (wanted === undefined || wanted === 'undici') return
  if (scenario.firstByte)
    throw new LoadgateError('no-first-byte', refusals.noFirstByte({ driver: wanted, title: scenario.title }))
  const [first] = reachedOtherwise(scenario, project)
  if (!first) return
  const [server, way] = first
  throw new LoadgateError('unreachable-driver', refusals.unreachable({ driver: wanted, server, way }))
}

/** What the reader should know of how servers were asked: whose certificates nobody checked. */
export function reachNotes({ servers }: Pick<Scenario, 'servers'>, project: Project): readonly string[] {
  const insecure = project.servers.filter(({ name, tls }) => servers.includes(name) && tls?.insecure === true)
  return insecure.length === 0 ? [] : [messages.insecure({ servers: insecure.map(({ name }) => name) })]
}
