import autocannon from 'autocannon'
import { type WatchedClient, watchClient } from './autocannon-client.ts'
import type { Asked, Connections } from './connections.ts'
import type { Tally } from './tally.ts'

/** In seconds, and longer than any stretch: when one ends is ours to say. */
const DAY = 86_400

/**
 * Opens the connections of an order in this process. autocannon only sends and receives: clock, counts and latencies are our own, as
 * its are whole milliseconds and values per sample. Throws a TypeError when autocannon has other insides.
 */
export function openAutocannon(order: Asked): Connections {
  const clients: WatchedClient[] = []
  let tally: Tally | undefined
  const closed = start(order, (client) => {
    clients.push(watchClient(client, order.target.expect, () => tally as Tally))
  })
  // Who waits for it hears of it; nobody has to.
  closed.catch(() => {})
  return {
    closed,
    send: (next) => {
      tally = next
      for (const client of clients) client.send()
    },
    rest: async () => {
      await Promise.all(clients.map((client) => client.rest()))
    },
    areUsable: () => clients.every((client) => client.isOpen()),
    close: () => clients.forEach((client) => client.close()),
  }
}

function start({ target, timeout }: Asked, setupClient: (client: autocannon.Client) => void): Promise<void> {
  const { promise: closed, resolve, reject } = Promise.withResolvers<void>()
  const options: autocannon.Options = {
    url: target.origin + target.path,
    method: target.method as NonNullable<autocannon.Request['method']>,
    headers: target.headers,
    body: target.body ?? '',
    connections: target.connections,
    duration: DAY,
    timeout,
    skipAggregateResult: true,
    setupClient,
  }
  autocannon(options, (error: unknown) => (error ? reject(error) : resolve()))
  return closed
}
