import type { BudgetName } from '../../src/options/settings.ts'
import type { FaultTally } from './faults.ts'
import type { EarlierPart } from './earlier.ts'
import type { LiveRow } from './live-summary.ts'
import type { Header } from './record.ts'
import type { Simulation, Tally } from './simulate.ts'

/** All that there is to tell, live and simulated apart. */
export type Calibration = {
  /** When this was drawn, as an ISO date and time. */
  readonly at: string
  /** Digest of the code that judged the simulated gates; live runs have that of theirs. */
  readonly code: string
  readonly live: LivePart | null
  readonly simulated: SimulatedPart
}

export type LivePart = {
  /** Of the latest session; earlier ones that count are of the same machine, server and code. */
  readonly header: Header
  readonly sessions: number
  /** Dates and times of the first run and the last. */
  readonly first: string
  readonly last: string
  readonly runs: number
  /** Runs in which nothing could be measured for faults of the server. */
  readonly faults: number
  /** Of all runs together: in gates, and with what was around them. */
  readonly seconds: number
  readonly wallSeconds: number
  /** Cores that the hypervisor took in a run; null where the system does not tell. */
  readonly stolenCores: { readonly least: number; readonly median: number; readonly most: number } | null
  readonly rows: readonly LiveRow[]
  readonly earlier: readonly EarlierPart[]
}

export type SimulatedPart = Simulation & {
  readonly budget: BudgetName
  readonly tallies: readonly Tally[]
  readonly faults: readonly FaultTally[]
}
