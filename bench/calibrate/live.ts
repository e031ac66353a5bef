import { LoadgateError } from '../../src/model/error.ts'
import type { Sample } from '../../src/model/measurement.ts'
import { formatQuantity } from '../../src/model/units.ts'
import type { LiveCommand } from './arguments.ts'
import { measureBaseCpu, runGate, type LiveContext } from './gate.ts'
import { isSameCalibration } from './live-part.ts'
import { messages, runLine } from './messages.ts'
import { startNeighbour } from './neighbour.ts'
import { plainRuns } from './plain-run.ts'
import { currentBaseCpu, nextRun, runsLeft, type PlannedRun } from './plan.ts'
import { valuesOf } from './pools.ts'
import { appendRecord, readRecords, type Header, type Identity, type RunRecord } from './records.ts'

/** Launches that tell the CPU per request of base before anything is planted. */
const BASE_LAUNCHES = 5

export type LiveSession = {
  readonly command: LiveCommand
  readonly context: LiveContext
  readonly identity: Identity
  readonly say: (line: string) => void
}

/** Runs what the plan still lacks, and records every run as soon as it is done. Rejects with the reason of the signal. */
export async function runPlan({ command, context, identity, say }: LiveSession): Promise<void> {
  const began = performance.now()
  const header = await startSession(context, identity)
  const cpu = formatQuantity(header.baseCpu, 's')
  say(messages.baseMeasured({ server: header.server, cpu, launches: header.baseLaunches }))
  const { plants, neighbours, runs, minutes } = command
  // The same seed for the same code on the same machine, so that a later session continues the plan.
  const seed = `${header.machine.id} ${header.server} ${header.budget} ${header.code}`
  const plan = { plants, neighbours, runs, seed }
  for (;;) {
    const same = readRecords().runs.filter((one) => isSameCalibration(one.header, header))
    const done = same.map(({ run }) => run)
    const next = nextRun(plan, done)
    if (next === null) return say(messages.allDone({ runs: done.length }))
    if (minutes !== null && performance.now() - began >= minutes * 60_000)
      return say(messages.timeIsUp({ minutes, left: runsLeft(plan, done) }))
    const run = await liveRun(context, next, currentBaseCpu(header, done), say)
    appendRecord(run)
    say(runLine(run, runsLeft(plan, done) - 1))
  }
}

async function startSession(context: LiveContext, identity: Identity): Promise<Header> {
  const at = new Date().toISOString()
  const baseCpu = await measureBaseCpu(context, BASE_LAUNCHES, at)
  context.signal.throwIfAborted()
  const header: Header = { kind: 'header', at, ...identity, baseCpu, baseLaunches: BASE_LAUNCHES }
  appendRecord(header)
  return header
}

async function liveRun(
  context: LiveContext,
  { plant, neighbour, block }: PlannedRun,
  baseCpu: number,
  say: LiveSession['say'],
): Promise<RunRecord> {
  const at = new Date().toISOString()
  const began = performance.now()
  const planted = plant * baseCpu
  const beside = startNeighbour(neighbour, context.watchdog)
  try {
    const { measurement, cells } = await runGate(context, planted, at)
    const plain = await plainRuns(context, planted, at).catch((error: unknown) => {
      if (!(error instanceof LoadgateError) || context.signal.aborted) throw error
      say(error.message)
      return null
    })
    const { waves, busyRounds, busyCores, endedBusy, seconds, faults } = measurement
    return {
      kind: 'run',
      at,
      block,
      plant,
      neighbour,
      planted,
      seconds,
      wallSeconds: (performance.now() - began) / 1000,
      waves,
      busyRounds,
      busyCores,
      endedBusy,
      stolenCores: meanStolenCores(measurement.samples),
      faults: faults.map(({ server, reason }) => `${server}: ${reason}`),
      values: valuesOf(measurement, context.server.name),
      cells: [...cells],
      plain,
    }
  } finally {
    await beside.stop()
  }
}

/** Mean over the counted time of the cores that the hypervisor took; null when no window tells. */
export function meanStolenCores(samples: readonly Pick<Sample, 'elapsed' | 'stolenCores'>[]): number | null {
  const known = samples.flatMap(({ elapsed, stolenCores }) => (stolenCores === null ? [] : [{ elapsed, stolenCores }]))
  const seconds = known.reduce((sum, { elapsed }) => sum + elapsed, 0)
  const stolen = known.reduce((sum, { elapsed, stolenCores }) => sum + elapsed * stolenCores, 0)
  return seconds === 0 ? null : stolen / seconds
}
