import { existsSync } from 'node:fs'
import { LOCK_FILE, takeLock } from '../host/lock.ts'
import { thisMachine } from '../host/machine.ts'
import { version } from '../host/own-package.ts'
import { columnsOf } from '../host/terminal.ts'
import { findTools } from '../load/external/find-tools.ts'
import { LoadgateError } from '../model/error.ts'
import { readCount } from '../options/settings.ts'
import { cut, type Screen } from '../report/screen.ts'
import { visible } from '../report/safe.ts'
import { readArguments, BASELINES, screenOf, type Streams } from './command.ts'
import { tryCounting, type Counting } from './doctor/counting.ts'
import { countingText } from './doctor/counting-text.ts'
import { findUsedBaselines, type CountedBaselines, type UsedBaselines } from './doctor/baselines.ts'
import { diagnosisText, type Diagnosis } from './doctor/diagnosis.ts'
import { noiseText, noNoiseText } from './doctor/noise-text.ts'
import { assessNoise } from './doctor/noise.ts'
import { selfTest, type SelfTest } from './doctor/self-test.ts'
import { readSurroundings } from './doctor/surroundings.ts'
import { messages } from './messages.ts'

const SELF_TEST_SECONDS = 10

const OPTIONS = { baselines: { type: 'string' }, 'no-self-test': { type: 'boolean' } } as const

export const usage = `Usage: npx loadgate doctor [options]

Describes this machine: its id, what else affects its numbers, the tools that drivers and servers may need,
and the baseline that the gate would use for each scenario, and why. Then it counts the instructions per
request of the first reference server, one launch of it under valgrind, or says why that does not work here.
A self-test of ${SELF_TEST_SECONDS} s on one core then shows how noisy the machine is now.

The gate compares timed metrics with the baseline of this kind of machine, which is the one with the same id,
and with no other: on another CPU, unchanged code can look slower or faster. Where there is none, the first
run outside CI records it. LOADGATE_AGAINST=<git ref> compares two versions here, without a baseline.

The self-test repeats the same work in slices and times each. It shows the median slice, the best (to be
exact, the second best), the spread, how much longer the slowest slice took than the median, and the share
of quiet slices, which are those within 5 % of the best. Noise only ever makes a slice slower.

Options:
  --baselines DIR  the folder of the baselines (default: ${BASELINES})
  --no-self-test   do not measure the noise
  --help, -h       show this text

LOADGATE_COUNT=off leaves the counting out.

Exit code: 0; 1 when a baseline file is unusable; 2 when the command could not do its work.

Example: npx loadgate doctor --baselines perf/baselines --no-self-test
`

export async function run(args: readonly string[], { stdout, stderr }: Streams): Promise<number> {
  const { values } = readArguments('doctor', args, OPTIONS)
  const isCounted = readCount(process.env) !== 'off'
  const screen = screenOf(stdout)
  const diagnosis = await diagnose(checkFolder(values.baselines))
  stdout.write(diagnosisText(diagnosis, screen))
  const counting = isCounted ? await inquireCounting(stderr, diagnosis) : null
  stdout.write(`\n${countingText(counting, diagnosis.now, screen)}`)
  if (values['no-self-test'] !== true) stdout.write(`\n${await measureNoise(stderr, screen)}`)
  return [diagnosis.baselines, counting?.baselines].some(isBadNews) ? 1 : 0
}

function isBadNews(baselines?: UsedBaselines | CountedBaselines): boolean {
  return (
    baselines !== undefined && (baselines.problems.length > 0 || baselines.scenarios.some((one) => 'problem' in one))
  )
}

async function diagnose(folder: string): Promise<Diagnosis> {
  const machine = thisMachine()
  return {
    version: version(),
    machine,
    surroundings: readSurroundings(),
    tools: await findTools(),
    baselines: findUsedBaselines(folder, machine),
    folder,
    now: Date.now() / 1000,
  }
}

/** The default folder need not exist yet, but a folder that the user named must. */
function checkFolder(named: string | undefined): string {
  if (named !== undefined && !existsSync(named))
    throw new LoadgateError('no-baselines-folder', messages.noBaselinesFolder({ folder: visible(named) }))
  return named ?? BASELINES
}

/**
 * Runs the self-test and returns its result as text. It takes the gate's lock, because beside a gate each would measure the
 * other; when the lock is taken, the text says so.
 */
export async function measureNoise(
  stderr: Streams['stderr'],
  screen: Screen,
  seconds = SELF_TEST_SECONDS,
  lockFile = LOCK_FILE,
): Promise<string> {
  try {
    const lock = await takeLock(0, () => {}, lockFile)
    const result = await runSelfTest(stderr, seconds).finally(lock.release)
    return noiseText(assessNoise(result), seconds, screen)
  } catch (error) {
    if (error instanceof LoadgateError) return noNoiseText(error.message, screen)
    throw error
  }
}

async function inquireCounting(stderr: Streams['stderr'], { folder }: Diagnosis): Promise<Counting> {
  stderr.write(stderr.isTTY ? onOneLine(messages.counting, stderr) : `${messages.counting}\n`)
  try {
    return await tryCounting(folder, process.cwd())
  } finally {
    if (stderr.isTTY) stderr.write('\r\u001B[2K')
  }
}

/** With a countdown on a terminal, and one line elsewhere. */
async function runSelfTest(stderr: Streams['stderr'], seconds: number): Promise<SelfTest> {
  if (!stderr.isTTY) stderr.write(`${messages.selfTest({ seconds })}\n`)
  const countDown = (left: number) =>
    stderr.write(`\r\u001B[2K${onOneLine(messages.selfTest({ seconds: left }), stderr)}`)
  try {
    return await selfTest(seconds, stderr.isTTY ? countDown : undefined)
  } finally {
    if (stderr.isTTY) stderr.write('\r\u001B[2K')
  }
}

/** As much of it as can be cleared again: a terminal clears the last line of a text only. */
function onOneLine(text: string, stream: Streams['stderr']): string {
  return cut(text, columnsOf(stream) - 1)
}
