import type { Ends } from '../load/driver.ts'
import { messages } from './messages.ts'

/** What was seen of servers that end connections, and said so. */
export type EndedConnections = {
  readonly add: (server: string, ends: Ends) => void
  /** A sentence for the reader about those that do so now and then; none about those that do so after every answer. */
  readonly notes: () => readonly string[]
}

export function openEndedConnections(driver: string): EndedConnections {
  const seen = new Map<string, NonNullable<Ends['said']>>()
  return {
    add: (server, { said }) => {
      if (!said) return
      const before = seen.get(server) ?? said
      seen.set(server, {
        fewest: Math.min(before.fewest, said.fewest),
        most: Math.max(before.most, said.most),
      })
    },
    notes: () => {
      const enders = [...seen].filter(([, { most }]) => most > 1)
      return enders.length === 0 ? [] : [messages.endedConnections({ driver, enders })]
    },
  }
}
