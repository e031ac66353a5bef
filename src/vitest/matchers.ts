import { expect, inject, onTestFinished, type MatcherState } from 'vitest'
import type { Question } from '../gate/gate.ts'
import { LoadgateError, parse } from '../model/error.ts'
import { limitsSchema, type Limits } from '../model/limits.ts'
import { claimSchema, toleranceSchema, type ClaimOptions, type Tolerance } from '../model/scenario.ts'
import { stops } from '../model/verdict.ts'
import { headline } from '../report/headline.ts'
import { askGate } from './endpoint.ts'
import { messages } from './messages.ts'
import { MEASURED_WITHIN, type Run } from './scenario.ts'

// Vitest 4 and 5 name the parameters of their own `Matchers` differently, so that it can be extended for one of them only. The
// assertions of both are made from these.
declare global {
  namespace Chai {
    interface Assertion {
      /**
       * Fails the test when a metric of the run regressed against the baseline by `tolerance` or more, or cannot be used.
       * If a metric is not decided at that tolerance yet, the server is measured on before the test ends, within the budget.
       * @param tolerance a fraction for all metrics (0.1 is 10 %), or one by metric; default: the scenario's, then each metric's own.
       */
      toHoldBaseline: (tolerance?: Tolerance) => void
      /**
       * Fails the test when the run is shown to miss a limit, or cannot be used. Needs no baseline. If a limit is not decided yet, the
       * server is measured on before the test ends, within the budget.
       * @param limits by metric, in seconds, requests per second, bytes, shares and instructions; default: `limits` of the scenario.
       */
      toMeet: (limits?: Limits) => void
      /**
       * Fails the test when the run is shown to be less than `by` times better than `other`, or when one of them cannot be used.
       * Both are runs of the same scenario, so they were measured side by side. Needs no baseline.
       * @param options `by`: how many times better at least, 1 by default. `metric`: `throughput` by default. In a metric where
       * less is better, such as `latencyP50`, 1.5 times better means that the other's value is 1.5 times as large.
       */
      toOutpace: (other: Run, options?: ClaimOptions) => void
    }
  }
}

expect.extend({
  toHoldBaseline(received: unknown, tolerance?: unknown) {
    if (this.isNot) throw new LoadgateError('no-not', messages.noNot)
    const run = asRun(received, 'toHoldBaseline()')
    const { server, scenario, request } = run
    if (!scenario.baseline)
      throw new LoadgateError('keeps-no-baseline', messages.keepsNoBaseline({ title: scenario.title }))
    const asked =
      tolerance === undefined ? {} : { tolerance: parse(toleranceSchema, tolerance, 'toHoldBaseline(tolerance)') }
    skipMissing([run], this.task)
    return decideLater({ kind: 'hold', scenario, server, ...ofRequest(request), ...asked })
  },
  toMeet(received: unknown, limits?: unknown) {
    if (this.isNot) throw new LoadgateError('no-not', messages.noNotMeet)
    const run = asRun(received, 'toMeet()')
    const { server, scenario, request } = run
    if (limits === undefined && scenario.limits === undefined)
      throw new LoadgateError('no-limits', messages.noLimits({ title: scenario.title }))
    const asked = limits === undefined ? {} : { limits: parse(limitsSchema, limits, 'toMeet(limits)') }
    skipMissing([run], this.task)
    return decideLater({ kind: 'meet', scenario, server, ...ofRequest(request), ...asked })
  },
  toOutpace(received: unknown, other: unknown, options: unknown = {}) {
    if (this.isNot) throw new LoadgateError('no-not', messages.noNotOutpace)
    const [run, rival] = [asRun(received, 'expect(run).toOutpace()'), asRun(other, 'toOutpace(other)')]
    if (run.request !== undefined || rival.request !== undefined)
      throw new LoadgateError('one-request-outpaces', messages.oneRequestOutpaces)
    refuseUnfair(run, rival)
    const claim = parse(claimSchema, options, 'toOutpace(other, options)')
    skipMissing([run, rival], this.task)
    return decideLater({ kind: 'outpace', scenario: run.scenario, server: run.server, other: rival.server, claim })
  },
})

/**
 * Asks the gate when the test's own code is done. Deciding can take minutes of measuring, and a matcher that returned a
 * promise would have to be awaited. A verdict that stops the build fails the test, at the line of its `expect`.
 */
function decideLater(question: Question): { readonly pass: true; readonly message: () => string } {
  const { stack = '' } = new Error('here')
  const gate = inject('loadgate')
  onTestFinished(async () => {
    const { verdicts } = await askGate(gate, question)
    const failing = verdicts.filter((verdict) => stops(verdict, gate))
    if (failing.length > 0) throw failureAt(stack, failing.map((verdict) => headline(verdict)).join('\n'))
  }, MEASURED_WITHIN * 1000)
  return { pass: true, message: () => '' }
}

function ofRequest(request: string | undefined): { readonly request?: string } {
  return request === undefined ? {} : { request }
}

function failureAt(stack: string, message: string): Error {
  const error = new Error(message)
  error.name = 'AssertionError'
  // Without the frames of this file, Vitest shows the line of the spec.
  const frames = stack.split('\n').filter((line) => line.startsWith('    at ') && !line.includes(import.meta.filename))
  error.stack = [`AssertionError: ${message}`, ...frames].join('\n')
  return error
}

/** Skips the test of a server that cannot run here. */
function skipMissing(runs: readonly Run[], task: MatcherState['task']): void {
  const missing = runs.find((run) => run.missing !== null)
  // Outside a test there is no task, and a suite has no context to skip by.
  if (missing && task && 'context' in task) task.context.skip(`${missing.server}: ${missing.missing}`)
}

/** Throws LoadgateError unless these are two servers of the same scenario. */
function refuseUnfair(run: Run, other: Run): void {
  const { title } = run.scenario
  if (JSON.stringify(run.scenario) !== JSON.stringify(other.scenario))
    throw new LoadgateError('other-scenario', messages.otherScenario({ one: title, other: other.scenario.title }))
  if (run.server === other.server)
    throw new LoadgateError('same-server', messages.sameServer({ title, server: run.server }))
}

function asRun(received: unknown, where: string): Run {
  if (typeof received === 'object' && received !== null && 'server' in received && 'scenario' in received)
    return received as Run
  throw new LoadgateError('not-a-run', messages.notARun({ where }))
}
