import type { RunOrder } from '../protocol.ts'
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
  /** Resolves when the last one is closed. Rejects when the generator refuses the target. */
  readonly closed: Promise<void>
}

/** What is asked of them. */
export type Asked = Pick<RunOrder, 'target' | 'timeout'>
