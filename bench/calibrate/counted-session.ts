import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as showcase from '../../servers/index.ts'
import { counterHere } from '../../src/count/counter-here.ts'
import { openCounter } from '../../src/count/counter.ts'
import { openClosers } from '../../src/gate/closers.ts'
import { takeLock } from '../../src/host/lock.ts'
import { thisMachine } from '../../src/host/machine.ts'
import { startWatchdog, type Watchdog } from '../../src/host/watchdog.ts'
import { LoadgateError } from '../../src/model/error.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'
import { type Server, serverSchema } from '../../src/model/server.ts'
import { provision } from '../../src/server/provision.ts'
import { showProgress } from '../../src/vitest/progress.ts'
import type { CountedCommand } from './arguments.ts'
import { countedCodeDigest, currentCommit } from './code-digest.ts'
import {
  type CountedContext,
  countedGate,
  type GateMeans,
  recordBaseline,
  type SessionBaseline,
} from './counted-gate.ts'
import { gateLine, messages } from './messages.ts'
import { gatesLeft, nextGate } from './plan.ts'
import { appendCounted, type CountedSession, isSamePlan, readCountedRecords } from './records.ts'
import { TITLE } from './simulate-timed.ts'

/** Seconds to wait for a gate that measures on this machine. */
const LOCK_PATIENCE = 1800

/** Seconds for whoever waits for the lock to take it: they look once per second. */
const PAUSE = 1.2

/** Where `npm run test:perf` makes its Python environments, too. */
const VENVS = join('.loadgate', 'python')

type Say = (line: string) => void

type Opened = GateMeans & { readonly clear: () => void }

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
  const baselines = new Map<string, SessionBaseline>()
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
