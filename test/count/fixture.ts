import { execFileSync } from 'node:child_process'
import { globSync, readdirSync } from 'node:fs'
import { getPriority, homedir, setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { counterHere } from '../../src/count/counter-here.ts'
import { planOf, type Plan } from '../../src/model/plan.ts'
import type { Request } from '../../src/model/request.ts'
import type { Server, ServerOptions } from '../../src/model/server.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { fixture } from '../server/fixture.ts'

const watchdog = startWatchdog()
const here = await counterHere(watchdog)
await watchdog.close()

/** The version of valgrind; empty where instructions cannot be counted. */
export const valgrind = 'valgrind' in here ? here.valgrind : ''

/** For the names of what is skipped. */
export const reason = 'notCounted' in here ? ` (not counted: ${here.notCounted})` : ''

/**
 * Lets the tests that run beside those of this file go first. Counting keeps every core busy that it gets, and its numbers do not depend
 * on how fast it is.
 */
export function letOthersFirst(): void {
  const before = getPriority()
  setPriority(5)
  afterAll(() => {
    try {
      setPriority(before)
    } catch {
      // Only root may go back. Then what follows in this process lets others go first, too.
    }
  })
}

/**
 * The path of a program in test/fixtures/count. Those that run under valgrind are not in TypeScript: to strip its types takes Node as
 * long there as to start.
 */
export function programOf(name: string, extension: 'cjs' | 'ts' = 'cjs'): string {
  return fileURLToPath(new URL(`../fixtures/count/${name}.${extension}`, import.meta.url))
}

/** A server definition that starts such a program, marked as those of test/server are. */
export function counted(name: string, args: readonly string[] = [], options: Partial<ServerOptions> = {}): Server {
  return fixture(name, { command: ['node', programOf(name), ...args], ...options })
}

export function request(options: Partial<Request> = {}): Request {
  return { path: '/', method: 'GET', headers: {}, ...options }
}

/** The same as one launch gets it. */
export function asked(options: Partial<Request> = {}): Plan {
  return planOf({}, [{ ...request(options), name: null, take: {} }], [])
}

/** Folders that the counter made in a process. */
export function foldersOf(pid: number): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith(`loadgate-count-${pid}-`))
}

/** A Python 3 of one of these minor versions: that on the PATH, or one of pyenv. Null without one. */
export function pythonFrom(lowest: number, highest = Infinity): string | null {
  const versions = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions')
  const all = ['python3', ...globSync(join(versions, '3.*', 'bin', 'python3')).toSorted()]
  return all.find((python) => lowest <= minorOf(python) && minorOf(python) <= highest) ?? null
}

/** NaN for what is no Python 3. */
function minorOf(python: string): number {
  try {
    const ask = 'import sys; print(sys.version_info[1] if sys.version_info[0] == 3 else "no")'
    return Number(execFileSync(python, ['-c', ask], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
  } catch {
    return NaN
  }
}
