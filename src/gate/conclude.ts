import { originOf, type Origin } from '../host/git.ts'
import { budgetFor } from '../measure/schedule.ts'
import type { Report, Reproduction } from '../model/report.ts'
import type { Verdict } from '../model/verdict.ts'
import type { Settings } from '../options/settings.ts'
import type { Skipped } from '../server/provision.ts'
import { cellsToExplain, explainCells } from './explain.ts'
import type { Evidence } from './judge-scenario.ts'
import { messages } from './messages.ts'
import { recordBaselines, recordCounts } from './record.ts'
import type { Findings, Means, ScenarioRun } from './scenario-run.ts'
import { kindNotes, summarise } from './summarise.ts'
import { writeReport } from './write-report.ts'

/** What a run comes to: what it records, what it reports, and whether it showed anything at all. */

/** What came of a question about a scenario: the servers that cannot run here, and the run of the others; null when there are no others. */
export type Asked = { readonly skipped: readonly Skipped[]; readonly run: ScenarioRun | null }

/** A run whose questions are all answered or refused. */
export type Asking = {
  readonly asked: readonly PromiseSettledResult<Asked>[]
  readonly means: Means
  readonly startedAt: Date
  readonly stepSummary: string | undefined
}

/** Whether every test passed, and how to run the same again. */
export type Ending = { readonly passed: boolean; readonly run: Omit<Reproduction, 'commit' | 'dirty'> }

/** `report` is null when nothing was asked and nothing skipped; `nothing` is null when something was measured. */
export type Conclusion = { readonly report: Report | null; readonly nothing: NothingMeasured | null }

/** Records baselines if the run passed, and writes the report. */
export async function concludeRun(
  { asked, means, startedAt, stepSummary }: Asking,
  ending: Ending,
): Promise<Conclusion> {
  const all = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const skipped = [...new Map(all.flatMap((one) => one.skipped.map((server) => [server.server, server]))).values()]
  const findings = all.flatMap(({ run }) => run?.findings() ?? [])
  const asks = findings.filter(({ held, claimed }) => held.size > 0 || claimed.length > 0)
  // A question that was refused has failed the run already, and said why.
  const nothingIn = (verdicts: readonly Verdict[]) =>
    all.length < asked.length
      ? null
      : nothingMeasured({ asked: asked.length, findings, verdicts, skipped }, means.settings)
  if (asks.length === 0 && skipped.length === 0) return { report: null, nothing: nothingIn([]) }
  const origin = await originOf()
  const summary = recordAndSummarise(asks, means, origin, ending.passed)
  const where = await explainCells(cellsToExplain(summary.verdicts, means.settings.explain), asks, means)
  const report: Report = means.secrets.redactAll({
    ...summary,
    ...(where.length > 0 ? { where: [...where] } : {}),
    startedAt: startedAt.toISOString(),
    seconds: (Date.now() - startedAt.getTime()) / 1000,
    run: { ...ending.run, ...origin },
    skipped,
  })
  await writeReport(report, { ...means.project, stepSummary })
  return { report, nothing: nothingIn(report.verdicts) }
}

function recordAndSummarise(
  asks: readonly Findings[],
  { project, recording, machine, other, secrets }: Means,
  origin: Origin,
  passed: boolean,
): Omit<Report, 'startedAt' | 'seconds' | 'run' | 'skipped'> {
  const which = !passed || other || recording === 'none' ? null : recording
  const provenance = { project, machine, secrets, origin, at: new Date().toISOString() }
  const written = which ? recordBaselines(asks, which, provenance) : []
  const counted = which ? recordCounts(asks, which, provenance) : []
  const usual = budgetFor('default', true, project.budget).waves.most
  const summaries = asks.map((one) => {
    const recorded = written.some((baseline) => baseline.findings === one)
    return summarise(one, kindNotes(one, { machine, recording, recorded, usual }))
  })
  return {
    version: 1,
    mode: recording === 'all' ? 'update' : other ? 'ab' : 'baseline',
    ...(other ? { against: other.refs } : {}),
    machine,
    verdicts: summaries.flatMap(({ verdicts }) => verdicts),
    servers: summaries.flatMap(({ servers }) => servers),
    scenarios: summaries.map(({ scenario }) => scenario),
    written: [...written.map(({ file }) => file), ...counted],
  }
}

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
  return { sentence: messages.nothingMeasured({ reasons }), fails: !passesUnsure }
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
