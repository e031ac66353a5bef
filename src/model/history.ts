import type { Metric } from './metrics.ts'

/** One metric of one server in one recording: its typical value in base units, and its median ratio to the yardstick. */
export type HistoryPoint = { readonly typical: number; readonly relative: number }

/** One recording of a scenario, from a baseline file of any version. */
export type PastRecording = {
  readonly scenario: string
  /** The kind of machine, or `counted`: counts are the same on all of them. */
  readonly machine: string
  readonly node: string
  /** The same text for the same yardstick: ratios to another one cannot be compared. */
  readonly yardstick: string
  readonly servers: Readonly<Record<string, Readonly<Partial<Record<Metric, HistoryPoint>>>>>
}

/** One commit that changed what was recorded of a scenario on one kind of machine. */
export type HistoryEntry = {
  readonly commit: string
  readonly author: string
  /** When it was written: an ISO date. */
  readonly date: string
  readonly subject: string
  readonly recording: PastRecording
}

/** One baseline file over the commits, oldest first. */
export type History = { readonly file: string; readonly entries: readonly HistoryEntry[] }
