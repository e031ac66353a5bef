import { messages } from './messages.ts'

/** One run of a load generator as its output reports it: the same fields and units for all tools. Null: the output does not say. */
export type Reading = {
  readonly tool: ToolName
  /** Always null: no tool prints these two. */
  readonly command: null
  readonly exitCode: null
  readonly requests: {
    readonly completed: number | null
    /** ab's four counts. One request may be in several of them. */
    readonly failed: {
      readonly connect: number
      readonly receive: number | null
      readonly length: number
      readonly exceptions: number
    } | null
    readonly non2xx: number | null
    /** Which statuses `non2xx` counts. */
    readonly non2xxRule: 'non-2xx' | '>=400'
  }
  readonly socketErrors: SocketErrors | null
  readonly elapsedSeconds: number | null
  readonly requestsPerSecond: number | null
  readonly transferBytesPerSecond: number | null
  readonly latencyMs: LatencyMs
  /** There where the tool rounds them. */
  readonly latencyDigitMs?: LatencyDigitMs
  readonly connections: number | null
  /** Bytes of one body. */
  readonly documentLength: number | null
  /** Whether a gate may use it as a measurement, judging by the output alone; `why` gives the reason either way. */
  readonly usable: boolean
  readonly why: string
}

export type ToolName = 'ab' | 'wrk' | 'wrk2' | 'autocannon' | 'oha' | 'k6' | 'vegeta' | 'hey' | 'bombardier' | 'h2load'

/** `other`: errors of tools that do not say which kind they were. */
export type SocketErrors = {
  readonly connect: number | null
  readonly read: number | null
  readonly write: number | null
  readonly timeout: number | null
  readonly other?: number
}

/** `p95` is there only where the tool prints it. */
export type LatencyMs = Readonly<Record<'mean' | 'p50' | 'p90' | 'p99' | 'max', number | null>> & {
  readonly p95?: number
}

/** Milliseconds for which the last printed digit of a percentile stands: the true value is at most half of that away, or one where the tool cuts. */
export type LatencyDigitMs = Readonly<Partial<Record<'p50' | 'p90' | 'p95' | 'p99', number>>>

/** The numbers of a reading, before anybody has checked whether they are usable. */
export type Numbers = Omit<Reading, 'usable' | 'why' | 'command' | 'exitCode'>

export const NO_LATENCIES: LatencyMs = { mean: null, p50: null, p90: null, p99: null, max: null }

/** The part of `latencyMs` that only some tools have. */
export function p95Of(value: number | null | undefined): Pick<LatencyMs, 'p95'> {
  return typeof value === 'number' ? { p95: value } : {}
}

/** Completes a reading. It is usable when there is no `problem`; then `why` is the `remark`, if there is one. */
export function toReading({ tool, ...numbers }: Numbers, problem: string | null, remark?: string): Reading {
  return {
    tool,
    command: null,
    exitCode: null,
    ...numbers,
    usable: problem === null,
    why: problem ?? remark ?? messages.whole,
  }
}

/** For a tool that gave up without a report. */
export function emptyNumbers(
  tool: ToolName,
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

/** Rounds to 12 digits, so that a conversion of units reads 0.212 and not 0.21200000000000002. */
export function roundOff(value: number): number {
  return Number(value.toPrecision(12))
}

/** The sum of some counts. */
export function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
