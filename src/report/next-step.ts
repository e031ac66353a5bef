import type { Report } from '../model/report.ts'
import { isStated, type Verdict } from '../model/verdict.ts'
import { messages } from './messages.ts'

/**
 * What to do about what is red, first things first: nobody can tell what is invalid, a regression may be intended, and a claim or a limit is a
 * matter of the spec.
 */
export function nextSteps(red: readonly Verdict[], mode: Report['mode']): readonly string[] {
  const regressed = red.filter(({ verdict }) => verdict === 'regressed')
  if (regressed.length === 0) return [messages.ifInvalid]
  if (regressed.length < red.length) return [messages.ifInvalidToo]
  const claim = regressed.some(({ outpaces }) => outpaces)
  const limit = regressed.some((cell) => cell.limit)
  if (regressed.every(isStated)) return [...(claim ? [messages.ifClaimed] : []), ...(limit ? [messages.ifLimited] : [])]
  return [mode === 'ab' ? messages.ifIntendedAgainstRef({ claim, limit }) : messages.ifIntended({ claim, limit })]
}
