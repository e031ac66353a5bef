import { existsSync } from 'node:fs'
import { thisMachine } from '../host/machine.ts'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import { takeLock } from '../host/lock.ts'
import { visible } from '../report/visible.ts'
import { readArguments } from './arguments.ts'
import type { Streams } from './commands.ts'
import { doctorText, type Diagnosis } from './doctor/text.ts'
import { noiseOf } from './doctor/noise.ts'
import { noiseText, unmeasuredText } from './doctor/noise-text.ts'
import type { Screen } from '../report/screen.ts'
import { selfTest, type SelfTest } from './doctor/self-test.ts'
import { readSurroundings } from './doctor/surroundings.ts'
import { findTools } from '../load/external/tools.ts'
import { usedBaselines } from './doctor/used-baselines.ts'
import { version } from '../host/versions.ts'

/** Seconds of the self-test. */
const SECONDS = 10

const BASELINES = 'baselines'

const OPTIONS = { baselines: { type: 'string' }, 'no-self-test': { type: 'boolean' } } as const

export const usage = `Usage: npx loadgate doctor [options]

What loadgate can find out about this machine: its id, what else moves its numbers, the tools that drivers
and servers may need, the baseline that each scenario would be held against and why, and, in a self-test
of ${SECONDS} s on one core, how noisy the machine is now.

A scenario is held against the baseline of this kind of machine (the one with the same id). Where there is
none, the nearest machine's is used, and tolerances are wider. The nearest has the most in common, where
each of these counts for more than all that follow: the system, the architecture, the number of cores
(or the nearest one, by factor), the maker of the CPU, the CPU.

The self-test does the same work over and over, in slices. It shows the middle slice, the best (the second
best, to be exact), how much they spread, how much longer the slowest one took than the middle one, and how
many were quiet, which is within 5 % of the best: neighbours only ever make a slice slower.

Options:
  --baselines DIR  the folder of the baselines (default: ${BASELINES})
  --no-self-test   do not measure the noise
  --help, -h       this text

Exit code: 0; 1 when a baseline file cannot be used; 2 when the command could not do its work.

Example: npx loadgate doctor --baselines perf/baselines --no-self-test
`

export async function run(args: readonly string[], { stdout, stderr }: Streams): Promise<number> {
  const { values } = readArguments('doctor', args, OPTIONS)
  const look = { columns: stdout.columns ?? 120, colour: stdout.isTTY ? stdout.hasColors() : false }
  const diagnosis = await diagnose(folderOf(values.baselines))
  stdout.write(doctorText(diagnosis, look))
  if (values['no-self-test'] !== true) stdout.write(`\n${await noiseNow(stderr, look)}`)
  const { scenarios, problems } = diagnosis.baselines
  return problems.length > 0 || scenarios.some((scenario) => 'problem' in scenario) ? 1 : 0
}

async function diagnose(folder: string): Promise<Diagnosis> {
  const machine = thisMachine()
  return {
    version: version(),
    machine,
    surroundings: readSurroundings(),
    tools: await findTools(),
    baselines: usedBaselines(folder, machine),
    folder,
    now: Date.now() / 1000,
  }
}

/** A folder that is not there yet is fine, unless somebody named it. */
function folderOf(named: string | undefined): string {
  if (named !== undefined && !existsSync(named))
    throw new LoadgateError('no-baselines-folder', messages.noBaselinesFolder({ folder: visible(named) }))
  return named ?? BASELINES
}

/** Not beside a gate, which would be measured here, and measure this. */
async function noiseNow(stderr: Streams['stderr'], look: Screen): Promise<string> {
  try {
    const lock = await takeLock(0, () => {})
    return noiseText(noiseOf(await shownSelfTest(stderr).finally(lock.release)), SECONDS, look)
  } catch (error) {
    if (error instanceof LoadgateError) return unmeasuredText(error.message, look)
    throw error
  }
}

async function shownSelfTest(stderr: Streams['stderr']): Promise<SelfTest> {
  if (!stderr.isTTY) stderr.write(`${messages.selfTest({ seconds: SECONDS })}\n`)
  const showLeft = (left: number) => stderr.write(`\r\u001B[2K${messages.selfTest({ seconds: left })}`)
  try {
    return await selfTest(SECONDS, stderr.isTTY ? showLeft : undefined)
  } finally {
    if (stderr.isTTY) stderr.write('\r\u001B[2K')
  }
}
