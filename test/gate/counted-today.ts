import type { Findings } from '../../src/gate/scenario-run.ts'
import { counts as countedBaseline } from '../baseline/counted.ts'
import { counts as countsOf, recorded as countedServer } from '../verdict/counted.ts'

/** What was counted of `fastify` today, beside what was recorded. Thousand instructions per request. */
export const countedToday = (
  today: readonly number[],
  before: readonly number[] = [100, 100, 100, 100],
): Findings['counted'] => ({
  servers: new Map([['fastify', countsOf(today)]]),
  recorded: countedBaseline({ fastify: countedServer(before) }),
  required: false,
  seconds: 20,
})
