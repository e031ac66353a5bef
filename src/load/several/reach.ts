import { LoadgateError } from '../../model/error.ts'
import type { LoadGenerator } from '../../model/generators.ts'
import { toolFrom } from '../external/find-tools.ts'
import { now } from '../external/vegeta-call.ts'
import { judgeOffset, offsetIn, secondsIn, type Offset, type ClockReading } from './clock.ts'
import { messages } from './messages.ts'
import { vegetaIn } from './script.ts'
import { openShell, type Shell } from './shell.ts'

/** A generator that can send a load, and how far its clock is ahead of ours. */
export type Reached = { readonly shell: Shell; readonly offset: Offset }

/** Seconds for a connection to a generator, and for each of its answers. */
const CONNECT_WITHIN = 20
const ANSWER_WITHIN = 5

const READINGS = 5

/** Reaches each generator once. Rejects with a LoadgateError when one cannot send a load. Nothing is left of them. */
export async function reachAll(generators: readonly LoadGenerator[]): Promise<void> {
  for (const { shell } of await openAll(generators)) shell.close()
}

/** All of them, or none: rejects with a LoadgateError about one that cannot be reached, has no vegeta, or whose clock disagrees. */
export async function openAll(generators: readonly LoadGenerator[]): Promise<readonly Reached[]> {
  const all = await Promise.allSettled(generators.map(openOne))
  const reached = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const failed = all.find((one) => one.status === 'rejected')
  if (!failed) return reached
  for (const { shell } of reached) shell.close()
  throw failed.reason
}

async function openOne(generator: LoadGenerator): Promise<Reached> {
  const shell = await openShell(generator)
  try {
    requireVegeta(generator.name, await saidOfVegeta(shell))
    return { shell, offset: await readClock(shell) }
  } catch (error) {
    shell.close()
    throw error
  }
}

/** Lines before its own may be those of a log-in. */
async function saidOfVegeta(shell: Shell): Promise<string | null> {
  for (;;) {
    const said = vegetaIn(await shell.line(CONNECT_WITHIN))
    if (said !== undefined) return said
  }
}

/** One that prints no version is not too old: those of `go install` print none. */
function requireVegeta(name: string, said: string | null): void {
  if (said === null) throw new LoadgateError('no-vegeta', messages.noVegeta({ name }))
  const { state, version } = toolFrom('vegeta', said)
  if (state === 'too old') throw new LoadgateError('old-vegeta', messages.oldVegeta({ name, version: version ?? '' }))
}

async function readClock(shell: Shell): Promise<Offset> {
  const { name } = shell
  const readings: ClockReading[] = []
  while (readings.length < READINGS) {
    const asked = now()
    shell.tell('clock')
    const text = await shell.line(ANSWER_WITHIN)
    const answered = now()
    const theirs = secondsIn(text)
    if (theirs === null) throw new LoadgateError('no-clock', messages.noClock({ name, text }))
    readings.push({ asked, theirs, answered })
  }
  const offset = offsetIn(readings)
  const judged = judgeOffset(offset)
  if (judged === 'apart') throw new LoadgateError('clock-disagrees', messages.clockDisagrees({ name, ...offset }))
  if (judged === 'unclear') throw new LoadgateError('clock-unclear', messages.clockUnclear({ name, ...offset }))
  return offset
}
