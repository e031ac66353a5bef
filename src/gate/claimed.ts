import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import type { Claim } from '../model/scenario.ts'
import { outpace } from '../verdict/outpace.ts'
import { summaryOf, tallyOf } from './judged.ts'
import type { Finding } from './outcome.ts'
import type { Run } from '../vitest/scenario.ts'

/**
 * Everything that the reporter shows of one `toOutpace`. Pure. Throws LoadgateError when the two were not measured beside
 * each other, or are one.
 */
export function claimOf(run: Run, other: Run, claim: Claim): Finding {
  const { measurement } = run.answer
  const { title } = measurement.scenario
  if (run.answer !== other.answer)
    throw new LoadgateError(
      'other-scenario',
      messages.otherScenario({ one: title, other: other.answer.measurement.scenario.title }),
    )
  if (run.server === other.server)
    throw new LoadgateError('same-server', messages.sameServer({ title, server: run.server }))
  return {
    verdicts: [outpace(measurement, { server: run.server, other: other.server }, claim)],
    tally: [run.server, other.server, ...measurement.references].map((name) => tallyOf(measurement, name)),
    summary: summaryOf(run.answer),
    refs: run.answer.refs,
  }
}
