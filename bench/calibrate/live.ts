import { LoadgateError } from '../../src/model/error.ts'
import { formatQuantity } from '../../src/model/units.ts'
import type { LiveOrder } from './arguments.ts'
import { measureBaseCpu, runGate, type Means } from './gate.ts'
import { startNeighbour } from './neighbour.ts'
import { nextRun, runsLeft, type Plan, type Planned } from './plan.ts'
import { plainRuns } from './plain-load.ts'
import { sameCalibration, type Header, type Identity, type RunRecord } from './record.ts'
import { appendRecord, readRecords, RECORDS } from './records.ts'
import { runLine } from './run-line.ts'
import { sentences } from './sentences.ts'
import { stolenIn } from './stolen-in.ts'
import { baseCpuNow } from './share-of-cpu.ts'
import { valuesOf } from './values.ts'

/** Launches from which the CPU a request of base is known before anything is planted. */
const BASE_LAUNCHES = 5

export type Session = {
  readonly order: LiveOrder
  readonly means: Means
  readonly identity: Identity
  readonly say: (line: string) => void
  readonly file?: string
}

/** Runs what the plan still lacks, and keeps every run as soon as it is done. Rejects with the reason of the means' signal. */
export async function runLive({ order, means, identity, say, file = RECORDS }: Session): Promise<void> {
  const began = performance.now()
  const header = await startSession(means, identity, file)
  say(sentences.baseMeasured(header.server, formatQuantity(header.baseCpu, 's'), header.baseLaunches))
  for (;;) {
    const done = readRecords(file)
      .runs.filter((one) => sameCalibration(one.header, header))
      .map(({ run }) => run)
    const plan = planOf(order, header)
    const next = nextRun(plan, done)
    if (next === null) return say(sentences.allDone(done.length))
    if (order.minutes !== null && performance.now() - began >= order.minutes * 60_000)
      return say(sentences.timeIsUp(order.minutes, runsLeft(plan, done)))
    const run = await oneRun(means, next, baseCpuNow(header, done), say)
    appendRecord(run, file)
    say(runLine(run, runsLeft(plan, done) - 1))
  }
}

async function startSession(means: Means, identity: Identity, file: string): Promise<Header> {
  const at = new Date().toISOString()
  const baseCpu = await measureBaseCpu(means, BASE_LAUNCHES, at)
  means.signal.throwIfAborted()
  const header: Header = { kind: 'header', at, ...identity, baseCpu, baseLaunches: BASE_LAUNCHES }
  appendRecord(header, file)
  return header
}

/** One order of blocks for one code on one machine, so that a later session goes on in it. */
function planOf({ plants, neighbours, runs }: LiveOrder, { machine, server, budget, code }: Header): Plan {
  return { plants, neighbours, runs, seed: `${machine.id} ${server} ${budget} ${code}` }
}

async function oneRun(
  means: Means,
  { plant, neighbour, block }: Planned,
  baseCpu: number,
  say: Session['say'],
): Promise<RunRecord> {
  const at = new Date().toISOString()
  const began = performance.now()
  const planted = plant * baseCpu
  const beside = startNeighbour(neighbour, means.watchdog)
  try {
    const { measurement, cells } = await runGate(means, planted, at)
    const plain = await plainRuns(means, planted, at).catch((error: unknown) => {
      if (!(error instanceof LoadgateError) || means.signal.aborted) throw error
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
      stolenCores: stolenIn(measurement.samples),
      faults: faults.map(({ server, reason }) => `${server}: ${reason}`),
      values: valuesOf(measurement, means.server.name),
      cells: [...cells],
      plain,
    }
  } finally {
    await beside.stop()
  }
}
