import { writeFileSync } from 'node:fs'
import { machinesWith, readBaseline } from '../../src/baseline/store.ts'
import { LoadgateError } from '../../src/model/error.ts'
import { readArguments, USAGE, type Command } from './arguments.ts'
import { codeDigest } from './code-digest.ts'
import { calibrationDocument, livePower, simulatedPower } from './document.ts'
import { simulateFaults } from './faults.ts'
import { faultFindings, liveFindings, simulatedFindings } from './findings.ts'
import { countRuns } from './live-part.ts'
import { findingLines, messages } from './messages.ts'
import { baselinePools, BASELINES, livePools, TITLE, TITLES, type Pool } from './pools.ts'
import { recordedPools } from './recordings.ts'
import { readRecords, RECORDS } from './records.ts'
import { barChart } from './shares.ts'
import { simulateAll, type Simulation } from './simulate.ts'
import { simulateSleeps } from './sleeps.ts'
import { sleepsTable } from './tables.ts'

const DOCUMENT = 'docs/calibration.md'
const PLANTS = [0, 0.03, 0.05, 0.07, 0.1, 0.2, 1]
const SEED = 'loadgate'

const say = (text: string) => void process.stdout.write(`${text}\n`)

/** Simulates and reports. Writes the document only with live runs: without them it would lose those of somebody else. */
function report(simulation: Simulation): void {
  const { gates, seed } = simulation
  const records = readRecords()
  if (records.damaged > 0) say(messages.damagedRecords({ lines: records.damaged, file: RECORDS }))
  const counted = countRuns(records)
  if (counted && counted.others > 0) say(messages.otherRecords({ runs: counted.others, file: RECORDS }))
  const live = counted?.part ?? null
  const fromRuns = counted ? livePools(counted.part.header.server, counted.runs) : []
  const pools = [...recordedPools(), ...committedPools(), ...fromRuns]
  say(messages.simulating({ gates, plants: PLANTS.length, pools: pools.length }))
  const tallies = simulateAll(pools, PLANTS, simulation)
  const faults = simulateFaults(gates, seed)
  const sleeps = simulateSleeps(committedPools([TITLE]), gates, seed)
  if (sleeps.length > 0) say(`${sleepsTable(sleeps)}\n`)
  say(barChart(simulatedPower(tallies, 'A/B')))
  if (live) say(`\n${barChart(livePower(live.rows))}`)
  const findings = [...simulatedFindings(tallies), ...faultFindings(faults), ...(live ? liveFindings(live.rows) : [])]
  say(`\n${findingLines(findings)}\n`)
  if (live === null) return say(messages.noRecords({ file: RECORDS, document: DOCUMENT }))
  const at = new Date().toISOString()
  const simulated = { ...simulation, tallies, faults, sleeps }
  writeFileSync(DOCUMENT, calibrationDocument({ at, code: codeDigest(), live, simulated }))
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
    const { runSession } = await import('./session.ts')
    await untilInterrupted((signal) => runSession(command, signal, say))
  }
  if (command.kind === 'counted') {
    const { runCountedSession } = await import('./counted-session.ts')
    return untilInterrupted((signal) => runCountedSession(command, signal, say))
  }
  report({ gates: command.gates, budget: command.budget, seed: SEED })
}

/** Signals abort the action, so that it can clean up. Afterwards they work as usual again. */
async function untilInterrupted(action: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController()
  const abort = () => controller.abort(new LoadgateError('calibrate', messages.interrupted))
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.once(signal, abort)
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
