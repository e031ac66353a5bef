import { accessSync, closeSync, constants, openSync, readSync, realpathSync, statSync } from 'node:fs'
import { basename, delimiter, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { repositoryOf } from '../host/repository.ts'
import type { Server } from '../model/server.ts'
import { pythonBehind } from './python-behind.ts'

/**
 * The file that the kernel runs in the end: for a script that of its interpreter, and for one that looks for Python, as that of pyenv,
 * the Python that it finds. Null when there is no such program.
 */
export function programOf({ command: [program = ''], cwd, env }: Server): string | null {
  const path = env['PATH'] ?? process.env['PATH'] ?? ''
  const found = program === 'node' ? process.execPath : findProgram(program, cwd ?? '.', path)
  if (found === null) return null
  const interpreter = interpreterOf(found)
  if (interpreter !== null && isPython(found)) return pythonBehind(found, { cwd, env }) ?? realpathSync(found)
  return realpathSync(interpreter === null ? found : (findProgram(interpreter, '/', path) ?? found))
}

/** Whether a program, as a command names it, is Node. */
export function isNode(program: string): boolean {
  return /^node(js)?$/.test(basename(program))
}

/** Whether a file is the interpreter of Python. */
export function isPython(file: string): boolean {
  return /^python[\d.]*$/.test(basename(file))
}

/** Whether a program lies in the repository of its server, or in the server's folder where there is none. Packages are not built here. */
export function isBuiltHere(file: string, { cwd = '.' }: Pick<Server, 'cwd'>): boolean {
  const folder = realpathSync(cwd)
  const way = relative(repositoryOf(folder) ?? folder, file)
  return (
    !isAbsolute(way) && !way.split(sep).some((name) => name === '..' || name === 'node_modules') && !isRuntime(file)
  )
}

function isRuntime(file: string): boolean {
  return isNode(file) || isPython(file)
}

/** The file that a command's first word means, as a shell would find it from `cwd`; null when there is none. */
function findProgram(program: string, cwd: string, path: string): string | null {
  const candidates = program.includes('/')
    ? [resolve(cwd, program)]
    : path.split(delimiter).map((folder) => join(folder, program))
  return candidates.find(isProgram) ?? null
}

/** The program that a script's first line names, without `env`; null for what is no script. */
export function interpreterOf(file: string): string | null {
  const line = /^#!\s*(.*)/.exec(head(file))?.[1]
  if (line === undefined) return null
  const [first = '', ...words] = line.trim().split(/\s+/)
  if (!/(^|\/)env$/.test(first)) return first
  return words.find((word) => !word.startsWith('-') && !word.includes('=')) ?? null
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

/** Enough of it for its first line. */
function head(file: string): string {
  const bytes = Buffer.alloc(256)
  const descriptor = openSync(file, 'r')
  try {
    return bytes.toString('latin1', 0, readSync(descriptor, bytes, 0, bytes.length, 0))
  } finally {
    closeSync(descriptor)
  }
}
