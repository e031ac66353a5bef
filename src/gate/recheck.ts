import type { Measuring } from '../measure/measure.ts'
import { LoadgateError } from '../model/error.ts'
import type { Side } from '../model/measurement.ts'
import type { Server } from '../model/server.ts'
import { oneLine } from '../report/safe.ts'
import type { Fleet } from '../server/fleet.ts'
import type { Recheck } from '../verdict/rechecked.ts'
import { busyThroughout, faultOf } from '../verdict/validity.ts'
import type { Asked, Evidence } from './evidence.ts'
import { recordedServer } from './find-baseline.ts'
import { countsHold } from './needed-in.ts'
import type { RecordedSide } from './open-recorded.ts'
import { whyNotRechecked, type Missing } from './recheck-messages.ts'
import { recordedSideOf, type RecordedMeans } from './recorded-side.ts'
import { refuseRunning } from './running.ts'
import { neededAgain, suspectsIn, type Suspect } from './suspects.ts'

/** Measures servers that look slower than their baseline beside the commit that recorded it. */

/** Begins to measure both sides of these servers in the same waves. */
export type StartBeside = (servers: readonly string[], fleet: Pick<Fleet, 'launch'>) => Measuring

/** What it takes to have both sides. */
export type RecheckMeans = RecordedMeans & { readonly fleet: Pick<Fleet, 'launch' | 'prepared'> }

export type Rechecking = {
  /** Rechecks each suspect once (`suspectsIn`). Rejects only with the reason of a signal, and with bugs. */
  readonly until: (evidence: Evidence, asked: Asked, signal: AbortSignal) => Promise<void>
  readonly rechecks: () => ReadonlyMap<string, Recheck>
}

/** A server whose recorded commit cannot be had stays red, unless its instructions hold. `cutsShort` is that of `suspectsIn`. */
export function openRecheck(startBeside: StartBeside, means: RecheckMeans, cutsShort: boolean): Rechecking {
  const rechecks = new Map<string, Recheck>()
  const tried = new Set<string>()

  async function until(evidence: Evidence, asked: Asked, signal: AbortSignal): Promise<void> {
    const giveUp = (server: string, missing: Missing): void => {
      if (countsHold(evidence, server, asked)) rechecks.set(server, { notRechecked: whyNotRechecked(missing) })
    }
    const suspects = suspectsIn(evidence, asked, cutsShort).filter(({ server }) => !tried.has(server))
    const sides = new Map<string, RecordedSide>()
    for (const { server } of suspects) {
      tried.add(server)
      const side = await sideBeside(server, evidence, means)
      if ('missing' in side) giveUp(server, side)
      else sides.set(server, side)
    }
    const beside = suspects.filter(({ server }) => sides.has(server))
    if (beside.length === 0) return
    const measurement = await measureBeside(beside, sides, signal)
    for (const [server, { commit }] of sides) {
      const problem = measurement.endedBusy ? busyThroughout(measurement) : faultOf(measurement, server)
      if (problem === null) rechecks.set(server, { commit, measurement })
      else giveUp(server, { missing: 'failed', commit, problem: oneLine(problem) })
    }
  }

  function measureBeside(suspects: readonly Suspect[], sides: ReadonlyMap<string, RecordedSide>, signal: AbortSignal) {
    const launch = (name: string, side?: Side) =>
      side === 'base' ? sides.get(name)!.launch() : means.fleet.launch(name)
    const names = suspects.map(({ server }) => server)
    return startBeside(names, { launch }).until((beside) => neededAgain(suspects, beside), signal)
  }

  return { until, rechecks: () => rechecks }
}

async function sideBeside(
  server: string,
  { comparison }: Evidence,
  means: RecheckMeans,
): Promise<RecordedSide | Missing> {
  const head = means.fleet.prepared(server)
  const recorded = recordedServer(comparison.baseline, server)?.recorded
  if (!recorded) return { missing: 'outside-git' }
  if (typeof head.port === 'number') return { missing: 'fixed-port', port: head.port }
  const side = await recordedSideOf(server, recorded, means)
  return 'missing' in side ? side : launchableBeside(side)
}

/** The commit's definition may be one that cannot run twice, whatever today's is. */
function launchableBeside(side: RecordedSide): RecordedSide | Missing {
  const { port }: Server = side.server
  if (typeof port === 'number') return { missing: 'fixed-port', port }
  try {
    refuseRunning([side.server])
    return side
  } catch (error) {
    if (!(error instanceof LoadgateError)) throw error
    return { missing: 'failed', commit: side.commit, problem: oneLine(error.message) }
  }
}
