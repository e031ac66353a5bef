import { randomUUID } from 'node:crypto'
import { openAccount, type Account } from '../host/account.ts'
import type { Command } from '../host/child.ts'
import { readRuntime, type RuntimeUsage } from '../host/runtime-report.ts'
import { LoadgateError } from '../model/error.ts'
import type { Given } from '../model/placeholders.ts'
import type { Server } from '../model/server.ts'
import { beforeLaunch, type LaunchCare } from './around-launch.ts'
import { attach } from './attach.ts'
import { commandOf, portFor } from './command.ts'
import { prepareOrStop, requirePrepare, type Preparation } from './prepare.ts'
import { supervise, type Supervised, startProgram } from './program.ts'
import { waitUntilReady } from './ready.ts'

/** One fresh start of one server, which has answered right once. There is no usage of a program that has ended. */
export type Launch = Supervised &
  Account & {
    readonly server: Server
    /** Where to connect: `http://127.0.0.1:port`. */
    readonly origin: string
    /** The answer at `ready`, as text and as it came. */
    readonly body: string
    readonly bytes: Buffer
    /** It closed the connection of that answer, although it was asked to keep it. */
    readonly closes: boolean
    /** What the server's `prepare` returned for it; null without one. */
    readonly given: Given | null
    /** Of the first process, which leads the process group. */
    readonly pid: number
    /** The last lines that the server printed, at most 8192 characters and 40 lines. */
    readonly output: () => string
    /** What its processes report of their runtime so far; only if the definition says `runtimeReport`. */
    readonly runtime?: () => Promise<RuntimeUsage>
  }

/** `signal` gives up waiting for the server. It has no effect once the server has answered. */
export type LaunchContext = Omit<LaunchCare, 'signal'> & Omit<Preparation, 'signal'> & { readonly signal?: AbortSignal }

/**
 * Starts a server and waits until it answers right, at most its `readyWithin` seconds, with what its definition says to run before
 * and after it. Throws LoadgateError when it does not, or the reason of `signal`; nothing of the server is left then.
 */
export async function launch(server: Server, context: LaunchContext): Promise<Launch> {
  const { signal = new AbortController().signal } = context
  signal.throwIfAborted()
  requirePrepare(server)
  const token = randomUUID()
  const port = await portFor(server)
  const command = commandOf(server, port.number, token)
  const after = await beforeLaunch(server, command, { ...context, signal })
  try {
    const launched = await startAndWait(server, command, { origin: port.origin, token, care: { ...context, signal } })
    return { ...launched, stop: () => launched.stop().then(after) }
  } catch (error) {
    await after()
    throw error
  }
}

type Start = { readonly origin: string | null; readonly token: string; readonly care: Preparation }

async function startAndWait(
  server: Server,
  command: Command,
  { origin: expected, token, care }: Start,
): Promise<Launch> {
  const { watchdog, signal } = care
  const deadline = AbortSignal.timeout(server.readyWithin * 1000)
  watchdog.expect(token)
  const program = await startProgram(server, command)
  const supervised = supervise(server.name, program, token, watchdog)
  const readiness = await waitUntilReady(server, program, expected, AbortSignal.any([signal, deadline]))
  if (readiness.state === 'failed') {
    await supervised.stop()
    signal.throwIfAborted()
    throw new LoadgateError('not-started', readiness.sentence())
  }
  const { origin, answer } = readiness
  const given = await prepareOrStop(server, supervised, origin, care)
  const account = openAccount({ pid: program.pid, token, port: Number(new URL(origin).port) })
  return {
    ...supervised,
    ...account,
    server,
    origin,
    body: answer.body,
    bytes: answer.bytes,
    closes: answer.closes,
    given,
    pid: program.pid,
    output: program.output.tail,
    usage: () => (program.exit() === null ? account.usage() : null),
    ...(server.runtimeReport ? { runtime: () => readRuntime(token) } : {}),
  }
}

/** Launches that are stopped together, those under way included. A server that already runs is no launch, and is not stopped. */
export type Launches = {
  readonly start: (server: Server) => Promise<Launch>
  readonly stopAll: () => Promise<void>
}

export function launchesIn(context: LaunchContext): Launches {
  const launches = new Set<Promise<Launch>>()

  function start(server: Server): Promise<Launch> {
    const { signal = new AbortController().signal } = context
    if (server.url !== undefined) return attach(server, server.url, { ...context, signal })
    const launching = launch(server, context)
    launches.add(launching)
    const over = launching.then(({ exited }) => exited).catch(() => {})
    void over.then(() => launches.delete(launching))
    return launching
  }

  async function stopAll(): Promise<void> {
    const settled = await Promise.allSettled(launches)
    await Promise.all(settled.map((one) => (one.status === 'fulfilled' ? one.value.stop() : undefined)))
  }

  return { start, stopAll }
}
