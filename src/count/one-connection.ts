import { Agent } from 'node:http'
import { connect, type NetConnectOpts, type Socket } from 'node:net'

/**
 * An agent that keeps one connection, and makes a new one where that was closed. A new one is used only after `rest`: whether a
 * server accepts a connection before or after there is something to read on it is a matter of speed, and costs it something
 * else.
 */
export function oneConnection(rest: () => Promise<void>): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  agent.createConnection = (options, done) => {
    const socket: Socket = connect({ ...(options as NetConnectOpts), noDelay: true })
    const failed = (error: Error) => done?.(error, socket)
    socket.once('error', failed)
    socket.once('connect', () => {
      void rest().then(() => {
        socket.off('error', failed)
        done?.(null, socket)
      }, failed)
    })
    return undefined
  }
  return agent
}
