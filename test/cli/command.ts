import { PassThrough } from 'node:stream'
import type { WriteStream } from 'node:tty'
import { fileURLToPath } from 'node:url'
import { execa, type Options } from 'execa'
import { loadgate } from '../../src/cli/loadgate.ts'
import { LoadgateError } from '../../src/model/error.ts'

/** What `npx loadgate` runs. */
export const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** A stream that is no terminal, for a command to write to. */
export function sink(): { readonly stream: WriteStream; readonly text: () => string } {
  const stream = new PassThrough({ encoding: 'utf8' })
  return { stream: stream as unknown as WriteStream, text: () => (stream.read() as string | null) ?? '' }
}

/** Runs a command in this process, from the sources, and answers like the program. */
export async function call(args: readonly string[]) {
  const [stdout, stderr] = [sink(), sink()]
  try {
    const exitCode = await loadgate(args, { stdout: stdout.stream, stderr: stderr.stream })
    return { exitCode, stdout: stdout.text().trimEnd(), stderr: stderr.text().trimEnd() }
  } catch (error) {
    if (!(error instanceof LoadgateError)) throw error
    return { exitCode: 2, stdout: stdout.text().trimEnd(), stderr: error.message }
  }
}

/** Runs the program that users run, built, as a process of its own: no terminal, and no colours forced. */
export async function command(args: readonly string[], options: Pick<Options, 'cwd' | 'env'> = {}) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [program, ...args], {
    reject: false,
    stdin: 'ignore',
    ...options,
    env: { NO_COLOR: undefined, FORCE_COLOR: undefined, ...options.env },
  })
  return { exitCode, stdout, stderr }
}

/** What every complaint about usage looks like: one line, no stack, and nothing on stdout. */
export const oneSentence = /^[^\n]+[.]$/
