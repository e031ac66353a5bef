import type { Mix, RunOrder } from '../driver.ts'
import type { Tally } from './tally.ts'
import type { Counts } from './talk.ts'

/** All connections to one target. They are kept open between two stretches, at rest. */
export type Connections = {
  /** Sends on all of them, and counts the results in `tally`. */
  readonly send: (tally: Tally) => void
  /** Stops sending. Resolves when every request that is under way was answered, has failed or timed out. */
  readonly rest: () => Promise<void>
  /** Where the generator can send single requests: begins a stretch of them. `freed` is called when a connection is free again. */
  readonly openPool?: (counts: Counts, freed: () => void) => Pool
  /** Whether they can be sent on again: the server has closed none of them. */
  readonly areUsable: () => boolean
  readonly close: () => void
  /** Resolves when the last one is closed. Rejects when the generator refuses the target. */
  readonly closed: Promise<void>
}

/** Connections on which single requests are sent. */
export type Pool = {
  /** Sends a request whose latency counts from a moment of `performance.now()`; false where all connections are in use. */
  readonly ask: (since: number) => boolean
  /** The moments of the requests that are under way. */
  readonly underWay: () => readonly number[]
  /** Gives these connections up: there are requests under way that will not be waited for. */
  readonly abandon: () => void
}

export type ConnectionOptions = Pick<RunOrder, 'target' | 'timeout'> & {
  /** What is sent. A target without a mix has a mix of one. */
  readonly mix: Mix
  /** Gives the number of the next turn, to whichever connection asks. */
  readonly nextTurn: () => number
}
