import { expect, inject } from 'vitest'
import { toleranceSchema, type Tolerance } from '../options.ts'
import { parse } from '../parse.ts'
import { LoadgateError, sentences } from '../errors.ts'
import { isRed, type Verdict } from '../verdict/verdict.ts'
import { headline } from '../report/headline.ts'
import { outcomeOf } from './judged.ts'
import type { Run } from './scenario.ts'

declare module 'vitest' {
  interface Matchers<R, T> {
    /**
     * Fails when a metric of the run regressed against the baseline by `tolerance` or more, or cannot be used.
     * @param tolerance a fraction for all metrics (0.1 is 10 %), or one by metric; default: the scenario's, then each metric's own.
     */
    toHoldBaseline: (tolerance?: Tolerance) => R
  }
}

expect.extend({
  toHoldBaseline(received: unknown, tolerance?: unknown) {
    if (this.isNot) throw new LoadgateError(sentences.noNot)
    const run = asRun(received)
    const checked = tolerance === undefined ? undefined : parse(toleranceSchema, tolerance, 'toHoldBaseline(tolerance)')
    const gate = inject('loadgate')
    const outcome = outcomeOf(run, checked)
    const meta = this.task?.meta
    if (meta) meta.loadgate = [...(meta.loadgate ?? []), outcome]
    const failing = outcome.verdicts.filter((verdict) => stops(verdict, gate))
    return { pass: failing.length === 0, message: () => failing.map((verdict) => headline(verdict)).join('\n') }
  },
})

/** While a baseline is recorded, a change is what was meant; a measurement that cannot be used never is. */
function stops(verdict: Verdict, gate: { readonly update: boolean; readonly unsure: 'pass' | 'fail' }): boolean {
  if (gate.update) return verdict.verdict === 'invalid'
  return isRed(verdict) || (gate.unsure === 'fail' && verdict.verdict === 'unsure')
}

function asRun(received: unknown): Run {
  if (typeof received === 'object' && received !== null && 'server' in received && 'answer' in received) return received as Run
  throw new LoadgateError(sentences.notARun)
}
