import { writeFileSync } from 'node:fs'
import { LoadgateError } from '../../src/model/error.ts'
import { BUDGETS } from '../../src/measure/budget.ts'
import type { BudgetName } from '../../src/options/settings.ts'
import { readArguments, USAGE, type Order } from './arguments.ts'
import type { Calibration } from './calibration.ts'
import { barChart } from './chart.ts'
import { calibrationDocument } from './document.ts'
import { codeDigest } from './code.ts'
import { simulateFaults } from './faults.ts'
import { livePart } from './live-part.ts'
import { livePools } from './pool.ts'
import { committedPools, recordedPools } from './pool-files.ts'
import { livePower, simulatedPower } from './power.ts'
import { readRecords, RECORDS } from './records.ts'
import { BASELINES, TITLES } from './scenario.ts'
import { sentences } from './sentences.ts'
import { simulateAll } from './simulate.ts'
import { findingLines } from './terminal.ts'

const DOCUMENT = 'docs/calibration.md'
const PLANTS = [0, 0.03, 0.05, 0.07, 0.1, 0.2, 1]
const SEED = 'loadgate'

const say = (text: string) => void process.stdout.write(`${text}\n`)

/** Simulates, and tells; writes the document where there are live runs, for it would lose those of somebody else otherwise. */
function conclude({ gates, budget }: { readonly gates: number; readonly budget: BudgetName }): void {
  const records = readRecords()
  if (records.damaged > 0) say(sentences.damagedRecords(records.damaged, RECORDS))
  const live = livePart(records)
  if (live && live.others > 0) say(sentences.otherRecords(live.others, RECORDS))
  const pools = [
    ...recordedPools(),
    ...committedPools(BASELINES, TITLES),
    ...(live ? livePools(live.part.header.server, live.runs) : []),
  ]
  say(sentences.simulating(gates, PLANTS.length, pools.length))
  const simulation = { gates, waves: BUDGETS[budget].waves.most, seed: SEED }
  const simulated = {
    ...simulation,
    budget,
    tallies: simulateAll(pools, PLANTS, simulation),
    faults: simulateFaults(gates, SEED),
  }
  const calibration: Calibration = {
    at: new Date().toISOString(),
    code: codeDigest(),
    live: live?.part ?? null,
    simulated,
  }
  say(barChart(simulatedPower(simulated.tallies, 'A/B')))
  if (live) say(`\n${barChart(livePower(live.part.rows))}`)
  say(`\n${findingLines(calibration)}\n`)
  if (live === null) return say(sentences.noRecords(RECORDS, DOCUMENT))
  writeFileSync(DOCUMENT, calibrationDocument(calibration))
  say(sentences.written(DOCUMENT))
}

async function obey(order: Order): Promise<void> {
  if (order.kind === 'help') return say(USAGE)
  if (order.kind === 'live') {
    // The servers' definitions import loadgate by its name, so that only live runs need it built.
    const { liveSession } = await import('./session.ts')
    await untilInterrupted((signal) => liveSession(order, signal, say))
  }
  conclude(order)
}

/** Signals end what goes on in good order; afterwards they are Node's again. */
async function untilInterrupted(action: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController()
  const abort = () => controller.abort(new LoadgateError('calibrate', sentences.interrupted))
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.once(signal, abort)
  await action(controller.signal).finally(() => signals.forEach((signal) => process.off(signal, abort)))
}

/** One sentence for the user; a stack only for a bug of ours. */
function complain(error: unknown): void {
  process.stderr.write(
    `${error instanceof LoadgateError ? error.message : ((error as Error).stack ?? String(error))}\n`,
  )
}

function orderOf(args: readonly string[]): Order | null {
  try {
    return readArguments(args)
  } catch (error) {
    complain(error)
    process.exitCode = 2
    return null
  }
}

const order = orderOf(process.argv.slice(2))
if (order) {
  await obey(order).catch((error: unknown) => {
    complain(error)
    process.exitCode = 1
  })
}
