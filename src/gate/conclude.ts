import { originOf, refusalOf, type Origin } from '../host/git.ts'
import type { Report, Reproduction, Shard } from '../model/report.ts'
import type { Verdict } from '../model/verdict.ts'
import type { Skipped } from '../server/provision.ts'
import { keepRecorded } from '../shards/recorded.ts'
import { explain, whatToExplain, type Explained } from './explanations.ts'
import { messages } from './messages.ts'
import { nothingMeasured, type NothingMeasured } from './nothing-measured.ts'
import { recordAndSummarise } from './record-run.ts'
import type { Findings, Means, ScenarioRun } from './scenario-run.ts'
import { askedAbout, brokenUnasked, redUntold } from './unasked.ts'
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

/** Whether every test passed, how to run the same again, and which part of a run this was. */
export type Ending = {
  readonly passed: boolean
  readonly run: Omit<Reproduction, 'commit' | 'dirty'>
  readonly shard?: Omit<Shard, 'passed' | 'measured'> | undefined
}

/**
 * `report` is null when nothing was asked and nothing skipped, unless this is a shard, which the others wait for; `nothing` is null when
 * something was measured; `failures` says what fails the run although it fails no test, in a sentence each.
 */
export type Conclusion = {
  readonly report: Report | null
  readonly nothing: NothingMeasured | null
  readonly failures: readonly string[]
}

const warn = (sentence: string) => void process.stderr.write(`${sentence}\n`)

/** Records baselines if the run passed, and writes the report. */
export async function concludeRun(
  { asked, means, startedAt, stepSummary }: Asking,
  ending: Ending,
): Promise<Conclusion> {
  const all = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const skipped = [...new Map(all.flatMap((one) => one.skipped.map((server) => [server.server, server]))).values()]
  const { findings, failures } = withFailures(all.flatMap(({ run }) => run?.findings() ?? []))
  const asks = findings.filter(
    ({ held, met, asks: parts, claimed }) => held.size > 0 || met.size > 0 || parts.length > 0 || claimed.length > 0,
  )
  // A question that was refused has failed the run already, and said why.
  const nothingIn = (verdicts: readonly Verdict[]) =>
    all.length < asked.length
      ? null
      : nothingMeasured({ asked: asked.length, findings, verdicts, skipped }, means.settings)
  const { shard } = ending
  if (asks.length === 0 && skipped.length === 0 && !shard) return { report: null, nothing: nothingIn([]), failures }
  const origin = await originOf()
  const passed = ending.passed && failures.length === 0
  const summary = recordAndSummarise(asks, means, origin, passed)
  // What LOADGATE_SERVERS names may be in other shards. Where it is in none, `loadgate merge` says so.
  const nothing = shard && asked.length === 0 ? null : nothingIn(summary.verdicts)
  const reportWith = (explained: Explained): Report =>
    means.secrets.redactAll({
      ...summary,
      ...explained,
      ...(shard ? { shard: { ...shard, passed, measured: asks.length > 0 && nothing === null } } : {}),
      startedAt: startedAt.toISOString(),
      seconds: (Date.now() - startedAt.getTime()) / 1000,
      run: { ...ending.run, ...origin },
      skipped,
    })
  await warnWithoutCommit(summary.written, origin)
  if (shard) keepRecorded(summary.written, means.project)
  const explaining = whatToExplain(summary.verdicts, means)
  // To explain takes minutes, in which the run may be ended.
  if (explaining) await writeReport(reportWith({}), { ...means.project, stepSummary: undefined, warn })
  const report = reportWith(explaining ? await explain(explaining, asks, means) : {})
  // The summary of all shards is written when they are merged.
  await writeReport(report, { ...means.project, stepSummary: shard ? undefined : stepSummary, warn })
  return { report, nothing, failures }
}

/** What was recorded is of no commit where git does not work, and nobody would notice. */
async function warnWithoutCommit(written: readonly string[], { commit }: Origin): Promise<void> {
  const refusal = commit === null && written.length > 0 ? await refusalOf() : null
  if (refusal !== null) warn(messages.recordedWithoutCommit({ refusal }))
}

/** A scenario says what is to be measured: a server of it that is broken must not pass because no test asks about it. */
function withFailures(
  all: readonly Findings[],
): Pick<Conclusion, 'failures'> & { readonly findings: readonly Findings[] } {
  const each = all.map((findings) => ({ findings, broken: brokenUnasked(findings) }))
  const broken = [...new Set(each.flatMap((one) => one.broken))]
  return {
    findings: each.map((one) => askedAbout(one.findings, one.broken)),
    failures: [
      ...(broken.length === 0 ? [] : [messages.brokenUnasked({ servers: broken })]),
      ...all.flatMap((findings) =>
        [...redUntold(findings)].map(([server, metrics]) => messages.redUntold({ server, metrics })),
      ),
    ],
  }
}
