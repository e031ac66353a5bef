import { fileURLToPath } from 'node:url'
import { execa, type Options } from 'execa'

/** What `npx loadgate` runs. */
export const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

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
