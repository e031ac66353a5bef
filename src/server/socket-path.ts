import { once } from 'node:events'
import { statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { openFolder, shortPlace } from '../host/temporary-folders.ts'
import type { Watchdog } from '../host/watchdog.ts'
import { LoadgateError } from '../model/error.ts'
import type { Server } from '../model/server.ts'
import { messages } from './messages.ts'

/** The path on which one launch is to listen. `remove` never throws. */
export type SocketPath = { readonly path: string; readonly remove: () => Promise<void> }

/** Bytes of a path that every system takes: macOS has the fewest. */
const LONGEST = 103

/** Of a temporary folder that leaves room for what comes after it. */
const LONGEST_PLACE = 60

/**
 * Null for a server that listens on a port. Throws LoadgateError when it cannot listen on its path: something else is there, or it is
 * too long.
 */
export async function openSocketPath(
  { name, socket }: Pick<Server, 'name' | 'socket'>,
  watchdog: Pick<Watchdog, 'temporary'>,
): Promise<SocketPath | null> {
  if (socket === undefined) return null
  if (socket === 'free') return makePath(watchdog)
  if (Buffer.byteLength(socket) > LONGEST)
    throw new LoadgateError('long-socket', messages.longSocket({ server: name, path: socket, most: LONGEST }))
  const found = await whatIsAt(socket)
  if (found !== null) throw new LoadgateError('no-socket', messages.noSocket({ server: name, path: socket, found }))
  return { path: socket, remove: async () => {} }
}

async function makePath(watchdog: Pick<Watchdog, 'temporary'>): Promise<SocketPath> {
  const folders = { place: shortPlace(LONGEST_PLACE), prefix: 'loadgate-socket-' }
  const { path, remove } = await openFolder(folders, watchdog)
  return { path: join(path, 'socket'), remove }
}

/** Seconds for this machine to accept a connection from itself. */
const ACCEPT_WITHIN = 1

/** Null where there is nothing, or a socket that an earlier server left behind. */
async function whatIsAt(path: string): Promise<'taken' | 'other' | null> {
  const entry = statSync(path, { throwIfNoEntry: false })
  if (!entry) return null
  if (!entry.isSocket()) return 'other'
  const socket = connect({ path, signal: AbortSignal.timeout(ACCEPT_WITHIN * 1000) })
  try {
    await once(socket, 'connect')
    return 'taken'
  } catch {
    return null
  } finally {
    socket.destroy()
  }
}
