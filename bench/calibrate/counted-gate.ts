import { fileURLToPath } from 'node:url'
import type { Counter } from '../../src/count/counter.ts'
import { identityOf } from '../../src/count/identity.ts'
import { openCounting, type NeededLaunches } from '../../src/gate/count-scenario.ts'
import type { CountingProgress } from '../../src/measure/progress.ts'
import type { NotCounted, ServerCounts } from '../../src/model/count.ts'
import { LoadgateError } from '../../src/model/error.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import type { Server } from '../../src/model/server.ts'
import { messages } from './messages.ts'

/** Counts the launches of a server on both sides, by the gate's own counting; one side may have more work planted. */

export type CountedContext = {
  readonly counter: Counter
  /** Its version. */
  readonly valgrind: string
  readonly scenario: Scenario
  readonly onProgress: (progress: CountingProgress) => void
}

export type Sides = { readonly base: Server; readonly head: Server }

/** Launches of both sides, as many as `needed` asks for. Rejects with the reason of the counter's signal. */
export async function countSides(
  { counter, valgrind, scenario, onProgress }: CountedContext,
  { base, head }: Sides,
  needed: NeededLaunches,
): Promise<ServerCounts | NotCounted> {
  const counting = openCounting({
    counter,
    fleet: { prepared: (_name, side) => (side === 'base' ? base : head) },
    identify: (server) => identityOf(server, valgrind),
    onProgress,
  })
  const counts = await counting.until({ ...scenario, servers: [base.name] }, needed)
  return counts.get(base.name)!
}

const PRELOADS = {
  node: fileURLToPath(new URL('./plant.ts', import.meta.url)),
  python: fileURLToPath(new URL('./python', import.meta.url)),
} as const

/**
 * The same server with so many more additions per request. Null leaves it as it is, without the preload. Throws LoadgateError
 * for a server that is neither Node's nor Python's.
 */
export function workingServer(server: Server, times: number | null): Server {
  if (times === null) return server
  const [program = '', ...rest] = server.command
  const env = { ...server.env, LOADGATE_PLANT_WORK: String(times) }
  if (program === 'node') return { ...server, command: [program, '--import', PRELOADS.node, ...rest], env }
  if (server.python !== undefined) return { ...server, env: { ...env, PYTHONPATH: PRELOADS.python } }
  throw new LoadgateError('calibrate', messages.cannotWork({ server: server.name, program }))
}
