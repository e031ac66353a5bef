import { LoadgateError, parse } from '../model/error.ts'
import { limitsSchema } from '../model/limits.ts'
import { claimSchema, scenarioSchema, toleranceSchema, type Scenario } from '../model/scenario.ts'
import type { Secrets } from '../model/secrets.ts'
import type { Verdict } from '../model/verdict.ts'
import { wholeLimits } from '../verdict/parts.ts'
import type { Skipped } from '../server/provision.ts'
import { concludeRun, type Asked, type Conclusion, type Ending } from './conclude.ts'
import { messages } from './messages.ts'
import { refusals } from './refusals.ts'
import { reachGenerators, refuseHiddenBase } from './generators.ts'
import { refuseUnknownRates } from './known-rates.ts'
import { openGateParts, type GateParts, type OpenGate } from './open.ts'
import { refuseUnreachable } from './reached.ts'
import { readRequestValues, unfilledFor } from './request-values.ts'
import { runScenario, type ScenarioRun } from './scenario-run.ts'

export type { OpenGate } from './open.ts'

/**
 * What a spec asks. The gate checks everything in it. `scenario` is what the spec declares, with its title. `following`: how many servers
 * the scenarios have that its file declares after it, for whoever estimates how long the run takes.
 */
export type Question =
  | { readonly kind: 'measure'; readonly scenario: unknown; readonly following?: number }
  | {
      readonly kind: 'hold'
      readonly scenario: unknown
      readonly server: string
      /** Of a mix or a flow: this one of its requests. */
      readonly request?: string
      readonly tolerance?: unknown
    }
  | {
      readonly kind: 'meet'
      readonly scenario: unknown
      readonly server: string
      readonly request?: string
      readonly limits?: unknown
    }
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
  /** Whether questions may be answered side by side: counts do not mind company, and nothing is timed. */
  readonly sideBySide: boolean
  /** Ends the run: records baselines if it `passed`, and writes the report. */
  readonly conclude: (ending: Ending) => Promise<Conclusion>
  readonly close: () => Promise<void>
}

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
    return { skipped, verdicts: run ? await verdictsFor(question, scenario, run, signal) : [] }
  }

  async function conclude(ending: Ending): Promise<Conclusion> {
    const settled = await Promise.allSettled(asked.values())
    const stepSummary = options.env['GITHUB_STEP_SUMMARY']
    const run = { asked: settled, means: parts.means, startedAt, stepSummary }
    return concludeRun(run, ending).finally(parts.progress.clear)
  }

  const { secrets, settings, fleet } = parts.means
  return {
    answer: (question, signal) => redacted(answer(question, signal), secrets),
    sideBySide: settings.count === 'only' && !fleet.fixesPort,
    conclude: (ending) => redacted(conclude(ending), secrets),
    close: parts.close,
  }
}

/** Everything that leaves the gate goes through here, but for what it writes: `concludeRun` redacts that before. */
async function redacted<T>(result: Promise<T>, { redactAll, redactError }: Secrets): Promise<T> {
  return result.then(redactAll, (error: unknown) => {
    throw redactError(error)
  })
}

async function ask(scenario: Scenario, { means, progress, say }: GateParts, signal: AbortSignal): Promise<Asked> {
  readRequestValues(scenario, { ...means.project, ...means })
  refuseUnknownRates(scenario, means)
  refuseUnreachable(scenario, means.project, means.settings)
  await reachGenerators(scenario, means)
  const known = scenario.servers.filter((server) => !means.other?.isNew.includes(server))
  const { skipped, broken: notStarted } = await means.fleet.prepare(known)
  const isAble = (name: string) => [...skipped, ...notStarted].every(({ server }) => server !== name)
  if (means.other) refuseHiddenBase({ ...scenario, servers: known.filter(isAble) }, means.fleet)
  const broken = [...notStarted, ...unfilledFor({ ...scenario, servers: known.filter(isAble) }, means)]
  // At once: the others may take minutes.
  for (const fault of broken) say(messages.brokenServer(fault))
  if (means.settings.requireAll && skipped.length > 0)
    throw new LoadgateError('required-all', refusals.requiredAll({ skipped }))
  const servers = scenario.servers.filter((name) => !skipped.some(({ server }) => server === name))
  if (servers.length === 0) return { skipped, run: null }
  return { skipped, run: await runScenario({ ...scenario, servers }, broken, means, signal).finally(progress.clear) }
}

async function verdictsFor(
  question: Question,
  scenario: Scenario,
  run: ScenarioRun,
  signal: AbortSignal,
): Promise<readonly Verdict[]> {
  switch (question.kind) {
    case 'measure':
      return []
    case 'hold': {
      const { tolerance } = question
      const checked =
        tolerance === undefined ? undefined : parse(toleranceSchema, tolerance, 'toHoldBaseline(tolerance)')
      const { server, request } = question
      return request === undefined
        ? run.hold(server, checked, signal)
        : run.askPart({ server, request, tolerance: checked }, signal)
    }
    case 'meet': {
      const limits = question.limits === undefined ? scenario.limits : question.limits
      const checked = parse(limitsSchema, limits, 'toMeet(limits)')
      const { server, request } = question
      if (request === undefined) return run.meet(server, checked, signal)
      const [whole] = wholeLimits(checked)
      if (whole !== undefined)
        throw new LoadgateError(
          'limit-of-the-mix',
          refusals.limitOfTheMix({ title: scenario.title, request, metric: whole }),
        )
      return run.askPart({ server, request, limits: checked }, signal)
    }
    case 'outpace': {
      const { server, other } = question
      const claim = parse(claimSchema, question.claim, 'toOutpace(other, options)')
      return [await run.outpace({ server, other, claim }, signal)]
    }
    default:
      throw new TypeError(question satisfies never)
  }
}
