import type { Baseline } from '../model/baseline.ts'
import type { Measurement } from '../model/measurement.ts'
import type { Scenario } from '../model/scenario.ts'
import type { ComparedRefs, Report } from '../model/report.ts'
import type { Recording } from '../verdict/recording.ts'
import type { Verdict } from '../model/verdict.ts'

/** What to hold a measurement against. */
export type Comparison = {
  /** What to hold the servers against; null when nothing was ever recorded for this scenario. */
  readonly baseline: Baseline | null
  readonly otherMachine: boolean
  /** In an A/B run, what is compared; otherwise null. */
  readonly refs: ComparedRefs | null
}

/** What the main process answers to a scenario. */
export type Answer = Comparison & {
  readonly measurement: Measurement
  /** What the reader should know that the verdicts do not depend on. */
  readonly notes: readonly string[]
}

/** What one matcher found, on its way to the reporter. */
export type Finding = {
  readonly verdicts: readonly Verdict[]
  readonly tally: readonly Report['servers'][number][]
  readonly summary: Report['scenarios'][number]
  readonly refs: ComparedRefs | null
}

/** What one `toHoldBaseline` found, and what a baseline would keep of it. */
export type Outcome = Finding & {
  readonly server: string
  readonly scenario: Scenario
  /** What was measured of the references, by name. */
  readonly references: Readonly<Record<string, Recording>>
  readonly recording: Recording
  readonly waves: number
  readonly isNew: boolean
}

declare module 'vitest' {
  interface TaskMeta {
    loadgate?: (Outcome | Finding)[]
  }
}
