import type { Client } from 'undici'
import about from 'undici/package.json' with { type: 'json' }
import type { Runner, Target } from '../driver.ts'
import type { TurnCounts } from '../turn-counts.ts'
import type { ConnectionOptions, Connections } from './connections.ts'
import { embeddedRunner } from './runner.ts'
import { openClient } from './undici-client.ts'
import type { Counts } from './talk.ts'
import { type Lane, openLane } from './undici-lane.ts'

/** `turns` are kept by whoever sends some of them itself. */
export function openRunner(turns?: TurnCounts): Runner {
  return embeddedRunner(about.version, openConnections, turns)
}

/**
 * Opens one undici client per connection, each of which sends one request after the other, or single ones. Where a server closes a
 * connection after its answer, undici connects anew. That time is part of the next answer's latency, as it is for the server's users.
 */
function openConnections(options: ConnectionOptions): Connections {
  const { target, timeout } = options
  let counts: Counts | undefined
  // What a lane does when its request is over.
  let free: ((index: number, what: 'over' | 'unseen') => void) | undefined
  const clients = openClients(target, timeout)
  const lanes = clients.map((client, index) =>
    openLane(
      client,
      options,
      () => counts as Counts,
      (what) => free?.(index, what),
    ),
  )
  const { promise: closed, resolve } = Promise.withResolvers<void>()
  let isUsable = true
  let rest: (() => Promise<void>) | undefined
  const begin = (next: Counts) => {
    counts = next
    for (const lane of lanes) lane.wake()
  }
  return {
    closed,
    send: (next) => {
      begin(next)
      const turns = takeTurns(lanes)
      free = turns.free
      rest = turns.rest
      turns.start()
    },
    rest: async () => rest?.(),
    openPool: (next, freed) => {
      begin(next)
      const pool = poolOf(lanes, freed)
      free = pool.free
      return { ...pool, abandon: () => void (isUsable = false) }
    },
    areUsable: () => isUsable,
    close: () => void Promise.all(clients.map((client) => client.destroy())).then(() => resolve()),
  }
}

function openClients(target: Target, timeout: number): readonly Client[] {
  const milliseconds = timeout * 1000
  return Array.from({ length: target.connections }, () => openClient(target, milliseconds))
}

/** Each lane sends its next request when the last one is over, until `rest`. */
function takeTurns(lanes: readonly Lane[]) {
  let sending = true
  let resting = 0
  const { promise: rested, resolve } = Promise.withResolvers<void>()
  return {
    start: () => lanes.forEach((lane) => lane.ask(performance.now())),
    free: (index: number) => {
      if (sending) lanes[index]?.ask(performance.now())
      else if (++resting === lanes.length) resolve()
    },
    rest: () => {
      sending = false
      return rested
    },
  }
}

/** The lane that was used last is asked first, so that no more connections are opened than are needed. */
function poolOf(lanes: readonly Lane[], freed: () => void) {
  const idle = lanes.map((_, index) => index).toReversed()
  const since = lanes.map(() => Number.NaN)
  const ask = (index: number, from: number) => {
    since[index] = from
    lanes[index]?.ask(from)
  }
  return {
    free: (index: number, what: 'over' | 'unseen') => {
      if (what === 'unseen') return ask(index, since[index] as number)
      since[index] = Number.NaN
      idle.push(index)
      freed()
    },
    ask: (from: number) => {
      const index = idle.pop()
      if (index !== undefined) ask(index, from)
      return index !== undefined
    },
    underWay: () => since.filter((one) => !Number.isNaN(one)),
  }
}
