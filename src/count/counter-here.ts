import { execFile, spawn, type ExecFileException } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { LoadgateError } from '../model/error.ts'
import { LAUNCH_VARIABLE } from '../host/proc.ts'
import type { Watchdog } from '../host/watchdog.ts'
import { counterFlags } from './command.ts'
import { countersOf } from './counters.ts'
import { openCountFolder } from './folder.ts'
import { notCounted } from './messages.ts'
import { processesUnder } from './processes.ts'
import { installCommand, isNewEnough, OLDEST, versionIn } from './valgrind-version.ts'

/** Instructions can be counted here, by which valgrind; or why they cannot, in words that end `not counted: …`. */
export type CounterHere = { readonly valgrind: string } | { readonly notCounted: string }

/** Seconds for a program that does nothing to come up under valgrind, and for valgrind to say its version. */
const UP_WITHIN = 20

/** Looks for valgrind and tries it on a program that sleeps, which takes a second. Rejects only with bugs. */
export async function counterHere(
  watchdog: Watchdog,
  platform: string = process.platform,
  within = UP_WITHIN,
): Promise<CounterHere> {
  try {
    if (platform !== 'linux') throw notCounted.noLinux({ platform })
    const valgrind = await installed(within)
    await tryIt(valgrind, watchdog)
    return { valgrind }
  } catch (error) {
    if (error instanceof LoadgateError) return { notCounted: error.message }
    throw error
  }
}

/** The version of valgrind on the PATH. */
async function installed(within: number): Promise<string> {
  const timeout = within * 1000
  const said = await promisify(execFile)('valgrind', ['--version'], { timeout, killSignal: 'SIGKILL' }).catch(
    (error: ExecFileException) => {
      if (error.code === 'ENOENT') throw notCounted.noValgrind({ install: installCommand(osRelease()) })
      if (error.killed === true) throw notCounted.noVersionInTime({ seconds: within })
      throw notCounted.noVersion({ line: firstLine(`${error.stderr ?? ''}${error.stdout ?? ''}`) })
    },
  )
  const version = versionIn(said.stdout)
  if (version === null) throw notCounted.noVersion({ line: firstLine(said.stdout) })
  if (!isNewEnough(version)) throw notCounted.oldValgrind({ version, oldest: OLDEST.join('.') })
  return version
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? ''
}

function osRelease(): string {
  try {
    return readFileSync('/etc/os-release', 'utf8')
  } catch {
    return ''
  }
}

/** A process that sleeps answers only where ptrace can wake it. */
async function tryIt(valgrind: string, watchdog: Watchdog): Promise<void> {
  const folder = await openCountFolder(watchdog)
  // vgdb takes the token over, so that the watchdog ends it, too.
  const token = randomUUID()
  const program = spawn('valgrind', [...counterFlags(folder.path), 'sleep', '60'], {
    detached: true,
    env: { ...process.env, [LAUNCH_VARIABLE]: token },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(program, 'close')
  let said = ''
  program.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const pid = program.pid
  if (pid !== undefined) watchdog.watch(pid, token)
  try {
    if (pid === undefined || !(await isUp(folder.path, pid, () => program.exitCode !== null)))
      throw notCounted.doesNotRun({ valgrind, said: said.trim().split('\n').at(-1) ?? '' })
    await countersOf(folder.path, pid, valgrind).read()
  } finally {
    program.kill('SIGKILL')
    await ended
    if (pid !== undefined) watchdog.forget(pid)
    await folder.remove()
  }
}

async function isUp(folder: string, pid: number, ended: () => boolean): Promise<boolean> {
  for (const deadline = performance.now() + UP_WITHIN * 1000; performance.now() < deadline && !ended();) {
    const { counted, outside } = processesUnder(folder, pid)
    if (counted.length === 1 && outside.length === 0) return true
    await delay(20)
  }
  return false
}
