import type { Scenario } from './options.ts'
import type { Sample } from './sample.ts'

/** Why the numbers of a server cannot be used: its answers were wrong, it died, or it did not start. */
export type Fault = { readonly server: string; readonly reason: string }

/** Everything that one run of one scenario yielded. Times are seconds. */
export type Measurement = {
  readonly scenario: Scenario
  /** Name of the server that the others are measured against. */
  readonly reference: string
  /** Name and version, such as `autocannon 9.0.0`. */
  readonly driver: string
  readonly samples: readonly Sample[]
  readonly faults: readonly Fault[]
  readonly waves: number
  /** Rounds that were thrown away because something else used the machine. */
  readonly busyRounds: number
  /** The share of a core that others used in those rounds and while waiting, at most. */
  readonly busyCores: number
  /** Budget ran out while waiting for a quiet machine. */
  readonly endedBusy: boolean
  readonly seconds: number
  /** Wall time by server: launches, warm-ups and windows. */
  readonly spent: Readonly<Record<string, number>>
}
