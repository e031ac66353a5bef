#!/usr/bin/env node
import { assertNode } from '../host/own-package.ts'
import { LoadgateError } from '../model/error.ts'

/**
 * The program `loadgate`. The command's result is the exit code; an error is 2, so that 1 can mean bad news, as with grep
 * and diff. An error that the user can mend is one sentence on stderr; only a bug prints a stack.
 */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  // The reader has closed the pipe, as `| head -1` does.
  process.exit()
})

try {
  assertNode()
  // Imported only after the check: the commands need at least that version of Node.
  const { loadgate } = await import('./loadgate.ts')
  process.exitCode = await loadgate(process.argv.slice(2), process)
} catch (error) {
  // `git bisect run` takes 2 for a bad commit, and ends at 128.
  process.exitCode = process.argv[2] === 'bisect-step' ? 128 : 2
  console.error(error instanceof LoadgateError ? error.message : error)
}
