import { Client } from 'undici'
import { placeOf } from '../../host/address.ts'
import { checkedBy } from '../../host/transport.ts'
import type { Target } from '../driver.ts'

/** One connection to a target, over TCP or a Unix socket, with or without TLS. `timeout`: milliseconds for each wait. */
export function openClient({ origin, transport }: Pick<Target, 'origin' | 'transport'>, timeout: number): Client {
  const { url, socketPath } = placeOf(origin)
  const { tls } = transport ?? {}
  return new Client(url, {
    pipelining: 1,
    connect: { timeout, ...(socketPath === undefined ? {} : { socketPath }), ...(tls ? checkedBy(tls) : {}) },
    headersTimeout: timeout,
    bodyTimeout: timeout,
  })
}
