import { LoadgateError } from '../../model/error.ts'
import { firstTurns } from '../../model/turns.ts'
import type { Plan, Planned } from '../../model/plan.ts'
import { messages } from '../messages.ts'
import { openWalk } from '../walk.ts'
import { askRight, firstAnswerOf, refuseOther, type Asked, type FirstAnswer } from './first-answers.ts'
import { anySuccess, exactly, type RightAnswer, type Seen } from './right-answer.ts'

/** The first answers of a server to all requests of a plan, by request. Null of one that never comes, because its weight is 0. */
export type FirstAnswers = readonly (FirstAnswer | null)[]

/** Who is asked, and what. */
export type AskedPlan = { readonly server: string; readonly origin: string; readonly plan: Plan }

/** The number of the first turn under load: those before it have been asked. */
export function startOf({ cycle }: Plan): number {
  return 2 * cycle.length
}

/**
 * Asks every request twice, in the turns in which it first comes and again in the next cycle, and returns what every later answer must
 * be. Throws a LoadgateError when an answer does not come whole, is not right by itself, or is not like the first; or when an answer does not
 * have what later steps take from it.
 */
export async function askPlan(asked: AskedPlan, patience?: number): Promise<FirstAnswers> {
  const first = await askOnce(asked, 0, patience)
  const second = await askOnce(asked, 1, patience)
  return first.map((one, at) => {
    const other = second[at]
    return one && other ? firstAnswerOf(one.asked, one.seen, other.seen) : null
  })
}

/** Asks a later launch once. Throws a LoadgateError when an answer is not like that of the first. */
export async function askPlanAgain(asked: AskedPlan, known: FirstAnswers, patience?: number): Promise<void> {
  const again = await askOnce(asked, 0, patience)
  again.forEach((one, at) => {
    const first = known[at]
    if (one && first) refuseOther(one.asked, first, one.seen)
  })
}

/** What answers must be, by request. */
export function rightsOf(answers: FirstAnswers): readonly RightAnswer[] {
  return answers.map((answer) => answer?.right ?? exactly('', anySuccess))
}

type Answered = { readonly asked: Asked; readonly seen: Seen }

/** One turn of each kind, that of its first cycle or of a later one. */
async function askOnce({ server, origin, plan }: AskedPlan, cycle: number, patience?: number) {
  const answers: (Answered | null)[] = plan.requests.map(() => null)
  for (const [kind, number] of firstTurns(plan).entries()) {
    if (number === plan.cycle.length) continue
    const walk = openWalk(plan, () => number + cycle * plan.cycle.length)
    for (const at of plan.turns[kind] ?? []) {
      const planned = plan.requests[at]!
      const asked = { ...walk.request(), expect: planned.expect, server, origin, transport: plan.transport }
      const seen = await askRight(asked, patience)
      answers[at] = { asked, seen }
      if (!walk.done(() => ({ body: seen.shown.toString(), headers: seen.headers })))
        throw new LoadgateError('nothing-to-take', messages.nothingToTake({ ...asked, take: takenBy(planned) }))
    }
  }
  return answers
}

/** `id`, `header location` */
function takenBy({ take }: Planned): readonly string[] {
  return Object.values(take).map((one) => {
    if (typeof one === 'string') return `\`${one}\``
    return 'header' in one ? `the header \`${one.header}\`` : `the cookie \`${one.cookie}\``
  })
}
