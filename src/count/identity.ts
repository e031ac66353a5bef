import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, closeSync, constants, createReadStream, openSync, readSync, realpathSync, statSync } from 'node:fs'
import { basename, delimiter, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { CountIdentity } from '../model/count.ts'
import type { Server } from '../model/server.ts'
import { isNode } from './command.ts'
import { METHOD } from './method.ts'

/** Seconds for a runtime to tell its version. */
const VERSION_WITHIN = 10

/** What a server's count depends on besides its code. `binary` is '' where there is no such program, which its launch then tells. */
export async function identityOf(server: Server, valgrind: string): Promise<CountIdentity> {
  const file = programOf(server)
  const [runtime, binary] =
    file === null ? [`other ${server.command[0]}`, ''] : [await runtimeOf(file), await digestOf(file)]
  return { runtime, binary, libc: await libc(), valgrind, arch: process.arch, method: METHOD }
}

/** The file that the kernel runs in the end: for a script that of its interpreter. */
function programOf({ command: [program = ''], cwd, env }: Server): string | null {
  const found =
    program === 'node' ? process.execPath : findProgram(program, cwd ?? '.', env['PATH'] ?? process.env['PATH'] ?? '')
  if (found === null) return null
  const interpreter = interpreterOf(found)
  return realpathSync(
    interpreter === null ? found : (findProgram(interpreter, '/', env['PATH'] ?? process.env['PATH'] ?? '') ?? found),
  )
}

/** `node 24.21.0`, `python 3.11.2`, or `other ruby`. */
async function runtimeOf(file: string): Promise<string> {
  const name = basename(file)
  const kind = isNode(name) ? 'node' : /^python[\d.]*$/.test(name) ? 'python' : null
  if (kind === null) return `other ${name}`
  const text = await saidBy(file, ['--version'])
  return `${kind} ${/\d+\.\d+\.\d+\S*/.exec(text)?.[0] ?? 'of unknown version'}`
}

const digests = new Map<string, Promise<string>>()

/** The first 16 digits of its SHA-256. */
function digestOf(file: string): Promise<string> {
  const known = digests.get(file)
  if (known !== undefined) return known
  const hash = createHash('sha256')
  const digest = pipeline(createReadStream(file), hash).then(() => hash.digest('hex').slice(0, 16))
  digests.set(file, digest)
  return digest
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

/** `glibc 2.36` or `musl 1.2.4`, of this machine; `unknown` where `ldd` tells neither. */
async function libc(): Promise<string> {
  return libcIn(await saidBy('ldd', ['--version']))
}

/** What `ldd --version` prints: glibc on stdout, musl on stderr. */
export function libcIn(text: string): string {
  const musl = /^musl libc[^\n]*\n\s*Version (\d[\w.]*)/m.exec(text)?.[1]
  if (musl !== undefined) return `musl ${musl}`
  const glibc = /^ldd \(.*\) (\d+\.\d+)$/m.exec(text)?.[1]
  return glibc === undefined ? 'unknown' : `glibc ${glibc}`
}

/** What a program prints, in whatever way it ends. */
function saidBy(program: string, args: readonly string[]): Promise<string> {
  return new Promise((told) =>
    execFile(program, args, { timeout: VERSION_WITHIN * 1000 }, (_error, stdout, stderr) =>
      told(`${stdout}\n${stderr}`),
    ),
  )
}
