import { Client } from 'undici'
import { placeOf } from '../../host/address.ts'
import { checkedBy } from '../../host/transport.ts'
import type { Target } from '../driver.ts'

/** Milliseconds that a connection may be at rest: longer than the windows of all other servers take. It is the server that ends it before. */
const KEPT = 600_000

/** One connection to a target, over TCP or a Unix socket, with or without TLS, in HTTP/1.1 or 2. `timeout`: milliseconds for each wait. */
export function openClient({ origin, transport }: Pick<Target, 'origin' | 'transport'>, timeout: number): Client {
  const { url, socketPath } = placeOf(origin)
  const { tls, http2 } = transport ?? {}
  return new Client(url, {
    pipelining: 1,
    keepAliveTimeout: KEPT,
    keepAliveMaxTimeout: KEPT,
    // undici's own ends it two seconds before `Keep-Alive: timeout=` is over: after every answer where that is 0, 1 or 2.
    keepAliveTimeoutThreshold: -KEPT,
    ...(http2 ? { allowH2: true, useH2c: url.startsWith('http:') } : {}),
    connect: { timeout, ...(socketPath === undefined ? {} : { socketPath }), ...(tls ? checkedBy(tls) : {}) },
    headersTimeout: timeout,
    bodyTimeout: timeout,
  })
}
