import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { callerOf } from '../host/caller.ts'
import { LoadgateError } from '../model/error.ts'

/** How a run ends that cannot begin. */

/** The folder of our modules. */
const OWN = fileURLToPath(new URL('..', import.meta.url))

/** What a check of a configuration gives; a LoadgateError of it says in which file it was called, and ends the run. */
export function checked<T>(check: () => T): T {
  try {
    return check()
  } catch (error) {
    const place = error instanceof LoadgateError ? callerOf(new Error('here').stack, OWN) : null
    if (!(error instanceof LoadgateError) || place === null) throw error
    return refuse(new LoadgateError(error.code, error.message.replaceAll(/^/gm, `${place}: `)))
  }
}

/**
 * Ends the run with the sentence of a LoadgateError alone, and exit code 1, where this process is Vitest's command. Vitest itself
 * would print that it found no test files, a banner, and stacks of its own code around it. Anything else is thrown.
 */
export function refuse(error: unknown): never {
  if (!(error instanceof LoadgateError) || !isVitest(process.argv[1])) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
}

/** Whether this is the program of the command `vitest`, or a link to it. */
function isVitest(program = ''): boolean {
  try {
    return /[\\/]vitest[\\/]vitest\.mjs$/.test(realpathSync(program))
  } catch {
    return false
  }
}
