import { readFileSync, writeFileSync } from 'node:fs'
import { readCounted } from '../../src/baseline/counted.ts'
import { machinesWith, readBaseline } from '../../src/baseline/store.ts'
import { LoadgateError } from '../../src/model/error.ts'
import { type Command, readArguments, USAGE } from './arguments.ts'
import { codeDigest, countedCodeDigest } from './code-digest.ts'
import { countedPart } from './counted-figures.ts'
import { judgeAgain } from './judge-again.ts'
import { countedFindings, countedSimulatedFindings } from './counted-findings.ts'
import { calibrationDocument, livePower, simulatedPower } from './document.ts'
import { findingLines, messages } from './messages.ts'
import { recordedPools } from './recordings.ts'
import { COUNTED_RECORDS, readCountedRecords, readRecords, RECORDS } from './records.ts'
import { barChart } from './shares.ts'
import { showcasePart } from './showcase-figures.ts'
import { readShowcaseRecords, SHOWCASE_RECORDS } from './showcase-records.ts'
import { judgedToday } from './showcase-rows.ts'
import { runShowcaseSession } from './showcase-session.ts'
import { simulateAllBeyond } from './simulate-beyond.ts'
import { simulateSleeps } from './simulate-sleeps.ts'
import { simulateAllCounted } from './simulate-counted.ts'
import { simulateFaults } from './simulate-faults.ts'
import {
  baselinePools,
  BASELINES,
  livePools,
  type Pool,
  simulateAll,
  type Simulation,
  TITLE,
  TITLES,
} from './simulate-timed.ts'
import { countRuns } from './timed-figures.ts'
import { faultFindings, liveFindings, simulatedFindings } from './timed-findings.ts'
import { sleepsTable } from './timed-tables.ts'

const DOCUMENT = 'docs/calibration.md'
/** Timed live runs whose records are gone. */
const KEPT = 'bench/calibrate/data/timed-live.md'
const PLANTS = [0, 0.03, 0.05, 0.07, 0.1, 0.2, 1]
const SEED = 'loadgate'

const say = (text: string) => void process.stdout.write(`${text}\n`)

/** Simulates, reports and writes the document. */
function report(simulation: Simulation): void {
  const { gates, seed } = simulation
  const records = readRecords()
  if (records.damaged > 0) say(messages.damagedRecords({ lines: records.damaged, file: RECORDS }))
  const ran = countRuns(records)
  if (ran && ran.others > 0) say(messages.otherRecords({ runs: ran.others, file: RECORDS }))
  const live = ran?.part ?? null
  const fromRuns = ran ? livePools(ran.part.header.server, ran.runs) : []
  const gateRecords = readCountedRecords()
  if (gateRecords.damaged > 0) say(messages.damagedRecords({ lines: gateRecords.damaged, file: COUNTED_RECORDS }))
  const counted = countedPart(judgeAgain(gateRecords))
  const runRecords = readShowcaseRecords()
  if (runRecords.damaged > 0) say(messages.damagedRecords({ lines: runRecords.damaged, file: SHOWCASE_RECORDS }))
  const showcase = showcasePart(runRecords, (row) =>
    judgedToday(row, readCounted(BASELINES, row.scenario)?.servers[row.server] ?? null),
  )
  const pools = [...recordedPools(), ...committedPools(), ...fromRuns]
  say(messages.simulating({ gates, plants: PLANTS.length, pools: pools.length }))
  const tallies = simulateAll(pools, PLANTS, simulation)
  const faults = simulateFaults(gates, seed)
  const sleeps = simulateSleeps(committedPools([TITLE]), gates, seed)
  if (sleeps.length > 0) say(`${sleepsTable(sleeps)}\n`)
  say(barChart(simulatedPower(tallies, 'A/B')))
  if (live) say(`\n${barChart(livePower(live.rows))}`)
  const countedSimulated = simulateAllCounted(gates, seed)
  const findings = [
    ...(counted ? countedFindings(counted, showcase) : []),
    ...countedSimulatedFindings(countedSimulated),
    ...simulatedFindings(tallies),
    ...faultFindings(faults),
    ...(live ? liveFindings(live.rows) : []),
  ]
  say(`\n${findingLines(findings)}\n`)
  const at = new Date().toISOString()
  const simulated = {
    ...simulation,
    tallies,
    faults,
    sleeps,
    counted: countedSimulated,
    beyond: simulateAllBeyond(gates, seed),
  }
  const codes = { code: codeDigest(), countedCode: countedCodeDigest() }
  const kept = readFileSync(KEPT, 'utf8')
  writeFileSync(DOCUMENT, calibrationDocument({ at, ...codes, live, kept, counted, showcase, simulated }))
  say(messages.written({ document: DOCUMENT }))
}

/** Pools of the showcase's baselines, of every machine that has one. Throws LoadgateError for an invalid file. */
function committedPools(titles: readonly string[] = TITLES): readonly Pool[] {
  return titles.flatMap((title) =>
    machinesWith(BASELINES, title).flatMap(({ id }) => {
      const baseline = readBaseline(BASELINES, id, title)
      return baseline ? baselinePools(baseline) : []
    }),
  )
}

async function run(command: Command): Promise<void> {
  if (command.kind === 'help') return say(USAGE)
  if (command.kind === 'live') {
    // The servers' definitions import loadgate by its name, so only live runs need it built.
    const { runSession } = await import('./timed-session.ts')
    await untilInterrupted((signal) => runSession(command, signal, say))
  }
  if (command.kind === 'counted') {
    const { runCountedSession } = await import('./counted-session.ts')
    await untilInterrupted((signal) => runCountedSession(command, signal, say))
  }
  if (command.kind === 'showcase') await untilInterrupted((signal) => runShowcaseSession(command, signal, say))
  report({ gates: command.gates, budget: command.budget, seed: SEED })
}

/** Signals abort the action, so that it can clean up. Afterwards they work as usual again. */
async function untilInterrupted(action: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController()
  const abort = () => controller.abort(new LoadgateError('calibrate', messages.interrupted))
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  // Not `once`: execa's own listener, when it finds itself alone, ends this process at once.
  for (const signal of signals) process.on(signal, abort)
  await action(controller.signal).finally(() => signals.forEach((signal) => process.off(signal, abort)))
}

/** One sentence for the user; a stack only for a bug. */
function printError(error: unknown): void {
  const text = error instanceof LoadgateError ? error.message : ((error as Error).stack ?? String(error))
  process.stderr.write(`${text}\n`)
}

function parseOrFail(args: readonly string[]): Command | null {
  try {
    return readArguments(args)
  } catch (error) {
    printError(error)
    process.exitCode = 2
    return null
  }
}

const command = parseOrFail(process.argv.slice(2))
if (command) {
  await run(command).catch((error: unknown) => {
    printError(error)
    process.exitCode = 1
  })
}
