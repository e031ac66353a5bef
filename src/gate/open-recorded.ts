import type { Base } from '../base-ref/base.ts'
import { pairServers } from '../base-ref/sides.ts'
import type { Server } from '../model/server.ts'
import { openFleet, type Fleet, type FleetOptions } from '../server/fleet.ts'
import type { Launch } from '../server/launch.ts'
import type { Closers } from './closers.ts'
import { messages } from './messages.ts'

/** One side of a server: how it is started, and the top of the files that are its own. */
export type ProfiledSide = { readonly server: Server; readonly root: string; readonly commit: string }

/** A side that can be launched, as `Fleet.launch` does. */
export type RecordedSide = ProfiledSide & { readonly launch: () => Promise<Launch> }

/** A server as a commit has it. Rejects with LoadgateError where the commit cannot be checked out, installed or started. */
export type OpenRecorded = (commit: string, server: string) => Promise<RecordedSide>

export type RecordedOptions = Omit<FleetOptions, 'servers' | 'references' | 'base'> & {
  /** Whose servers of the same names say how a commit's are warmed up, and with which flags. */
  readonly headServers: readonly Server[]
  readonly openBase: (commit: string) => Promise<Base>
  /** Learns what nobody may see in the definitions of a commit. */
  readonly learn: (servers: readonly Server[]) => void
}

type Opened = { readonly base: Base; readonly fleet: Fleet }

/** Opens the commits that recorded baselines, each once and not before it is asked for. `closers` end what was opened. */
export function openRecordedSides(
  { openBase, learn, headServers, ...options }: RecordedOptions,
  closers: Closers,
): OpenRecorded {
  const known = new Map<string, Promise<Opened>>()

  async function open(commit: string, server: string): Promise<Opened> {
    options.onProgress(messages.openingRecorded({ server }))
    const base = await openBase(commit)
    closers.add(base.remove)
    learn(base.servers)
    const servers = pairServers(headServers, base.servers).both.map((pair) => pair.base)
    const fleet = openFleet({ ...options, servers, references: [] })
    closers.add(fleet.close)
    return { base, fleet }
  }

  return async (commit, server) => {
    const opening = known.get(commit) ?? open(commit, server)
    known.set(commit, opening)
    const { base, fleet } = await opening
    await fleet.prepare([server])
    return { server: fleet.prepared(server), root: base.roots.base, commit, launch: () => fleet.launch(server) }
  }
}
