import type { Asked, FirstAnswer } from '../../../src/load/answer/first-answers.ts'
import { askPlan, askPlanAgain } from '../../../src/load/answer/first-plan.ts'
import { planOf } from '../../../src/model/plan.ts'

/** A server that is asked one and the same request. */

function planned({ server, origin, transport, path, method, headers, body, expect }: Asked) {
  const request = { name: null, path, method, headers: { ...headers }, ...(body === undefined ? {} : { body }), expect }
  return { server, origin, plan: { ...planOf({}, [{ ...request, take: {} }], []), transport } }
}

export async function askFirstAnswers(asked: Asked, patience?: number): Promise<FirstAnswer> {
  const [first] = await askPlan(planned(asked), patience)
  return first!
}

export async function askAgain(asked: Asked, known: FirstAnswer, patience?: number): Promise<void> {
  await askPlanAgain(planned(asked), [known], patience)
}
