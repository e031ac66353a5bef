import { once } from 'node:events'
import { connect } from 'node:net'
import getPort from 'get-port'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import type { Server } from '../model/server.ts'

const HOST = '127.0.0.1'

/** Seconds that this machine may take to accept a connection from itself. */
const ACCEPT_WITHIN = 1

/** The port that a server is told (0: any), and where it will then listen; null when only the server can say. */
export type Port = { readonly number: number; readonly origin: string | null }

/** Throws LoadgateError when the definition fixes a port and something listens there already. */
export async function portFor({ name, port }: Server): Promise<Port> {
  if (port === 'reported') return { number: 0, origin: null }
  const number = port === 'free' ? await getPort({ host: HOST }) : port
  // Otherwise the old listener would answer, and be measured in place of this server.
  if (await listening(number)) throw new LoadgateError('port-taken', messages.portTaken({ server: name, port: number }))
  return { number, origin: `http://${HOST}:${number}` }
}

async function listening(port: number): Promise<boolean> {
  const socket = connect({ host: HOST, port, signal: AbortSignal.timeout(ACCEPT_WITHIN * 1000) })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
