import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import { run, type Care } from '../host/child.ts'
import { toolEnvironment } from '../host/environment.ts'
import { lastLines } from '../host/last-lines.ts'

/** An environment with the packages of a lock; or why there is none, in words for the end of a sentence. */
export type Venv = { readonly bin: string } | { readonly missing: string }

/** Written last: a venv without this file is incomplete. */
const COMPLETE = '.whole'

/** Lines of pip's output to show. */
const LINES = 3

/**
 * The venv for a lock file of requirements with hashes, below `folder`: that of an earlier run, or a new one, which needs the
 * network. Every lock and every Python has a venv of its own. Throws LoadgateError when the lock cannot be read, Node's error
 * when nothing can be written, and the reason of the signal.
 */
export async function venvFor(
  lock: string,
  folder: string,
  python: Python,
  care: Care,
  onProgress: (step: string) => void,
): Promise<Venv> {
  const path = resolve(folder, digestOf(lock, python))
  const bin = join(path, 'bin')
  if (existsSync(join(path, COMPLETE))) return { bin }
  onProgress(messages.makingVenv({ lock }))
  try {
    const missing = await makeVenv(path, resolve(lock), python, care)
    if (missing !== null) return { missing }
    writeFileSync(join(path, COMPLETE), '')
    return { bin }
  } finally {
    if (!existsSync(join(path, COMPLETE))) rmSync(path, { recursive: true, force: true })
  }
}

function digestOf(lock: string, { version }: Python): string {
  try {
    return createHash('sha256').update(readFileSync(lock)).update(version).digest('hex').slice(0, 16)
  } catch (cause) {
    throw new LoadgateError(
      'no-lock',
      messages.noLock({ lock, problem: (cause as NodeJS.ErrnoException).code ?? '' }),
      { cause },
    )
  }
}

type Step = { readonly what: 'made' | 'filled'; readonly program: string; readonly args: readonly string[] }

const LOCKED = ['--quiet', '--require-hashes', '-r'] as const

/** With what Python brings along. */
function byPip(path: string, lock: string, program: string): readonly Step[] {
  return [
    { what: 'made', program, args: ['-m', 'venv', path] },
    {
      what: 'filled',
      program: join(path, 'bin', 'python'),
      args: ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', ...LOCKED, lock],
    },
  ]
}

/** With uv, in a fraction of the time. */
function byUv(path: string, lock: string, program: string): readonly Step[] {
  return [
    { what: 'made', program: 'uv', args: ['venv', '--quiet', '--allow-existing', '--python', program, path] },
    {
      what: 'filled',
      program: 'uv',
      args: ['pip', 'install', '--python', join(path, 'bin', 'python'), ...LOCKED, lock],
    },
  ]
}

/** Null when the venv is complete. */
async function makeVenv(path: string, lock: string, { program }: Python, care: Care): Promise<string | null> {
  rmSync(path, { recursive: true, force: true })
  mkdirSync(path, { recursive: true })
  const place = { cwd: path, env: toolEnvironment(path) }
  const { succeeded: hasUv } = await run({ program: 'uv', args: ['--version'], ...place }, care)
  for (const { what, ...step } of (hasUv ? byUv : byPip)(path, lock, program)) {
    const ended = await run({ ...step, ...place }, care)
    if (!ended.succeeded) return `its venv could not be ${what} (${lastOf(ended.output) || ended.how})`
  }
  return null
}

function lastOf(output: string): string {
  return lastLines(output)
    .split('\n')
    .slice(-LINES)
    .map((line) => line.trim())
    .join(' ')
}

/** A Python that can make environments. */
export type Python = { readonly program: string; readonly version: string }

/** The oldest Python that all packages of the showcase support. */
const OLDEST = [3, 10] as const

const NAMES = ['python3', 'python'] as const

const ASK = 'import sys, platform, venv, ensurepip; print(*sys.version_info[:3], platform.machine())'

/** The first Python in PATH that is new enough, or why there is none, as the end of a sentence. */
export async function findPython(care: Care, env = process.env): Promise<Python | { readonly missing: string }> {
  const seen: string[] = []
  const cwd = process.cwd()
  for (const program of NAMES) {
    const ended = await run({ program, args: ['-c', ASK], cwd, env: toolEnvironment(cwd, env) }, care)
    if (ended.missing) continue
    const [major, minor, patch, machine] = ended.stdout.trim().split(' ')
    if (!ended.succeeded || machine === undefined)
      seen.push(`${program} has no venv (on Debian: the package python3-venv)`)
    else if (Number(major) !== OLDEST[0] || Number(minor) < OLDEST[1]) seen.push(`${program} is ${major}.${minor}`)
    else return { program, version: `${major}.${minor}.${patch} ${machine}` }
  }
  const why = seen.length === 0 ? 'none is on the PATH' : seen.join(', ')
  return { missing: `it needs Python ${OLDEST.join('.')} or later, and ${why}` }
}
