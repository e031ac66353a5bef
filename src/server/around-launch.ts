import { randomUUID } from 'node:crypto'
import type { Care, Command } from '../host/child.ts'
import { endProcesses } from '../host/end-processes.ts'
import { LoadgateError } from '../model/error.ts'
import type { Server } from '../model/server.ts'
import type { AroundStep } from '../model/step.ts'
import { messages } from './messages.ts'
import { runStep } from './run-step.ts'
import { callPerLaunch } from './step-call.ts'

export type LaunchCare = Care & {
  /** Where the watchdog notes what it runs when this process has died; without it, it notes nothing. */
  readonly log?: string | undefined
  readonly say?: ((sentence: string) => void) | undefined
}

const GRACE = 3

/**
 * Runs what belongs before a launch, in the environment of its command. Gives what to call when the launch has ended: it runs what
 * belongs after it, ends what the commands left running, and never throws. Throws LoadgateError with the last lines of a command
 * that fails, and the reason of the signal; what belongs after a launch has run then.
 */
export async function beforeLaunch(server: Server, command: Command, care: LaunchCare): Promise<() => Promise<void>> {
  const [before, after] = [perLaunch(server.before), perLaunch(server.after)]
  if (before.length === 0 && after.length === 0) return async () => {}
  const { watchdog, log, say = () => {} } = care
  const token = randomUUID()
  const callOf = (step: AroundStep) => callPerLaunch(server, step, command, token)
  const owed = after.map(callOf).map((call) => ({ call, settle: watchdog.owe(call, log) }))
  let ending: Promise<void> | null = null

  async function end(): Promise<void> {
    for (const { call, settle } of owed) {
      const failure = await runStep(call, { watchdog, signal: new AbortController().signal })
      if (failure) say(messages.afterFailed({ server: server.name, call, ...failure }))
      settle()
    }
    if (await endProcesses({ group: null, token }, GRACE)) watchdog.release(token)
  }

  try {
    for (const call of before.map(callOf)) {
      const failure = await runStep(call, care)
      if (failure === null) continue
      const sentence = messages.stepFailed({ server: server.name, field: 'before', call, ...failure })
      throw new LoadgateError('step-failed', sentence)
    }
  } catch (error) {
    await end()
    throw error
  }
  return () => (ending ??= end())
}

function perLaunch(steps: readonly AroundStep[]): readonly AroundStep[] {
  return steps.filter(({ each }) => each === 'launch')
}
