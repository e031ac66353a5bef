import { randomUUID } from 'node:crypto'
import type { Care } from '../host/child.ts'
import { endProcesses } from '../host/end-processes.ts'
import type { OwedCommand } from '../host/run-owed.ts'
import { LoadgateError } from '../model/error.ts'
import type { Side } from '../model/measurement.ts'
import type { Server } from '../model/server.ts'
import type { BuildStep } from '../model/step.ts'
import { messages } from './messages.ts'
import type { Member } from './provision.ts'
import { runStep, type StepFailure } from './run-step.ts'
import { callOnce } from './step-call.ts'

/** What is built once, and what runs before the first launch and after the last one. */
export type AroundRun = {
  /**
   * Builds a server, and runs what belongs before its first launch. Equal commands in the same folder and environment run once
   * per side. Throws LoadgateError with the last lines of one that fails, and the reason of the signal.
   */
  readonly begin: (member: Member) => Promise<void>
  /** Runs what belongs after the last launch, and ends what the commands left running. Says what fails, and never throws. */
  readonly end: () => Promise<void>
}

export type AroundRunOptions = {
  readonly care: Care
  /** Where the watchdog notes what it runs when this process has died. */
  readonly log: string
  readonly onProgress: (step: string) => void
}

type Field = 'build' | 'before' | 'after'

type Owed = { readonly server: string; readonly call: OwedCommand; readonly settle: () => void }

/** Seconds between SIGTERM and SIGKILL for what was left running. */
const GRACE = 3

export function openAroundRun({ care, log, onProgress }: AroundRunOptions): AroundRun {
  const token = randomUUID()
  const done = new Map<string, Promise<StepFailure>>()
  const owed = new Map<string, Owed>()

  async function begin({ side, server }: Member): Promise<void> {
    for (const step of server.build) await need('build', side, server, step)
    for (const step of server.after) if (step.each === 'run') owe(side, server, step)
    for (const step of server.before) if (step.each === 'run') await need('before', side, server, step)
  }

  async function need(field: Field, side: Side, server: Server, step: BuildStep): Promise<void> {
    const call = callOnce(server, step, field, token)
    const key = keyOf(side, call)
    const running = done.get(key) ?? run(field, side, server, call)
    done.set(key, running)
    const failure = await running
    if (failure === null) return
    const { name } = server
    throw new LoadgateError('step-failed', messages.stepFailed({ server: name, field, call, ...failure }))
  }

  function run(field: Field, side: Side, { name }: Server, call: OwedCommand): Promise<StepFailure> {
    onProgress(messages.runningStep({ server: name, side, field, call }))
    return runStep(call, care)
  }

  function owe(side: Side, server: Server, step: BuildStep): void {
    const call = callOnce(server, step, 'after', token)
    const key = keyOf(side, call)
    if (owed.has(key)) return
    if (owed.size === 0) process.once('exit', sayWhatIsLeft)
    owed.set(key, { server: server.name, call, settle: care.watchdog.owe(call, log) })
  }

  function sayWhatIsLeft(): void {
    onProgress(messages.afterInBackground({ calls: [...owed.values()].map(({ call }) => call), log }))
  }

  async function end(): Promise<void> {
    process.off('exit', sayWhatIsLeft)
    for (const { server, call, settle } of owed.values()) {
      const failure = await runStep(call, { ...care, signal: new AbortController().signal })
      if (failure) onProgress(messages.afterFailed({ server, call, ...failure }))
      settle()
    }
    owed.clear()
    if (await endProcesses({ group: null, token }, GRACE)) care.watchdog.release(token)
  }

  return { begin, end }
}

function keyOf(side: Side, { program, args, cwd, env }: OwedCommand): string {
  return JSON.stringify([side, program, args, cwd, env])
}
