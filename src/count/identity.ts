import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, realpathSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { basename } from 'node:path'
import type { Server } from '../model/server.ts'
import { isNode } from './command.ts'
import type { CountIdentity } from '../model/count.ts'
import { libc } from './libc.ts'
import { METHOD } from './method.ts'
import { findProgram, interpreterOf } from './program-file.ts'

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
  const said = await new Promise<string>((resolve) => {
    execFile(file, ['--version'], { timeout: VERSION_WITHIN * 1000 }, (_error, stdout, stderr) =>
      resolve(`${stdout} ${stderr}`),
    )
  })
  return `${kind} ${/\d+\.\d+\.\d+\S*/.exec(said)?.[0] ?? 'of unknown version'}`
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
