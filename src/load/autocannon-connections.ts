import autocannon from 'autocannon'
import { type WatchedClient, watchClient } from './autocannon-client.ts'
import type { RunOrder } from './order.ts'
import type { Tally } from './tally.ts'

/** All connections to one target. They are kept open between two stretches, at rest. */
export type Connections = {
  /** Sends on all of them, and counts in `tally` what comes of it. */
  readonly send: (tally: Tally) => void
  /** Sends nothing more. Resolves when no request's fate is open: a server that hangs is seen to time out. */
  readonly rest: () => Promise<void>
  /** Whether they can be sent on again: the server has closed none of them. */
  readonly areUsable: () => boolean
  readonly close: () => void
  /** Resolves when the last one is closed. Rejects when autocannon refuses the target. */
  readonly closed: Promise<void>
}

/** In seconds, and longer than any stretch: when one ends is ours to say. */
const DAY = 86_400

/**
 * Opens the connections of an order in this process. autocannon only sends and receives: clock, counts and latencies are our own, as
 * its are whole milliseconds and values per sample. Throws a TypeError when autocannon has other insides.
 */
export function openConnections(order: Pick<RunOrder, 'target' | 'timeout'>): Connections {
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

function start({ target, timeout }: Pick<RunOrder, 'target' | 'timeout'>, setupClient: (client: autocannon.Client) => void): Promise<void> {
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
