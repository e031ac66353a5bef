import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { BUILT_HERE, type CountIdentity } from '../model/count.ts'
import type { Server } from '../model/server.ts'
import { METHOD } from './method.ts'
import { isBuiltHere, isNode, isPython, programOf } from './program.ts'

/** Seconds for a runtime to tell its version. */
const VERSION_WITHIN = 10

/** What a server's count depends on besides its code. `binary` is '' where there is no such program, which its launch then tells. */
export async function identityOf(server: Server, valgrind: string): Promise<CountIdentity> {
  const file = programOf(server)
  const [runtime, binary] =
    file === null ? [`other ${server.command[0]}`, ''] : [await runtimeOf(file), await binaryOf(file, server)]
  return { runtime, binary, libc: await libc(), valgrind, arch: process.arch, method: METHOD }
}

/** `node 24.21.0`, `python 3.11.2`, or `other ruby`. */
async function runtimeOf(file: string): Promise<string> {
  const name = basename(file)
  const kind = isNode(name) ? 'node' : isPython(name) ? 'python' : null
  if (kind === null) return `other ${name}`
  const text = await saidBy(file, ['--version'])
  return `${kind} ${/\d+\.\d+\.\d+\S*/.exec(text)?.[0] ?? 'of unknown version'}`
}

/** A program that is made from the code, as Go's are, is another file with every change. The change is what is to be seen. */
async function binaryOf(file: string, server: Server): Promise<string> {
  return isBuiltHere(file, server) ? BUILT_HERE : digestOf(file)
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
