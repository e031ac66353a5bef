import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

/** The file that a command's first word means, as a shell would find it from `cwd`; null when there is none. */
export function findProgram(program: string, cwd: string, path: string): string | null {
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
