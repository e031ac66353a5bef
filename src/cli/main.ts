#!/usr/bin/env node
import { LoadgateError } from '../model/error.ts'
import { assertNode } from '../host/versions.ts'

/**
 * The program `loadgate`. What a command gives is the exit code; whatever keeps it from its work is 2, so that 1 can
 * mean bad news: the convention of grep and diff. Errors for users are a sentence on stderr, and only bugs have a stack.
 */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  // Whoever reads has seen enough, as with `| head -1`.
  process.exit()
})

try {
  assertNode(process.versions.node)
  // Not before: what the commands import needs that Node.
  const { loadgate } = await import('./loadgate.ts')
  process.exitCode = await loadgate(process.argv.slice(2), process)
} catch (error) {
  process.exitCode = 2
  console.error(error instanceof LoadgateError ? error.message : error)
}
