import { Client } from 'undici'
import type { Asked, Connections } from './connections.ts'
import type { Tally } from './tally.ts'
import { undiciLane } from './undici-lane.ts'

/**
 * Opens the connections of an order in this process, each a client that sends one request after the other. undici connects anew
 * where a server closes a connection after its answer, and the time that this takes is part of the next answer's latency, as it is for whoever asks.
 */
export function openUndici({ target, timeout }: Asked): Connections {
  let tally: Tally | undefined
  const milliseconds = timeout * 1000
  const clients = Array.from(
    { length: target.connections },
    () =>
      new Client(target.origin, {
        pipelining: 1,
        connect: { timeout: milliseconds },
        headersTimeout: milliseconds,
        bodyTimeout: milliseconds,
        // A connection at rest is undici's to close in time: it knows what the server said.
      }),
  )
  const lanes = clients.map((client) => undiciLane(client, target, () => tally as Tally))
  const { promise: closed, resolve } = Promise.withResolvers<void>()
  return {
    closed,
    send: (next) => {
      tally = next
      for (const lane of lanes) lane.send()
    },
    rest: async () => {
      await Promise.all(lanes.map((lane) => lane.rest()))
    },
    areUsable: () => true,
    close: () => void Promise.all(clients.map((client) => client.destroy())).then(() => resolve()),
  }
}
