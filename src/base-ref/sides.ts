import type { Server } from '../model/server.ts'

/** Which servers are measured on both sides, and which exist on one only. */
export type PairedServers = {
  readonly both: readonly { readonly head: Server; readonly base: Server }[]
  readonly isNew: readonly string[]
  readonly gone: readonly string[]
}

/** Pairs the servers by name, in head's order. */
export function sidesOf(head: readonly Server[], base: readonly Server[]): PairedServers {
  const baseOf = new Map(base.map((server) => [server.name, server]))
  const names = new Set(head.map(({ name }) => name))
  return {
    both: head.flatMap((server) => {
      const other = baseOf.get(server.name)
      return other ? { head: server, base: measuredAs(server, other) } : []
    }),
    isNew: head.flatMap(({ name }) => (baseOf.has(name) ? [] : name)),
    gone: base.flatMap(({ name }) => (names.has(name) ? [] : name)),
  }
}

/**
 * Warm-up, Node's flags and what is loaded into the server to report on it are how it is measured, not what it is: with other
 * ones the same code gives other numbers, and a change of the definition would show as a change of the server.
 */
function measuredAs({ runtime, runtimeReport, warmup }: Server, base: Server): Server {
  return { ...base, runtime, runtimeReport, warmup }
}
