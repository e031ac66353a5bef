import { LoadgateError } from '../../model/error.ts'
import { checksOf } from '../../model/expect.ts'
import type { Planned } from '../../model/plan.ts'
import { messages } from '../messages.ts'
import { askWhole, type Question } from './ask-whole.ts'
import { isRightBody } from './body-check.ts'
import { describeDifference, describeWrong } from './describe.ts'
import { rightAnswer, see, whyWrong, type RightAnswer, type Seen } from './right-answer.ts'

/** The first answer of a server to a request, and what all others must be. */
export type FirstAnswer = { readonly seen: Seen; readonly right: RightAnswer }

/** What is asked of whom, and what makes its answer right. */
export type Asked = Omit<Question, 'body'> & Pick<Planned, 'body' | 'expect'>

/**
 * What every later answer must be. Throws a LoadgateError when the second one is not like the first; it then says where they differ, and
 * which check would fit.
 */
export function firstAnswerOf(asked: Asked, first: Seen, second: Seen): FirstAnswer {
  const checks = checksOf(asked.expect, asked.method)
  const isSame = first.bytes.equals(second.bytes) && first.encoding === second.encoding
  const right = rightAnswer(checks, first, isSame)
  if (!isRightBody(right.body, second.bytes)) {
    const { server, method, path } = asked
    const difference = describeDifference(first, second, checks)
    throw new LoadgateError('answers-differ', messages.answersDiffer({ server, method, path, difference }))
  }
  return { seen: first, right }
}

/** Throws a LoadgateError when the answer of a later launch is not like that of the first. */
export function refuseOther(asked: Asked, { seen, right }: FirstAnswer, again: Seen): void {
  if (isRightBody(right.body, again.bytes)) return
  const { server, method, path } = asked
  const difference = describeDifference(seen, again, checksOf(asked.expect, asked.method))
  throw new LoadgateError('launches-differ', messages.launchesDiffer({ server, method, path, difference }))
}

/** Asks once. Throws a LoadgateError when the answer does not come whole, or is not right by itself. */
export async function askRight(asked: Asked, patience?: number): Promise<Seen> {
  const checks = checksOf(asked.expect, asked.method)
  const seen = see(await askWhole(asked, patience))
  const wrong = whyWrong(checks, seen)
  if (wrong === null) return seen
  const { server, method, path } = asked
  const problem = describeWrong(wrong, seen, checks)
  throw new LoadgateError('no-right-answer', messages.noRightAnswer({ server, method, path, problem }))
}
