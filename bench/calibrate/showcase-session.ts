import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { readCounted } from '../../src/baseline/counted.ts'
import { openClosers } from '../../src/gate/closers.ts'
import { readMachine, stolenBetween } from '../../src/host/machine-load.ts'
import { thisMachine } from '../../src/host/machine.ts'
import { startWatchdog, type Watchdog } from '../../src/host/watchdog.ts'
import { LoadgateError } from '../../src/model/error.ts'
import { type Report, reportSchema } from '../../src/model/report.ts'
import type { ShowcaseCommand } from './arguments.ts'
import { countedCodeDigest, currentCommit } from './code-digest.ts'
import { messages, showcaseLine } from './messages.ts'
import type { Neighbour } from './plan.ts'
import { startNeighbour } from './neighbour.ts'
import {
  appendShowcase,
  isOfPlan,
  readShowcaseRecords,
  type RunWithRows,
  type ShowcaseRun,
} from './showcase-records.ts'
import { rowsIn } from './showcase-rows.ts'
import { BASELINES } from './simulate-timed.ts'

/** Whole counted runs of the showcase, as anybody starts them: `LOADGATE_COUNT=only npm run test:perf`. */

/** What the gate of this repository writes, and where a copy of each run's report is kept. */
const REPORT = join('.loadgate', 'report.json')
const COPIES = join('.loadgate', 'showcase')

/** Milliseconds for Vitest to end its servers after a signal. */
const GRACE = 30_000

/** Runs what the plan still lacks, and records every run as soon as it is done. Rejects with the reason of the signal. */
export async function runShowcaseSession(
  { runs, neighbours, minutes }: ShowcaseCommand,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<void> {
  const began = performance.now()
  const closers = openClosers()
  try {
    const watchdog = startWatchdog()
    closers.add(watchdog.close)
    const plan = { machine: thisMachine(), code: countedCodeDigest() }
    for (;;) {
      const done = readShowcaseRecords().runs.filter((one) => isOfPlan(one, plan)).length
      if (done >= runs) return say(messages.allRunsDone({ runs: done }))
      if (minutes !== null && performance.now() - began >= minutes * 60_000)
        return say(messages.runTimeIsUp({ minutes, left: runs - done }))
      const ran = await wholeRun(plan, neighbours[done % neighbours.length]!, watchdog, signal)
      appendShowcase(ran)
      say(showcaseLine(ran, runs - done - 1))
    }
  } finally {
    await closers.close()
  }
}

type Plan = Pick<ShowcaseRun, 'machine' | 'code'>

/** One run, beside its neighbour. */
async function wholeRun(
  { machine, code }: Plan,
  neighbour: Neighbour,
  watchdog: Watchdog,
  signal: AbortSignal,
): Promise<RunWithRows> {
  const [at, commit] = [new Date().toISOString(), await currentCommit()]
  const [before, load] = [readMachine(), loadavg()[0]!]
  const beside = startNeighbour(neighbour, watchdog)
  try {
    const { exitCode, report } = await countShowcase(at, watchdog, signal)
    const stolenCores = stolenBetween(before, readMachine())
    const run: ShowcaseRun = {
      kind: 'run',
      at,
      machine,
      code,
      commit,
      neighbour,
      identity: identityIn(report),
      exitCode,
      seconds: Number(report.seconds.toFixed(1)),
      load: [load, loadavg()[0]!],
      stolenCores: stolenCores === null ? null : Number(stolenCores.toFixed(3)),
      skipped: report.skipped,
    }
    return { run, rows: [...rowsIn(report, at, recordedCounts)] }
  } finally {
    await beside.stop()
  }
}

/** Red or not, a run is over when it has written its report. Throws LoadgateError when there is none of this run. */
async function countShowcase(began: string, watchdog: Watchdog, signal: AbortSignal) {
  const running = execa('vitest', ['run', '--project', 'perf'], {
    preferLocal: true,
    extendEnv: false,
    env: { ...withoutSettings(process.env), LOADGATE_COUNT: 'only' },
    stdin: 'ignore',
    // A group of its own, which the watchdog ends if this process is killed.
    detached: true,
    all: true,
    reject: false,
    cancelSignal: signal,
    forceKillAfterDelay: GRACE,
  })
  const { pid } = running
  if (pid !== undefined) watchdog.watch(pid)
  const vitest = await running
  if (pid !== undefined) watchdog.forget(pid)
  signal.throwIfAborted()
  const exitCode = vitest.exitCode ?? null
  const report = reportSince(began)
  if (report === null)
    throw new LoadgateError('calibrate', messages.noReport({ file: REPORT, exitCode, output: vitest.all.slice(-2000) }))
  mkdirSync(COPIES, { recursive: true })
  copyFileSync(REPORT, join(COPIES, `${began.replaceAll(':', '-')}.json`))
  return { exitCode, report }
}

/** Only what the run is about is set, so that all runs are alike. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('LOADGATE_')))
}

/** Null where there is no report, or one of an earlier run. */
function reportSince(began: string): Report | null {
  try {
    const report = reportSchema.parse(JSON.parse(readFileSync(REPORT, 'utf8')))
    return Date.parse(report.startedAt) >= Date.parse(began) ? report : null
  } catch {
    return null
  }
}

function identityIn({ scenarios }: Report): ShowcaseRun['identity'] {
  const counted = scenarios.flatMap((one) => (one.counted && 'identity' in one.counted ? [one.counted.identity] : []))
  return counted[0] ?? null
}

function recordedCounts(scenario: string, server: string) {
  return readCounted(BASELINES, scenario)?.servers[server] ?? null
}
