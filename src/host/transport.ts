import { Agent, request, type RequestOptions } from 'node:http'
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

/** Where and how to send a request, for Node's `request()`. */
export function sendTo(url: string, { tls = USUAL }: Transport, options: RequestOptions) {
  const { url: address, socketPath } = placeOf(url)
  const isTls = address.startsWith('https:')
  const all = { ...options, ...(socketPath === undefined ? {} : { socketPath }), ...(isTls ? checkedBy(tls) : {}) }
  return isTls ? tlsRequest(address, all) : request(address, all)
}

/** Keeps one connection to an origin. */
export function keepOne(origin: string): Agent {
  const options = { keepAlive: true, maxSockets: 1 }
  return origin.startsWith('https:') ? new TlsAgent(options) : new Agent(options)
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
