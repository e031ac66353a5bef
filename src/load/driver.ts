import type { LoadGenerator } from '../model/generators.ts'
import type { Sample } from '../model/measurement.ts'
import type { Transport } from '../model/transport.ts'
import type { Plan } from '../model/plan.ts'
import type { RightAnswer } from './answer/right-answer.ts'

/** Everything that is sent to one launch, and what its answers must be, by request. `start`: the number of the first turn. */
export type Mix = { readonly plan: Plan; readonly rights: readonly RightAnswer[]; readonly start: number }

/** What to send, and where. */
export type Target = {
  /** `http://127.0.0.1:port`, without a path; or that of a Unix socket, as `placeOf` has it. */
  readonly origin: string
  readonly transport?: Transport | undefined
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly right: RightAnswer
  /** All requests of a mix or a flow, where there are several or they change from turn to turn. The fields above are one of them. */
  readonly mix?: Mix
  readonly connections: number
  /** Time the first byte of every body, too. */
  readonly firstByte?: true
  /** Who sends it where it is asked at a rate, in place of this machine. */
  readonly generators?: readonly LoadGenerator[]
  /** Threads of wrk, 1 by default; the other generators have one. */
  readonly threads?: number
  /**
   * Workers of the server are replaced by design, which ends their kept connections. A request on such a connection that ends before a
   * byte of the answer came is sent again, once, and its latency goes on.
   */
  readonly resends?: true
}

/**
 * A warm-up is a number of requests, sent `within` so many seconds. A window is `seconds` of counted load after a `leadIn` that is not
 * counted: in a closed loop, or, with a `rate`, of so many requests per second whether or not they are answered.
 */
export type Stretch =
  | { readonly requests: number; readonly within: number }
  | { readonly leadIn: number; readonly seconds: number; readonly rate?: number }

/** What the generator saw between the first and the last counted moment: its part of a sample. */
export type Load = Readonly<
  Pick<
    Sample,
    'elapsed' | 'requests' | 'failures' | 'latency' | 'histogram' | 'firstByte' | 'offered' | 'byRequest' | 'firstWrong'
  >
> & {
  /** Everything was sent between the marks, so all CPU time between them was spent on it. */
  readonly whole?: true
  /** Connections that the server ended, by whether it said so before. Nothing where it ended none, or the generator does not tell. */
  readonly ends?: Ends
}

/** After how many answers a server ended connections. */
export type Ends = Partial<Record<'said' | 'unsaid', { readonly fewest: number; readonly most: number }>>

/**
 * Called at the first and the last counted moment, so that the caller can read its clocks there. A stretch that ends in its
 * lead-in calls neither: nothing was counted, and `elapsed` is 0.
 */
export type Marks = { readonly began: () => void; readonly ended: () => void }

/** A load generator. It runs one stretch at a time, and may keep its connections open from one to the next. */
export type Driver = {
  readonly id: string
  readonly version: string
  /** The process whose CPU time, with that of its children, is the generator's. */
  readonly pid: number
  /** Seconds of the shortest stretch that it can measure; 0 for any. */
  readonly shortest: number
  /** Rejects with a LoadgateError when this generator would measure the server wrong. Called before a server's first load. */
  check(target: Target): Promise<void>
  /** Rejects with a LoadgateError, with its name, when one of these generators cannot send a load. Only vegeta can be asked. */
  reach(generators: readonly LoadGenerator[]): Promise<void>
  run(target: Target, stretch: Stretch, marks?: Marks): Promise<Load>
  /** Closes the connections that it keeps open, so that servers can end. */
  release(): void
  /** Ends its process. */
  close(): Promise<void>
}

/** What the main process sends to a generator's process. `number` counts the stretches, so that a late message is not taken for the next one's. */
export type Order =
  | {
      readonly kind: 'run'
      readonly number: number
      readonly target: Target
      readonly stretch: Stretch
      /** Seconds after which an unanswered request has failed. */
      readonly timeout: number
    }
  | { readonly kind: 'reach'; readonly number: number; readonly generators: readonly LoadGenerator[] }
  | { readonly kind: 'acknowledge'; readonly number: number }
  | { readonly kind: 'release' }

/** What a generator's process sends to the main process. */
export type News =
  | { readonly kind: 'ready'; readonly version: string }
  | { readonly kind: 'began' | 'ended'; readonly number: number }
  | { readonly kind: 'done'; readonly number: number; readonly load: Load }
  | { readonly kind: 'reached'; readonly number: number }
  /** `code`: of a problem that is a whole sentence for the user. */
  | { readonly kind: 'failed'; readonly number: number; readonly problem: string; readonly code?: string }

export type RunOrder = Extract<Order, { kind: 'run' }>

/** What carries out the orders in a generator's process. */
export type Runner = {
  readonly version: string
  /** Rejects with an Error in the generator's own words when it refuses the order. */
  readonly run: (order: RunOrder, marks: RunnerMarks) => Promise<Load>
  /** Rejects as `reach` of a driver does. */
  readonly reach?: (generators: readonly LoadGenerator[]) => Promise<void>
  /** Closes the connections that are kept open from one order to the next. */
  readonly release: () => void
}

/** Called at the first and the last counted moment. The load stays on until the promise of `ended` resolves. */
export type RunnerMarks = { readonly began: () => void; readonly ended: () => Promise<void> }
