import { setTimeout as sleep } from 'node:timers/promises'
import { LoadgateError } from '../model/error.ts'
import { failed } from '../model/measurement.ts'
import { messages } from './messages.ts'
import type { Launch } from '../server/launch.ts'
import type { Participant } from './participant.ts'
import type { Measured } from './window.ts'

/** Seconds for a successor to be started, and for looking again. */
const PATIENCE = { crash: 0.5, recycled: 5 } as const
const LOOK_EVERY = 0.02

/**
 * Throws a LoadgateError when a process of the launch has ended since it was warm, in the window or before it. Its exit code is known only
 * to its parent, so the sentence tells a crash from a recycled worker by what can be seen: whether another one took its place, whether
 * requests were lost with it, and what the parent printed about it. Where workers are recycled, it throws only when none takes the place
 * of one that ended.
 */
export async function checkProcesses(participant: Participant, { ended, failures }: Measured): Promise<void> {
  const { launch, pids, before } = participant
  const recycled = launch.server.workers === 'recycled'
  const gone = goneFrom(participant, ended)
  if (gone.length === 0) return
  const usual = Math.min(before.length, pids.length)
  const [count, seconds] = recycled ? [usual, PATIENCE.recycled] : [pids.length, PATIENCE.crash]
  const now = await waitForSuccessors(launch, count, seconds)
  const { name } = launch.server
  if (!recycled)
    throw new LoadgateError(
      'process-replaced',
      messages.processEnded({
        server: name,
        gone,
        ...successorsIn(participant, now, gone),
        lost: failed(failures),
        said: lineAbout(gone, launch.output()),
      }),
    )
  const left = launch.usage()?.pids.length ?? 0
  if (left < usual)
    throw new LoadgateError(
      'process-not-replaced',
      messages.notReplaced({ server: name, before: usual, left, seconds }),
    )
}

function goneFrom({ launch, pids }: Participant, ended: readonly number[]): readonly number[] {
  const now = launch.usage()?.pids ?? pids
  return [...new Set([...pids.filter((pid) => !now.includes(pid)), ...ended])]
}

/** Returns the processes of the launch as soon as there are `count`, or when time is up. */
async function waitForSuccessors(launch: Launch, count: number, seconds: number): Promise<readonly number[]> {
  for (let waited = 0; ; waited += LOOK_EVERY) {
    const now = launch.usage()?.pids ?? []
    if (now.length >= count || waited >= seconds || launch.ended() !== null) return now
    await sleep(LOOK_EVERY * 1000)
  }
}

/**
 * Who may have taken the place of those that are gone: processes that came since the launch was warm, or `early` ones of the warm-up, if
 * there are as many processes now as before it.
 */
function successorsIn(
  { pids, before }: Participant,
  now: readonly number[],
  gone: readonly number[],
): { readonly came: readonly number[]; readonly early: boolean } {
  const late = now.filter((pid) => !pids.includes(pid) && !gone.includes(pid))
  if (late.length > 0 || now.length < before.length) return { came: late, early: false }
  return { came: now.filter((pid) => !before.includes(pid)), early: true }
}

/** The last line of an output that has the number of one of these processes in it. */
export function lineAbout(pids: readonly number[], output: string): string | null {
  const lines = output.split('\n').filter((line) => pids.some((pid) => new RegExp(`\\b${pid}\\b`).test(line)))
  return lines.at(-1)?.trim() ?? null
}
