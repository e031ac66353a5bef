import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { readCounted, whyCountsNotComparable } from '../../src/baseline/counted.ts'
import type { Counter } from '../../src/count/counter.ts'
import { identityOf } from '../../src/count/identity.ts'
import type { NeededLaunches } from '../../src/gate/count-server.ts'
import { openCounting } from '../../src/gate/count-servers.ts'
import { readMachine, stolenBetween } from '../../src/host/machine-load.ts'
import type { Watchdog } from '../../src/host/watchdog.ts'
import type { CountingProgress } from '../../src/measure/progress.ts'
import type { CountedLaunch, CountedServer, NotCounted, ServerCounts } from '../../src/model/count.ts'
import { LoadgateError } from '../../src/model/error.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import type { Server } from '../../src/model/server.ts'
import { geometricMean } from '../../src/stats/summary.ts'
import { countsOf } from '../../src/verdict/count-values.ts'
import { countedMetricsOf } from '../../src/verdict/counted-recording.ts'
import {
  additionsFor,
  type HeldAgainst,
  judgeSides,
  launchesOf,
  neededToJudge,
  neededToRecord,
  type PlantCost,
} from './counted-comparisons.ts'
import { messages } from './messages.ts'
import { startNeighbour } from './neighbour.ts'
import type { PlannedGate } from './plan.ts'
import { appendCounted, type CountedGate, type CountedSession } from './records.ts'
import { BASELINES } from './simulate-timed.ts'

/** Counted gates of a server against itself, by the gate's own counting; head may have more work planted. */

export type CountedContext = {
  readonly counter: Counter
  /** Its version. */
  readonly valgrind: string
  readonly scenario: Scenario
  readonly onProgress: (progress: CountingProgress) => void
}

/** What counted gates need. `servers` are as they are started, by name. */
export type GateMeans = {
  readonly session: CountedSession
  readonly context: CountedContext
  readonly servers: ReadonlyMap<string, Server>
  readonly watchdog: Watchdog
}

type Sides = { readonly base: Server; readonly head: Server }

/** Launches of both sides, as many as `needed` asks for. Rejects with the reason of the counter's signal. */
async function countSides(
  { counter, valgrind, scenario, onProgress }: CountedContext,
  { base, head }: Sides,
  needed: NeededLaunches,
): Promise<ServerCounts | NotCounted> {
  const counting = openCounting({
    counter,
    fleet: { prepared: (_name, side) => (side === 'base' ? base : head) },
    identify: (server) => identityOf(server, valgrind),
    rehearse: async () => {},
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

export type SessionBaseline = { readonly against: HeldAgainst; readonly cost: PlantCost }

/** Launches of each of the two that tell what planting costs, and additions of the second. */
const PROBES = 2
const PROBE_TIMES = 5000

/** Records launches of the unchanged server, and what planting costs there. */
export async function recordBaseline({ session, context, servers }: GateMeans, name: string): Promise<SessionBaseline> {
  const at = new Date().toISOString()
  const server = servers.get(name)!
  const launchesFrom = async (times: number | null, needed: NeededLaunches) => {
    const head = workingServer(server, times)
    const counts = await countSides(context, { base: head, head }, needed)
    if ('notCounted' in counts)
      throw new LoadgateError('calibrate', messages.baselineNotCounted({ server: name, reason: counts.notCounted }))
    return counts
  }
  const unplanted = await launchesFrom(null, neededToRecord(context.scenario))
  const preloaded = valuesOf((await launchesFrom(0, probing)).head)
  const probed = valuesOf((await launchesFrom(PROBE_TIMES, probing)).head)
  const { seconds: _, ...launches } = launchesOf(unplanted.head)
  const { identity } = unplanted
  appendCounted({
    kind: 'baseline',
    session: session.at,
    at,
    server: name,
    identity,
    launches,
    preloaded,
    probed,
    probeTimes: PROBE_TIMES,
  })
  const [usual, idle, busy] = [valuesOf(unplanted.head), preloaded, probed].map(geometricMean) as [
    number,
    number,
    number,
  ]
  const recorded = { recorded: { at, commit: null, dirty: false }, identity, metrics: countedMetricsOf(unplanted.head) }
  return {
    against: { recorded, committed: committedCounts(context, server) },
    cost: { unplanted: usual, preload: idle - usual, perAddition: (busy - idle) / PROBE_TIMES },
  }
}

const probing: NeededLaunches = (_server, counts) => ({
  head: 'notCounted' in counts ? 0 : Math.max(0, PROBES - counts.head.length),
  base: 0,
})

function valuesOf(launches: readonly CountedLaunch[]): number[] {
  return launches.map((launch) => Number(countsOf(launch).instructions.value.toPrecision(7)))
}

/** Null where the scenario's counted baseline has nothing of the server, or asked it something else. */
function committedCounts({ scenario }: CountedContext, server: Server): CountedServer | null {
  const baseline = readCounted(BASELINES, scenario.title)
  if (!baseline || whyCountsNotComparable(baseline, scenario, server) !== null) return null
  return baseline.servers[server.name] ?? null
}

/** One gate, beside its neighbour. */
export async function countedGate(
  { session, context, servers, watchdog }: GateMeans,
  { server: name, plant, neighbour, block }: PlannedGate,
  { against, cost }: SessionBaseline,
): Promise<CountedGate> {
  const [at, began, before, load] = [new Date().toISOString(), performance.now(), readMachine(), loadavg()[0]!]
  const times = additionsFor(plant, cost)
  const base = servers.get(name)!
  const beside = startNeighbour(neighbour, watchdog)
  try {
    const sides = { base, head: workingServer(base, times) }
    const counts = await countSides(context, sides, neededToJudge(context.scenario, against))
    const stolenCores = stolenBetween(before, readMachine())
    const found = 'notCounted' in counts ? null : counts
    return {
      kind: 'gate',
      session: session.at,
      at,
      block,
      server: name,
      plant,
      neighbour,
      times,
      wallSeconds: Number(((performance.now() - began) / 1000).toFixed(1)),
      load: [load, loadavg()[0]!],
      stolenCores: stolenCores === null ? null : Number(stolenCores.toFixed(3)),
      base: launchesOf(found?.base ?? []),
      head: launchesOf(found?.head ?? []),
      cells: found ? [...judgeSides(context.scenario, name, found, against)] : [],
      notCounted: 'notCounted' in counts ? counts.notCounted : null,
    }
  } finally {
    await beside.stop()
  }
}
