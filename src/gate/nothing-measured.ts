import type { Verdict } from '../model/verdict.ts'
import type { Settings } from '../options/settings.ts'
import type { Skipped } from '../server/provision.ts'
import type { Evidence } from './evidence.ts'
import { messages } from './messages.ts'

/** A run that shows nothing: why, in a sentence, and whether that fails it. */
export type NothingMeasured = { readonly sentence: string; readonly fails: boolean }

/** What came of a run, as far as it was asked for anything. */
export type Outcome = {
  /** Scenarios that a spec asked about. */
  readonly asked: number
  readonly findings: readonly Pick<Evidence, 'measurement' | 'counted'>[]
  readonly verdicts: readonly Verdict[]
  readonly skipped: readonly Skipped[]
}

/**
 * Null when something was measured or counted, and when nobody asked for anything, as in a run of other tests. A run that shows
 * nothing is no success: it fails, unless LOADGATE_UNSURE=pass was set by hand.
 */
export function nothingMeasured(outcome: Outcome, { servers, passesUnsure }: Settings): NothingMeasured | null {
  const { asked, findings, verdicts, skipped } = outcome
  if (findings.some(hasNumbers) || verdicts.some(({ current }) => current !== null)) return null
  // Also where LOADGATE_SERVERS names servers of another gate in this run alone.
  if (asked === 0 && (servers === null || servers.length === 0)) return null
  const reasons = [
    ...[...Map.groupBy(skipped, ({ reason }) => reason)].map(([reason, group]) =>
      messages.cannotRun({ servers: group.map(({ server }) => server), reason }),
    ),
    ...new Set(findings.flatMap(whyUnmeasured)),
    ...(asked === 0 ? [messages.noneChosen({ servers: servers ?? [] })] : []),
  ]
  const isInvalid = verdicts.some(({ verdict }) => verdict === 'invalid')
  return { sentence: messages.nothingMeasured({ reasons, isInvalid, passes: passesUnsure }), fails: !passesUnsure }
}

function hasNumbers({ measurement: { samples, references }, counted }: Outcome['findings'][number]): boolean {
  if (samples.some(({ server }) => !references.includes(server))) return true
  const counts = counted !== null && 'servers' in counted ? [...counted.servers.values()] : []
  return counts.some((one) => !('notCounted' in one) && one.head.length > 0)
}

function whyUnmeasured({ measurement, counted }: Outcome['findings'][number]): readonly string[] {
  const { scenario, endedBusy, busyCores, busiest, faults, unpaired } = measurement
  return [
    ...(counted !== null && 'notCounted' in counted ? [messages.notCounted({ reason: counted.notCounted })] : []),
    ...(endedBusy ? [messages.busyThroughout({ title: scenario.title, cores: busyCores, neighbour: busiest })] : []),
    ...faults.map(({ server, reason }) => messages.cannotRun({ servers: [server], reason })),
    ...(unpaired.length > 0 ? [messages.onlyNew({ servers: unpaired })] : []),
  ]
}
