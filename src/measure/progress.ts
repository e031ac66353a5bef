/** What the gate is doing right now, for the progress line. Times in seconds. */
export type Progress = MeasuringProgress | CountingProgress | ExplainingProgress

/** After all verdicts: a server is profiled to say where its instructions went, or watched to say what it waits for. */
export type ExplainingProgress = {
  readonly scenario: string
  readonly step: 'profiling' | 'watching'
  readonly server: string
  /** Not known: it depends on whether another commit is to be installed. */
  readonly left: number
}

export type CountingProgress = {
  readonly scenario: string
  readonly step: 'counting'
  /** The server that was counted last. */
  readonly server: string
  /** Launches of all servers in this scenario that were counted, and how many there will be as far as is known. */
  readonly launches: number
  readonly expected: number
  /** Until the scenario ends, what is timed after counting included; 0 when that is not known. */
  readonly left: number
}

export type MeasuringProgress = {
  readonly scenario: string
  readonly step: 'launching' | 'warming up' | 'measuring' | 'waiting for a quiet machine'
  /** Servers that look slower than their baseline are measured again, beside the commit that recorded it. Waves begin at 1 then. */
  readonly again?: true
  /** From 1. */
  readonly wave: number
  readonly round: number
  readonly rounds: number
  /** Null while the step is about all servers. */
  readonly server: string | null
  /** The throughput of the last window, or, while waiting, the cores that others use. */
  readonly figure: { readonly value: number; readonly unit: 'req/s' | 'cores' } | null
  /** Until the scenario ends. */
  readonly left: number
}

/** Where progress is shown. */
export type ShownProgress = {
  readonly show: (progress: Progress) => void
  /** Clears the line, so that others can write there until the next `show`. */
  readonly clear: () => void
}
