import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { execa } from 'execa'
import { describeEnd } from '../../host/child.ts'
import { LoadgateError } from '../../model/error.ts'
import type { LoadGenerator } from '../../model/generators.ts'
import { messages } from './messages.ts'
import { SCRIPT } from './script.ts'

/** A shell behind the prefix of a generator. It ends with this process: its input is a pipe from here. */
export type Shell = {
  readonly name: string
  /** Sends a line, and bytes after it. */
  readonly tell: (line: string, bytes?: Buffer) => void
  /** The next line that it prints, within so many seconds. Rejects with a LoadgateError when it ends before, or is late. */
  readonly line: (within: number) => Promise<string>
  /** All that it prints until it ends with exit code 0. Rejects as `line` does. */
  readonly rest: (within: number) => Promise<Buffer>
  /** Closes its input, and ends what runs here. */
  readonly close: () => void
}

/** Rejects with a LoadgateError when the program of the prefix cannot be started. */
export async function openShell({ name, prefix }: LoadGenerator): Promise<Shell> {
  const child = start(prefix)
  if (child.pid === undefined) {
    const { code } = await child
    const [program = ''] = prefix
    throw new LoadgateError('no-generator-program', messages.noProgram({ name, program, code }))
  }
  child.stdin.on('error', () => {})
  child.stdin.write(SCRIPT)
  const output = readerOf(child.stdout)

  async function failure(): Promise<LoadgateError> {
    const ended = await child
    const words = Buffer.from(ended.stderr).toString().trim().split('\n').at(-1) ?? ''
    return new LoadgateError('generator-died', messages.died({ name, how: describeEnd(ended), words }))
  }

  /** What is late may be late for ever: its program is killed, and its words say why. */
  async function inTime<T>(work: Promise<T>, within: number): Promise<T> {
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      child.kill('SIGKILL')
    }, within * 1000)
    try {
      return await work
    } catch (error) {
      throw isLate ? new LoadgateError('generator-silent', messages.silent({ name, seconds: within })) : error
    } finally {
      clearTimeout(timer)
    }
  }

  async function line(): Promise<string> {
    const text = await output.line()
    if (text !== null) return text
    throw await failure()
  }

  async function rest(): Promise<Buffer> {
    const bytes = await output.rest()
    // Where the shell was killed and not what it started, the end of its input ends that.
    child.stdin.end()
    const { exitCode } = await child
    if (exitCode === 0) return bytes
    throw await failure()
  }

  return {
    name,
    tell: (text, bytes = Buffer.alloc(0)) => void child.stdin.write(Buffer.concat([Buffer.from(`${text}\n`), bytes])),
    line: (within) => inTime(line(), within),
    rest: (within) => inTime(rest(), within),
    close: () => {
      child.stdin.end()
      child.kill('SIGKILL')
    },
  }
}

/** In the process group of the generator's process, which the watchdog ends. */
function start([program = '', ...words]: readonly string[]) {
  return execa(program, [...words, 'sh'], {
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: { stdout: false, stderr: true },
    encoding: 'buffer',
    reject: false,
  })
}

/** Lines first, and bytes after them. A line is null where there is no other. */
function readerOf(stream: Readable): {
  readonly line: () => Promise<string | null>
  readonly rest: () => Promise<Buffer>
} {
  let kept: Buffer[] = []
  let isOver = false
  stream.on('data', (piece: Buffer) => kept.push(piece))
  stream.on('error', () => {})
  const closed = once(stream, 'close').then(() => (isOver = true))
  return {
    async line() {
      for (;;) {
        const all = Buffer.concat(kept)
        const end = all.indexOf('\n')
        kept = [all.subarray(end + 1)]
        if (end !== -1) return all.subarray(0, end).toString()
        if (isOver) return null
        await Promise.race([once(stream, 'data'), closed])
      }
    },
    async rest() {
      await closed
      return Buffer.concat(kept)
    },
  }
}
