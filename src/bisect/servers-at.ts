import { resolve } from 'node:path'
import { addedSince } from '../base-ref/checkout.ts'
import { moveToBase, readServers } from '../base-ref/definitions.ts'
import { pairServers, type Checkouts } from '../base-ref/sides.ts'
import type { Care } from '../host/child.ts'
import { gitIn } from '../host/git.ts'
import { LoadgateError } from '../model/error.ts'
import type { Server } from '../model/server.ts'

/** The servers as they are defined today, and where. */
export type Definitions = {
  /** As the configuration has them. */
  readonly servers: readonly Server[]
  /** The name of their gate, where there may be several. */
  readonly gate: string
  /** The folder where their paths start, and the top of its working tree: absolute paths into that lead into the commit instead. */
  readonly root: string
  readonly top: string
  /** The vitest configuration in head, where it is not found by its usual name, and the folder in which Vitest loads it. */
  readonly config?: string | undefined
  readonly loadedIn: string
}

/** The servers of a commit, and whether it defines them by itself. */
export type ServersAt = { readonly servers: readonly Server[]; readonly isOwn: boolean }

/** A commit from before it had a gate, or whose configuration is not for this version of loadgate or cannot be loaded. */
const NO_DEFINITIONS = new Set(['no-gate-in-base', 'base-not-loaded', 'base-of-other-version'])

/**
 * The servers as the commit defines them, with what belongs to the measurement from today's; where it defines none, as today's
 * configuration does. Throws the reason of the signal.
 */
export async function serversAt(
  checkouts: Checkouts,
  { servers, gate, root, top, config, loadedIn }: Definitions,
  { ref, commit, care }: { readonly ref: string; readonly commit: string; readonly care: Care },
): Promise<ServersAt> {
  const today = servers.map((server) => ({ ...server, cwd: resolve(root, server.cwd ?? '.') }))
  try {
    const own = await readServers({ ref, name: gate, checkouts, config, loadedIn, care })
    return { servers: pairServers(today, own).both.map(({ base }) => base), isOwn: true }
  } catch (error) {
    if (!(error instanceof LoadgateError) || !NO_DEFINITIONS.has(error.code)) throw error
    const ofSpecs = { ...checkouts, head: top, added: await addedSince(gitIn(top, { care }), top, commit) }
    const moved = today.map((server) => moveToBase(ofSpecs, server, {}))
    return { servers: moved.map((server) => moveToBase(checkouts, server, process.env)), isOwn: false }
  }
}
