import { Agent, request, type ClientRequest, type RequestOptions } from 'node:http'
import { Agent as TlsAgent, request as tlsRequest } from 'node:https'
import type { Socket } from 'node:net'
import type { Tls, Transport } from '../model/transport.ts'
import { placeOf } from './address.ts'

/** How Node's HTTP reaches an address with a transport. */

/** What `tls.connect` needs to check a certificate: the name is not that of the address, which is `127.0.0.1`. */
export function checkedBy({ ca, insecure, name }: Tls): TlsCheck {
  return { servername: name, rejectUnauthorized: insecure !== true, ...(ca === undefined ? {} : { ca }) }
}

export type TlsCheck = { readonly servername: string; readonly rejectUnauthorized: boolean; readonly ca?: string }

/** A server without a definition of its certificate is checked as browsers do. */
export const USUAL: Tls = { name: 'localhost' }

/** Sends a request with Node's `request()`. An answer of 101 is an error: what follows it is no HTTP. */
export function sendTo(url: string, { tls = USUAL }: Transport, options: RequestOptions): ClientRequest {
  const { url: address, socketPath } = placeOf(url)
  const isTls = address.startsWith('https:')
  const all = { ...options, ...(socketPath === undefined ? {} : { socketPath }), ...(isTls ? checkedBy(tls) : {}) }
  const sent = isTls ? tlsRequest(address, all) : request(address, all)
  // Without a listener, Node closes the connection, and says neither that there is an answer nor that there is none.
  return sent.on('upgrade', (_answer, socket) => {
    socket.destroy()
    sent.emit('error', new Error('it switched to another protocol (status 101)'))
  })
}

/** Keeps one connection to an origin for as long as the server does. */
export function keepOne(origin: string): Agent {
  const options = { keepAlive: true, maxSockets: 1 }
  const agent = origin.startsWith('https:') ? new TlsAgent(options) : new Agent(options)
  // Node's own ends it a second before `Keep-Alive: timeout=` is over: after every answer where that is 0 or 1.
  agent.keepSocketAlive = (socket) => {
    ;(socket as Socket).unref()
    return true
  }
  return agent
}

const used = new WeakSet<Socket>()

/**
 * Notes that a request goes over this connection, and returns whether an earlier one did. Node's own `reusedSocket` is false where a
 * request had to wait until the connection was free, as it now and then has to over TLS.
 */
export function noteUse(socket: Socket): boolean {
  const reused = used.has(socket)
  used.add(socket)
  return reused
}
