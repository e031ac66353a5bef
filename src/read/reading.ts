/** What the output of a load generator says, in the same words and units for all of them. Null: the text does not tell. */
export type Reading = {
  readonly tool: Tool
  /** Neither is in the text of any of them. */
  readonly command: null
  readonly exitCode: null
  readonly requests: {
    readonly completed: number | null
    /** ab's four counts: one request may be in several. */
    readonly failed: {
      readonly connect: number
      readonly receive: number | null
      readonly length: number
      readonly exceptions: number
    } | null
    readonly non2xx: number | null
    /** What counts as such. */
    readonly non2xxRule: 'non-2xx' | '>=400'
  }
  readonly socketErrors: SocketErrors | null
  readonly elapsedSeconds: number | null
  readonly requestsPerSecond: number | null
  readonly transferBytesPerSecond: number | null
  readonly latencyMs: Latencies
  readonly connections: number | null
  /** Bytes of one body. */
  readonly documentLength: number | null
  /** Whether a gate may take it for a measurement, as far as the text tells, and why or why not. */
  readonly usable: boolean
  readonly why: string
}

export type Tool = 'ab' | 'wrk' | 'autocannon' | 'oha' | 'k6'

/** `other`: of tools that do not tell them apart. */
export type SocketErrors = {
  readonly connect: number | null
  readonly read: number | null
  readonly write: number | null
  readonly timeout: number | null
  readonly other?: number
}

export type Latencies = Readonly<Record<'mean' | 'p50' | 'p90' | 'p99' | 'max', number | null>>

/** A reading before it is judged. */
export type Numbers = Omit<Reading, 'usable' | 'why' | 'command' | 'exitCode'>

export const NO_LATENCIES: Latencies = { mean: null, p50: null, p90: null, p99: null, max: null }

/** Usable when there is no `problem`. */
export function judged({ tool, ...numbers }: Numbers, problem: string | null): Reading {
  return {
    tool,
    command: null,
    exitCode: null,
    ...numbers,
    usable: problem === null,
    why: problem ?? 'Complete run without errors, as far as the text tells.',
  }
}

/** What there is when a tool gave up before it had anything to report. */
export function nothing(
  tool: Tool,
  non2xxRule: Reading['requests']['non2xxRule'],
  completed: number | null = null,
): Numbers {
  return {
    tool,
    requests: { completed, failed: null, non2xx: null, non2xxRule },
    socketErrors: null,
    elapsedSeconds: null,
    requestsPerSecond: null,
    transferBytesPerSecond: null,
    latencyMs: NO_LATENCIES,
    connections: null,
    documentLength: null,
  }
}
