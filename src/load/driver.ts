import type { Failures } from '../model/sample.ts'

/** What to send, and where. */
export type Target = {
  /** `http://127.0.0.1:port`, without a path. */
  readonly origin: string
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** The body that every right answer has. */
  readonly expect: string
  readonly connections: number
  /** Of wrk, 1 by default; the others have one. */
  readonly threads?: number
}

/** Warm-up is a count of requests; a window is a stretch of time after a lead-in that is not counted. */
export type Stretch =
  | { readonly requests: number; readonly within: number }
  | { readonly leadIn: number; readonly seconds: number }

/** What the generator saw between the first and the last counted moment. Times in seconds. */
export type Load = {
  readonly elapsed: number
  readonly requests: number
  readonly failures: Failures
  readonly latency: { readonly p50: number; readonly p90: number; readonly p99: number } | null
  readonly histogram: string | null
  /** All that was sent lies between the marks, so that what was used between them was used for it. */
  readonly whole?: true
}

/**
 * Called at the first and the last counted moment, so that others can read their clocks there. Neither is called for a
 * stretch that broke off in its lead-in: nothing was counted, and `elapsed` is 0.
 */
export type Marks = { readonly began: () => void; readonly ended: () => void }

/** A load generator. One stretch at a time; connections may stay open from one to the next. `close` ends its process. */
export type Driver = {
  readonly id: string
  readonly version: string
  /** Processes whose CPU is the generator's. */
  readonly pid: number
  /** The cores that it can keep busy. */
  readonly cores: number
  /** Seconds of the shortest stretch that it can measure; 0 for any. */
  readonly shortest: number
  /** It miscounts the answers of a server that closes connections. */
  readonly keptConnectionsOnly: boolean
  run(target: Target, stretch: Stretch, marks?: Marks): Promise<Load>
  /** Closes what it keeps open, so that servers may end. */
  release(): void
  close(): Promise<void>
}
