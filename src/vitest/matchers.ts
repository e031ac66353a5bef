import { expect, inject, type TaskMeta } from 'vitest'
import { claimSchema, type ClaimOptions, toleranceSchema, type Tolerance } from '../model/scenario.ts'
import { parse } from '../model/parse.ts'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import { stops } from '../model/verdict.ts'
import { headline } from '../report/headline.ts'
import { claimOf } from '../gate/claimed.ts'
import { outcomeOf } from '../gate/judged.ts'
import type { Finding, Outcome } from '../gate/outcome.ts'
import type { Run } from './scenario.ts'

declare module 'vitest' {
  interface Matchers<R, T> {
    /**
     * Fails when a metric of the run regressed against the baseline by `tolerance` or more, or cannot be used.
     * @param tolerance a fraction for all metrics (0.1 is 10 %), or one by metric; default: the scenario's, then each metric's own.
     */
    toHoldBaseline: (tolerance?: Tolerance) => R
    /**
     * Fails when the run is shown to be less than `by` times better than `other`, which ran beside it in the same scenario,
     * or when one of them cannot be used. Needs no baseline.
     * @param options `by`: how many times better at least, 1 by default. `metric`: `throughput` by default; of a metric where
     * less is better, such as `latencyP50`, 1.5 times better means that the other's value is 1.5 times as large.
     */
    toOutpace: (other: Run, options?: ClaimOptions) => R
  }
}

expect.extend({
  toHoldBaseline(received: unknown, tolerance?: unknown) {
    if (this.isNot) throw new LoadgateError('no-not', messages.noNot)
    const run = asRun(received, 'toHoldBaseline()')
    const checked = tolerance === undefined ? undefined : parse(toleranceSchema, tolerance, 'toHoldBaseline(tolerance)')
    return settled(outcomeOf(run, checked), this.task?.meta)
  },
  toOutpace(received: unknown, other: unknown, options: unknown = {}) {
    if (this.isNot) throw new LoadgateError('no-not-outpace', messages.noNotOutpace)
    const runs = [asRun(received, 'expect(run).toOutpace()'), asRun(other, 'toOutpace(other)')] as const
    return settled(claimOf(...runs, parse(claimSchema, options, 'toOutpace(other, options)')), this.task?.meta)
  },
})

/** Hands what was found to the reporter, and lets the test pass or fail with it. */
function settled(found: Outcome | Finding, meta: TaskMeta | undefined): { pass: boolean; message: () => string } {
  if (meta) meta.loadgate = [...(meta.loadgate ?? []), found]
  const gate = inject('loadgate')
  const failing = found.verdicts.filter((verdict) => stops(verdict, gate))
  return { pass: failing.length === 0, message: () => failing.map((verdict) => headline(verdict)).join('\n') }
}

function asRun(received: unknown, where: string): Run {
  if (typeof received === 'object' && received !== null && 'server' in received && 'answer' in received)
    return received as Run
  throw new LoadgateError('not-a-run', messages.notARun({ where }))
}
