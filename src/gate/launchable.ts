import type { Base } from '../base-ref/base.ts'
import { pairServers } from '../base-ref/sides.ts'
import { LoadgateError } from '../model/error.ts'
import type { Server } from '../model/server.ts'
import type { Project } from '../options/project.ts'
import type { Settings } from '../options/settings.ts'
import type { FleetOptions } from '../server/fleet.ts'
import { refusals } from './refusals.ts'
import { refuseRunning } from './running.ts'
import type { OtherSide } from './timing-context.ts'

/** Which servers a run may launch, and on which side. */

/** Throws LoadgateError for a chosen server that an A/B run cannot launch twice at the same time. */
export function refuseWhatCannotBePaired({ servers }: Project, settings: Settings): void {
  if (settings.against === null) return
  const chosen = chosenIn(servers, settings)
  refuseRunning(chosen)
  for (const { name, port } of chosen) {
    if (typeof port === 'number')
      throw new LoadgateError(
        'fixed-port-against',
        refusals.fixedPortAgainst({ server: name, port, ref: settings.against }),
      )
  }
}

/** Beside the servers, the references are launched for a comparison with a baseline, and base's servers for an A/B run. */
export function launchable(
  { servers, references }: Project,
  settings: Settings,
  base: Base | null,
): Pick<FleetOptions, 'servers' | 'references' | 'base'> {
  const chosen = chosenIn(servers, settings)
  if (!base) return { servers: chosen, references }
  const { both } = pairServers(chosen, base.servers)
  const theirs = both.map((pair) => pair.base)
  refuseRunning(theirs)
  return { servers: both.map(({ head }) => head), references: [], base: theirs }
}

function chosenIn(servers: readonly Server[], settings: Settings): readonly Server[] {
  return servers.filter(({ name }) => settings.servers?.includes(name) ?? true)
}

export function otherSide(
  { servers }: Project,
  { ref, commit, dirty, head, notes, roots, servers: theirs }: Base,
): OtherSide {
  const { isNew, gone } = pairServers(servers, theirs)
  return { refs: { ref, base: { commit, dirty }, head, gone: [...gone] }, isNew, notes, roots }
}
