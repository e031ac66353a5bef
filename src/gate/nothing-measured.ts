import type { Measurement } from '../model/measurement.ts'
import type { Verdict } from '../model/verdict.ts'
import type { Settings } from '../options/settings.ts'
import type { Skipped } from '../server/provision.ts'
import { messages } from './messages.ts'

/** A run that shows nothing: why, in a sentence, and whether that fails it. */
export type NothingMeasured = { readonly sentence: string; readonly fails: boolean }

/** What came of a run, as far as it was asked for anything. */
export type Outcome = {
  /** Scenarios that a spec asked about. */
  readonly asked: number
  readonly measurements: readonly Measurement[]
  readonly verdicts: readonly Verdict[]
  readonly skipped: readonly Skipped[]
}

/**
 * Null when something was measured or counted, and when nobody asked for anything, as in a run of other tests. A run that shows
 * nothing is no success: it fails, unless LOADGATE_UNSURE=pass was set by hand.
 */
export function nothingMeasured(outcome: Outcome, { servers, passesUnsure }: Settings): NothingMeasured | null {
  const { asked, measurements, verdicts, skipped } = outcome
  if (measurements.some(hasSamples) || verdicts.some(({ current }) => current !== null)) return null
  if (asked === 0 && servers === null) return null
  const reasons = [
    ...[...Map.groupBy(skipped, ({ reason }) => reason)].map(([reason, group]) =>
      messages.cannotRun({ servers: group.map(({ server }) => server), reason }),
    ),
    ...measurements.flatMap(whyUnmeasured),
    ...(asked === 0 ? [messages.noneChosen({ servers: servers ?? [] })] : []),
  ]
  return { sentence: messages.nothingMeasured({ reasons }), fails: !passesUnsure }
}

function hasSamples({ samples, references }: Measurement): boolean {
  return samples.some(({ server }) => !references.includes(server))
}

function whyUnmeasured({ scenario, endedBusy, busyCores, faults, unpaired }: Measurement): readonly string[] {
  return [
    ...(endedBusy ? [messages.busyThroughout({ title: scenario.title, cores: busyCores })] : []),
    ...faults.map(({ server, reason }) => messages.cannotRun({ servers: [server], reason })),
    ...(unpaired.length > 0 ? [messages.onlyNew({ servers: unpaired })] : []),
  ]
}
