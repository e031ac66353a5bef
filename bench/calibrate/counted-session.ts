import { loadavg } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as showcase from '../../servers/index.ts'
import { readCounted, whyCountsNotComparable } from '../../src/baseline/counted.ts'
import { counterHere } from '../../src/count/counter-here.ts'
import { openCounter } from '../../src/count/counter.ts'
import { openClosers } from '../../src/gate/closers.ts'
import type { NeededLaunches } from '../../src/gate/count-scenario.ts'
import { takeLock } from '../../src/host/lock.ts'
import { readMachine, stolenBetween } from '../../src/host/machine-load.ts'
import { thisMachine } from '../../src/host/machine.ts'
import { startWatchdog, type Watchdog } from '../../src/host/watchdog.ts'
import type { CountedLaunch } from '../../src/model/count.ts'
import type { CountedServer } from '../../src/model/count.ts'
import { LoadgateError } from '../../src/model/error.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'
import { serverSchema, type Server } from '../../src/model/server.ts'
import { provision } from '../../src/server/provision.ts'
import { geometricMean } from '../../src/stats/summary.ts'
import { countedMetricsOf } from '../../src/verdict/counted-recording.ts'
import { countsOf } from '../../src/verdict/count-values.ts'
import { showProgress } from '../../src/vitest/progress.ts'
import type { CountedCommand } from './arguments.ts'
import { countedCodeDigest, currentCommit } from './code-digest.ts'
import {
  additionsFor,
  judgeSides,
  launchesOf,
  neededToJudge,
  neededToRecord,
  type HeldAgainst,
  type PlantCost,
} from './counted-comparisons.ts'
import { countSides, workingServer, type CountedContext } from './counted-gate.ts'
import {
  appendCounted,
  isSamePlan,
  readCountedRecords,
  type CountedGate,
  type CountedSession,
} from './counted-records.ts'
import { gateLine, messages } from './messages.ts'
import { startNeighbour } from './neighbour.ts'
import { gatesLeft, nextGate, type PlannedGate } from './plan.ts'
import { BASELINES, TITLE } from './pools.ts'

/** Seconds to wait for a gate that measures on this machine. */
const LOCK_PATIENCE = 1800

/** Seconds for whoever waits for the lock to take it: they look once per second. */
const PAUSE = 1.2

/** Where `npm run test:perf` makes its Python environments, too. */
const VENVS = join('.loadgate', 'python')

type Say = (line: string) => void

type Opened = {
  readonly session: CountedSession
  readonly context: CountedContext
  readonly servers: ReadonlyMap<string, Server>
  readonly watchdog: Watchdog
  readonly clear: () => void
}

/** Runs what the plan of counted gates still lacks, and records every gate as soon as it is done. Rejects with the reason of the signal. */
export async function runCountedSession(command: CountedCommand, signal: AbortSignal, say: Say): Promise<void> {
  const closers = openClosers()
  try {
    const watchdog = startWatchdog()
    closers.add(watchdog.close)
    const progress = showProgress(process.stderr)
    closers.add(progress.clear)
    const here = await counterHere(watchdog)
    if ('notCounted' in here) throw new LoadgateError('calibrate', messages.cannotCount({ reason: here.notCounted }))
    const servers = await serversNamed(command.servers, watchdog, signal, say)
    const scenario = scenarioSchema.parse({
      title: TITLE,
      servers: [...servers.keys()],
      request: { path: '/' },
      load: { connections: 4 },
    })
    const context: CountedContext = {
      counter: openCounter({ watchdog, signal, valgrind: here.valgrind }),
      valgrind: here.valgrind,
      scenario,
      onProgress: progress.show,
    }
    const session = await beginSession()
    await runGates(command, { session, context, servers, watchdog, clear: progress.clear }, signal, say)
  } finally {
    await closers.close()
  }
}

async function beginSession(): Promise<CountedSession> {
  const session: CountedSession = {
    kind: 'session',
    at: new Date().toISOString(),
    machine: thisMachine(),
    scenario: TITLE,
    code: countedCodeDigest(),
    commit: await currentCommit(),
  }
  appendCounted(session)
  return session
}

/** As they are started, by name. Throws LoadgateError for a name that no server has, and for one that cannot run here. */
async function serversNamed(
  names: readonly string[],
  watchdog: Watchdog,
  signal: AbortSignal,
  say: Say,
): Promise<ReadonlyMap<string, Server>> {
  const all = showcase.servers.map((one) => serverSchema.parse(one))
  const known = all.map(({ name }) => name)
  for (const name of names)
    if (!known.includes(name)) throw new LoadgateError('calibrate', messages.unknownServer({ server: name, known }))
  const wanted = all.filter(({ name }) => names.includes(name))
  const { servers, skipped } = await provision(wanted, VENVS, { watchdog, signal }, say)
  const [missing] = skipped
  if (missing) throw new LoadgateError('calibrate', messages.cannotRun(missing))
  return new Map(servers.map((server) => [server.name, server]))
}

async function runGates(command: CountedCommand, opened: Opened, signal: AbortSignal, say: Say): Promise<void> {
  const began = performance.now()
  const { session } = opened
  const { servers, plants, inTurn, neighbours, blocks, minutes } = command
  const plan = { servers, plants, inTurn, neighbours, blocks, seed: session.code }
  const baselines = new Map<string, Baseline>()
  for (;;) {
    const same = readCountedRecords().sessions.filter((one) => isSamePlan(one.session, session))
    const done = same.flatMap(({ gates }) => gates)
    const next = nextGate(plan, done)
    if (next === null) return say(messages.allGatesDone({ gates: done.length }))
    const left = gatesLeft(plan, done)
    if (minutes !== null && performance.now() - began >= minutes * 60_000)
      return say(messages.gateTimeIsUp({ minutes, left }))
    const baseline = baselines.get(next.server) ?? (await alone(opened, say, () => recordBaseline(opened, next.server)))
    baselines.set(next.server, baseline)
    const gate = await alone(opened, say, () => countedGate(opened, next, baseline))
    signal.throwIfAborted()
    appendCounted(gate)
    opened.clear()
    say(gateLine(gate, left - 1))
  }
}

/** Whoever measures time on this machine goes first, and has its turn between two gates. */
async function alone<T>({ clear }: Opened, say: Say, action: () => Promise<T>): Promise<T> {
  const lock = await takeLock(LOCK_PATIENCE, (pid, folder) => {
    clear()
    say(messages.waiting({ pid, folder }))
  })
  try {
    return await action()
  } finally {
    lock.release()
    await sleep(PAUSE * 1000)
  }
}

type Baseline = { readonly against: HeldAgainst; readonly cost: PlantCost }

/** Launches of each of the two that tell what planting costs, and additions of the second. */
const PROBES = 2
const PROBE_TIMES = 5000

async function recordBaseline({ session, context, servers }: Opened, name: string): Promise<Baseline> {
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
    against: { recorded, committed: committedCounts(context, name) },
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
function committedCounts({ scenario }: CountedContext, name: string): CountedServer | null {
  const baseline = readCounted(BASELINES, scenario.title)
  if (!baseline || whyCountsNotComparable(baseline, scenario, name) !== null) return null
  return baseline.servers[name] ?? null
}

async function countedGate(
  { session, context, servers, watchdog }: Opened,
  { server: name, plant, neighbour, block }: PlannedGate,
  { against, cost }: Baseline,
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
