import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import { lastLines, run, type Care } from '../host/child.ts'
import type { Python } from './provision.ts'

/** An environment with the packages of a lock; or why there is none, in words for the end of a sentence. */
export type Venv = { readonly bin: string } | { readonly missing: string }

/** Written last: a venv without it was left half made. */
const WHOLE = '.whole'

/** Lines of what pip said that are told. */
const TOLD = 3

/**
 * The venv for a lock of requirements with hashes, below `folder`: the one of an earlier run, or a new one, for which pip needs the
 * network. Another lock or another Python gives another venv. Throws LoadgateError when the lock cannot be read or nothing can be
 * written, and the reason of the care's signal.
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
  if (existsSync(join(path, WHOLE))) return { bin }
  onProgress(messages.makingVenv({ lock }))
  try {
    const missing = await make(path, resolve(lock), python, care)
    if (missing !== null) return { missing }
    writeFileSync(join(path, WHOLE), '')
    return { bin }
  } finally {
    if (!existsSync(join(path, WHOLE))) rmSync(path, { recursive: true, force: true })
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

const LOCKED = ['--quiet', '--require-hashes', '--only-binary', ':all:', '-r'] as const

/** By Python's own means. */
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

/** By uv, which takes a fraction of the time. */
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

/** Null when all is there. */
async function make(path: string, lock: string, { program }: Python, care: Care): Promise<string | null> {
  rmSync(path, { recursive: true, force: true })
  mkdirSync(path, { recursive: true })
  const place = { cwd: path, env: process.env as Record<string, string> }
  const { succeeded: hasUv } = await run({ program: 'uv', args: ['--version'], ...place }, care)
  for (const { what, ...step } of (hasUv ? byUv : byPip)(path, lock, program)) {
    const ended = await run({ ...step, ...place }, care)
    if (!ended.succeeded) return `its venv could not be ${what} (${saidLast(ended.output) || ended.how})`
  }
  return null
}

function saidLast(output: string): string {
  return lastLines(output)
    .split('\n')
    .slice(-TOLD)
    .map((line) => line.trim())
    .join(' ')
}
