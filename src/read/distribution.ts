import { sum } from './reading.ts'

/** How often each status, or each error, was seen. */
export type Distribution = Readonly<Record<string, number>>

/** How many answers had a status outside 2xx. */
export function countOutside2xx(statuses: Distribution): number {
  return sum(Object.entries(statuses).flatMap(([status, count]) => (/^2\d\d$/.test(status) ? [] : [count])))
}

/** How many of the errors were timeouts, by what the tool says of them. */
export function countTimeouts(errors: Distribution): number {
  return sum(Object.entries(errors).flatMap(([message, count]) => (isTimeout(message) ? [count] : [])))
}

function isTimeout(message: string): boolean {
  return /time(?:d )?\s?out|deadline exceeded/i.test(message)
}
