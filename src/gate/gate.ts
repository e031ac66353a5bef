import { originOf } from '../host/git.ts'
import { LoadgateError, parse } from '../model/error.ts'
import { budgetFor } from '../measure/schedule.ts'
import type { Report, Reproduction } from '../model/report.ts'
import { claimSchema, scenarioSchema, type Scenario } from '../model/scenario.ts'
import { toleranceSchema } from '../model/scenario.ts'
import type { Verdict } from '../model/verdict.ts'
import type { Skipped } from '../server/provision.ts'
import { messages } from './messages.ts'
import { nothingMeasured, type NothingMeasured } from './nothing-measured.ts'
import { openGateParts, type GateParts, type OpenGate } from './open.ts'
import { kindNotes } from './kind-notes.ts'
import { recordBaselines, recordCounts } from './record.ts'
import { runScenario, type ScenarioRun } from './scenario-run.ts'
import { summarise } from './summarise.ts'
import { writeReport } from './write-report.ts'

export type { OpenGate } from './open.ts'

/** What a spec asks. The gate checks everything in it. `scenario` is what the spec declares, with its title. */
export type Question =
  | { readonly kind: 'measure'; readonly scenario: unknown }
  | { readonly kind: 'hold'; readonly scenario: unknown; readonly server: string; readonly tolerance?: unknown }
  | {
      readonly kind: 'outpace'
      readonly scenario: unknown
      readonly server: string
      readonly other: string
      readonly claim: unknown
    }

/** `skipped`: servers of the scenario that cannot run here. */
export type Answer = { readonly skipped: readonly Skipped[]; readonly verdicts: readonly Verdict[] }

/**
 * Owns processes, load, clock and results. It measures a scenario when it is first asked about it. What it measured stays
 * here: it answers with verdicts only.
 */
export type Gate = {
  /** Rejects with LoadgateError when the question is not valid, or when its scenario cannot be measured. */
  readonly answer: (question: Question, signal: AbortSignal) => Promise<Answer>
  /** Ends the run: records baselines if it `passed`, and writes the report. */
  readonly conclude: (ending: {
    readonly passed: boolean
    readonly run: Omit<Reproduction, 'commit' | 'dirty'>
  }) => Promise<Conclusion>
  readonly close: () => Promise<void>
}

/** `report` is null when nothing was asked and nothing skipped; `nothing` is null when something was measured. */
export type Conclusion = { readonly report: Report | null; readonly nothing: NothingMeasured | null }

/** Opens everything that a run needs, but starts no server. If it throws LoadgateError, nothing is left open. */
export async function openGate(options: OpenGate): Promise<Gate> {
  const startedAt = new Date()
  const parts = await openGateParts(options)
  const asked = new Map<string, Promise<Asked>>()

  /** Measures a scenario once, even if two specs ask about it. */
  function measured(scenario: Scenario, signal: AbortSignal): Promise<Asked> {
    const key = JSON.stringify(scenario)
    const known = asked.get(key) ?? ask(scenario, parts, signal)
    asked.set(key, known)
    return known
  }

  async function answer(question: Question, signal: AbortSignal): Promise<Answer> {
    const scenario = parse(scenarioSchema, question.scenario, 'scenario')
    const { skipped, run } = await measured(scenario, signal)
    return { skipped, verdicts: run ? await verdictsFor(question, run, signal) : [] }
  }

  async function conclude({ passed, run }: Parameters<Gate['conclude']>[0]): Promise<Conclusion> {
    const settled = await Promise.allSettled(asked.values())
    const all = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    const skipped = [...new Map(all.flatMap((one) => one.skipped.map((server) => [server.server, server]))).values()]
    const findings = all.flatMap(({ run: scenario }) => scenario?.findings() ?? [])
    const asks = findings.filter(({ held, claimed }) => held.size > 0 || claimed.length > 0)
    // A question that was refused has failed the run already, and said why.
    const nothingIn = (verdicts: readonly Verdict[]) =>
      all.length < settled.length
        ? null
        : nothingMeasured({ asked: asked.size, findings, verdicts, skipped }, parts.means.settings)
    if (asks.length === 0 && skipped.length === 0) return { report: null, nothing: nothingIn([]) }
    const { project, recording, machine, other } = parts.means
    const origin = await originOf()
    const which = other || recording === 'none' ? null : recording
    const provenance = { project, machine, origin, at: new Date().toISOString() }
    const written = passed && which ? recordBaselines(asks, which, provenance) : []
    const writtenCounts = passed && which ? recordCounts(asks, which, provenance) : []
    const usual = budgetFor('default', true, project.budget).waves.most
    const summaries = asks.map((one) => {
      const recorded = written.some((baseline) => baseline.findings === one)
      const kind = { machine, recording, recorded, usual }
      return summarise(one, kindNotes(one, kind))
    })
    const report: Report = {
      version: 1,
      mode: recording === 'all' ? 'update' : other ? 'ab' : 'baseline',
      ...(other ? { against: other.refs } : {}),
      machine,
      startedAt: startedAt.toISOString(),
      seconds: (Date.now() - startedAt.getTime()) / 1000,
      verdicts: summaries.flatMap(({ verdicts }) => verdicts),
      servers: summaries.flatMap(({ servers }) => servers),
      scenarios: summaries.map(({ scenario }) => scenario),
      run: { ...run, ...origin },
      skipped,
      written: [...written.map(({ file }) => file), ...writtenCounts],
    }
    await writeReport(report, { ...project, stepSummary: options.env['GITHUB_STEP_SUMMARY'] })
    return { report, nothing: nothingIn(report.verdicts) }
  }

  return { answer, conclude, close: parts.close }
}

/** The servers of a scenario that cannot run here, and the run of the others; null when there are no others. */
type Asked = { readonly skipped: readonly Skipped[]; readonly run: ScenarioRun | null }

async function ask(scenario: Scenario, { means, progress }: GateParts, signal: AbortSignal): Promise<Asked> {
  const known = scenario.servers.filter((server) => !means.other?.isNew.includes(server))
  const { skipped } = await means.fleet.prepare(known)
  if (means.settings.requireAll && skipped.length > 0)
    throw new LoadgateError('required-all', messages.requiredAll({ skipped }))
  const servers = scenario.servers.filter((name) => !skipped.some(({ server }) => server === name))
  if (servers.length === 0) return { skipped, run: null }
  return { skipped, run: await runScenario({ ...scenario, servers }, means, signal).finally(progress.clear) }
}

async function verdictsFor(question: Question, run: ScenarioRun, signal: AbortSignal): Promise<readonly Verdict[]> {
  switch (question.kind) {
    case 'measure':
      return []
    case 'hold': {
      const { tolerance } = question
      const checked =
        tolerance === undefined ? undefined : parse(toleranceSchema, tolerance, 'toHoldBaseline(tolerance)')
      return run.hold(question.server, checked, signal)
    }
    case 'outpace': {
      const { server, other } = question
      return [
        await run.outpace({ server, other, claim: parse(claimSchema, question.claim, 'toOutpace(other, options)') }),
      ]
    }
    default:
      throw new TypeError(question satisfies never)
  }
}
