import type { Origin } from '../host/git.ts'
import { budgetFor } from '../measure/budget.ts'
import type { Report } from '../model/report.ts'
import { kindNotes } from './kind-notes.ts'
import { markRecorded } from './mark-recorded.ts'
import { reachNotes } from './reached.ts'
import { recordBaselines, recordCounts, type Recorded } from './record.ts'
import type { Findings, Means } from './scenario-run.ts'
import { summarise } from './summarise.ts'

/** Records baselines if the run passed and may, and sums up what it found, which calls them recorded. */
export function recordAndSummarise(
  asks: readonly Findings[],
  { project, recording, machine, other, secrets }: Means,
  origin: Origin,
  passed: boolean,
): Omit<Report, 'startedAt' | 'seconds' | 'run' | 'shard' | 'skipped'> {
  const which = !passed || other || recording === 'none' ? null : recording
  const provenance = { project, machine, secrets, origin, at: new Date().toISOString() }
  const written = which ? recordBaselines(asks, which, provenance) : []
  const counted = which ? recordCounts(asks, which, provenance) : []
  const usual = budgetFor('default', true, project.budget).waves.most
  const summaries = asks.map((one) => {
    const recorded = { timed: serversIn(written, one), counted: serversIn(counted, one) }
    const kinds = kindNotes(one, { machine, recording, recorded: recorded.timed.size > 0, usual })
    const summary = summarise(one, [
      ...(other?.notes ?? []),
      ...kinds,
      ...reachNotes(one.measurement.scenario, project),
    ])
    return { ...summary, verdicts: markRecorded(summary.verdicts, recorded) }
  })
  return {
    version: 1,
    mode: recording === 'all' ? 'update' : other ? 'ab' : 'baseline',
    ...(other ? { against: other.refs } : {}),
    machine,
    verdicts: summaries.flatMap(({ verdicts }) => verdicts),
    servers: summaries.flatMap(({ servers }) => servers),
    scenarios: summaries.map(({ scenario }) => scenario),
    written: [...written, ...counted].map(({ file }) => file),
  }
}

function serversIn(baselines: readonly Recorded[], of: Findings): ReadonlySet<string> {
  return new Set(baselines.flatMap(({ findings, servers }) => (findings === of ? servers : [])))
}
