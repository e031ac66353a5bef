/**
 * The whole lines of a text report, without blanks at their ends. A last line without its newline may have been cut off in the
 * middle of a number, so it counts only when it matches `last`.
 */
export function wholeLines(text: string, last: RegExp): readonly string[] {
  const lines = text.split('\n')
  const rest = lines.pop() as string
  return [...lines, ...(last.test(rest) ? [rest] : [])].map((line) => line.trimEnd())
}

/** The groups of the first line that matches; null when no line does. */
export function matchLine(lines: readonly string[], pattern: RegExp): readonly string[] | null {
  for (const line of lines) {
    const match = pattern.exec(line)
    if (match) return match.slice(1).map((group) => group ?? '')
  }
  return null
}

/** The number in the first group of the first line that matches. */
export function numberIn(lines: readonly string[], pattern: RegExp): number | null {
  const groups = matchLine(lines, pattern)
  return groups ? Number(groups[0]) : null
}

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
  readonly connections: number | null
  /** Bytes of one body. */
  readonly documentLength: number | null
  /** Whether a gate may use it as a measurement, judging by the output alone; `why` gives the reason either way. */
  readonly usable: boolean
  readonly why: string
}

export type ToolName = 'ab' | 'wrk' | 'autocannon' | 'oha' | 'k6'

/** `other`: errors of tools that do not say which kind they were. */
export type SocketErrors = {
  readonly connect: number | null
  readonly read: number | null
  readonly write: number | null
  readonly timeout: number | null
  readonly other?: number
}

export type LatencyMs = Readonly<Record<'mean' | 'p50' | 'p90' | 'p99' | 'max', number | null>>

/** The numbers of a reading, before anybody has checked whether they are usable. */
export type Numbers = Omit<Reading, 'usable' | 'why' | 'command' | 'exitCode'>

export const NO_LATENCIES: LatencyMs = { mean: null, p50: null, p90: null, p99: null, max: null }

/** Completes a reading. It is usable when there is no `problem`. */
export function toReading({ tool, ...numbers }: Numbers, problem: string | null): Reading {
  return {
    tool,
    command: null,
    exitCode: null,
    ...numbers,
    usable: problem === null,
    why: problem ?? 'The output shows a complete run without errors.',
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
