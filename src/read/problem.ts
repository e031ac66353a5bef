import { messages } from './messages.ts'
import { sum, type Numbers } from './reading.ts'

/**
 * The first reason why a run cannot be used that any tool may give: errors, no answer, a wrong status, or answers without content.
 * `content` is what was received, by how the tool says that it was nothing; null where the tool does not say.
 */
export function problemIn(
  { requests, socketErrors }: Numbers,
  content: Readonly<Record<string, number | null>>,
): string | null {
  const completed = requests.completed ?? 0
  const errors = sum(Object.values(socketErrors ?? {}).map((count) => count ?? 0))
  if (errors > 0) return messages.socketErrors({ errors, timeouts: socketErrors?.timeout ?? 0, completed })
  if (completed === 0) return messages.noRequests
  if (requests.non2xx !== null && requests.non2xx > 0)
    return messages.badStatus({ count: requests.non2xx, completed, which: WHICH[requests.non2xxRule] })
  const seen = Object.entries(content).find(([, bytes]) => bytes === 0)
  return seen ? messages.noDocument({ seen: seen[0] }) : null
}

const WHICH = { 'non-2xx': 'outside 2xx', '>=400': 'of 400 or above' } as const
