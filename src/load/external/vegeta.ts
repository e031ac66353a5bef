import { join } from 'node:path'
import { makeFolder, removeFolder, sweepFolders } from '../../host/temporary-folders.ts'
import { firstTurns } from '../../model/turns.ts'
import { openRunner as openUndici } from '../embedded/undici.ts'
import type { Load, Runner, RunnerMarks, RunOrder, Target } from '../driver.ts'
import { mixOf } from '../mix.ts'
import type { Pace } from '../pace.ts'
import { reachAll } from '../several/reach.ts'
import { runSeveral } from '../several/run.ts'
import { openTurnCounts, type TurnCounts } from '../turn-counts.ts'
import { openWalk, type TurnCount } from '../walk.ts'
import { FOLDERS, measureAnswer } from './external-runner.ts'
import { versionOf } from './find-tools.ts'
import { argumentsFor, callVegeta, linesOf, markFrom, now, PROGRAM, requestsFor, runUp } from './vegeta-call.ts'
import { readResults } from './vegeta-results.ts'

/**
 * vegeta sends at a rate, in a fresh process for each stretch, and its binary results are read request by request. It has no closed loop:
 * warm-ups, references and what shows a capacity are sent by undici.
 */
export async function openRunner(): Promise<Runner> {
  await sweepFolders(FOLDERS)
  const turns = openTurnCounts()
  const closed = openUndici(turns)
  return {
    version: await versionOf(PROGRAM),
    run: (order, marks) => {
      const { stretch } = order
      if (!('rate' in stretch) || stretch.rate === undefined) return closed.run(order, marks)
      return runAtRate({ leadIn: stretch.leadIn, seconds: stretch.seconds, rate: stretch.rate }, order, marks, turns)
    },
    reach: reachAll,
    release: closed.release,
  }
}

async function runAtRate(
  pace: Pace,
  { target, timeout }: RunOrder,
  marks: RunnerMarks,
  turns: TurnCounts,
): Promise<Load> {
  await askSafeOnes(target, timeout)
  const turn = turns.of(target)
  const folder = await makeFolder(FOLDERS)
  try {
    return target.generators
      ? await runSeveral({ pace, target, generators: target.generators, folder, turn }, marks)
      : await runHere({ pace, target, folder, turn }, marks)
  } finally {
    await removeFolder(folder)
  }
}

type Here = { readonly pace: Pace; readonly target: Target; readonly folder: string; readonly turn: TurnCount }

async function runHere({ pace, target, folder, turn }: Here, marks: RunnerMarks): Promise<Load> {
  const requests = requestsFor(pace, target, turn.next())
  const after = runUp(pace, requests)
  const results = join(folder, 'results.gob')
  const attack = callVegeta(['attack', ...argumentsFor(pace, after, target), `-output=${results}`], requests.text)
  const failed = new AbortController()
  attack.catch(() => failed.abort())
  const [between] = await Promise.all([markFrom(now() + after, pace.seconds, marks, failed.signal), attack])
  const asked = { rate: pace.rate, connections: target.connections, mix: mixOf(target), ...between }
  const { load, requests: sent } = await readResults(await linesOf(results), asked)
  turn.skip(sent)
  return load
}

/** One whole answer to what is asked; of a mix to each request that changes nothing, with the values that it had first. */
async function askSafeOnes(target: Target, timeout: number): Promise<void> {
  const { origin, mix } = target
  if (!mix) return void (await measureAnswer(target, timeout))
  for (const [at, number] of firstTurns(mix.plan).entries()) {
    const isAsked = number < mix.plan.cycle.length && SAFE.includes(mix.plan.requests[at]!.method)
    const request = openWalk(mix.plan, () => number).request()
    if (isAsked) await measureAnswer({ origin, ...request, right: mix.rights[at]! }, timeout)
  }
}

const SAFE: readonly string[] = ['GET', 'HEAD']
