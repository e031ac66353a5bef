import { LoadgateError } from '../../model/error.ts'
import { hasFlow, requestsIn, type Asking } from '../../model/asking.ts'
import { checksOf, hasRules, type Expect } from '../../model/expect.ts'
import type { DriverName } from '../../model/scenario.ts'
import type { RightAnswer } from '../answer/right-answer.ts'
import { messages } from '../messages.ts'

/** wrk and ab look at no body, and have their own idea of a right status. What they cannot check is refused, not left out. */

/** Drivers that are programs of their own. */
export type ToolDriver = Extract<DriverName, 'wrk' | 'ab' | 'vegeta'>

export function isTool(driver: DriverName): driver is ToolDriver {
  return driver === 'vegeta' || isBlind(driver)
}

/** Those whose answers nobody sees one by one. */
type BlindDriver = keyof typeof RIGHT

function isBlind(driver: DriverName): driver is BlindDriver {
  return driver in RIGHT
}

/** The statuses that such a tool counts as right. */
const RIGHT = {
  wrk: (status: number) => status < 400,
  ab: (status: number) => status >= 200 && status <= 299,
} as const

const BODY_CHECKS = ['includes', 'matches', 'json', 'length', 'body'] as const

/** Throws a LoadgateError when this driver would not make a scenario's checks. The embedded ones and vegeta make them all. */
export function refuseUnchecked(driver: DriverName, expect: Expect | undefined): void {
  if (!isBlind(driver)) return
  const checks = checksOf(expect)
  const field = hasRules(checks) ? BODY_CHECKS.find((name) => checks[name] !== undefined) : undefined
  if (field !== undefined) throw new LoadgateError('unchecked', messages.uncheckedBody({ driver, field }))
  const status = checks.status?.find((one) => !RIGHT[driver](one))
  if (status !== undefined) throw new LoadgateError('unchecked', messages.uncheckedStatus({ driver, status }))
}

/** Throws a LoadgateError when this driver cannot send the method: wrk waits for the body whose length an answer to HEAD tells. */
export function refuseHead(driver: DriverName, method: string): void {
  if (method === 'HEAD' && isBlind(driver)) throw new LoadgateError('unsent-method', messages.noHead({ driver }))
}

/**
 * Throws a LoadgateError when this driver sends only one request, and a scenario asks several, or with other values each time; or when it
 * cannot send what depends on an answer.
 */
export function refuseMix(driver: DriverName, asking: Asking): void {
  if (driver === 'vegeta' && hasFlow(asking)) throw new LoadgateError('no-flow', messages.noFlow)
  const field = (['requests', 'flow', 'data'] as const).find((one) => asking[one] !== undefined)
  if (field && isBlind(driver)) throw new LoadgateError('one-request-driver', messages.oneRequest({ driver, field }))
}

/** Throws a LoadgateError when the bytes of right answers differ, because they are compressed each in its own way. */
export function refuseDecoded(driver: ToolDriver, { body }: RightAnswer): void {
  if (body.kind === 'decoded' && isBlind(driver))
    throw new LoadgateError('unchecked', messages.uncheckedDecoded({ driver, encoding: body.encoding }))
}

/** What a driver checks less than the embedded ones do, as a sentence; null for these, and where nothing is less. */
export function weakerChecksOf(driver: DriverName, asking: Asking): string | null {
  const isWeaker = isBlind(driver) || requestsIn(asking).some(({ request }) => !hasRules(checksOf(request.expect)))
  return isTool(driver) && isWeaker ? messages.weakerChecks({ driver }) : null
}
