import type { Scenario } from './scenario.ts'
import type { Sample, Side } from './sample.ts'

/** Who takes part in a wave: one side of one server. */
export type Entrant = { readonly server: string; readonly side: Side }

/** A text that is unique for each entrant. */
export function keyOf({ server, side }: Entrant): string {
  return `${side} ${server}`
}

/** For people: with the side in an A/B run, where it matters. */
export function nameOf({ server, side }: Entrant, mode: Measurement['mode']): string {
  return mode === 'ab' ? `${server} (${side})` : server
}

/** Why the numbers of a server cannot be used: its answers were wrong, it died, or it did not start. */
export type Fault = Entrant & { readonly reason: string }

/** Everything that one run of one scenario yielded. Times are seconds. */
export type Measurement = {
  readonly scenario: Scenario
  /** `baseline`: the servers beside frozen references. `ab`: the servers of two git refs beside each other. */
  readonly mode: 'baseline' | 'ab'
  /** Servers of an A/B run that only head has: there is nothing to hold them against. */
  readonly unpaired: readonly string[]
  /** Names of the frozen servers that the others are measured against; in an A/B run there are none. */
  readonly references: readonly string[]
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
