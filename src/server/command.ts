import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Command } from '../host/child.ts'
import { serverEnvironment } from '../host/environment.ts'
import { programBeside } from '../host/own-package.ts'
import { LAUNCH_VARIABLE } from '../host/proc.ts'
import { RUNTIME_VARIABLE, runtimeFolder } from '../host/runtime-report.ts'
import { LoadgateError } from '../model/error.ts'
import type { Server } from '../model/server.ts'
import { messages } from './messages.ts'

/**
 * Flags of `runtime: 'steady'`, so that launches differ less from each other: no compiling and no collecting beside the main
 * thread, one size for the young generation, and functions that are measured soon: type feedback from the first call on, and
 * the optimising compiler after 500 calls instead of 3,000.
 */
export const STEADY_FLAGS = [
  '--no-concurrent-recompilation',
  '--single-threaded-gc',
  '--max-semi-space-size=64',
  '--no-lazy-feedback-allocation',
  '--invocation-count-for-turbofan=500',
] as const

const PRELOAD = pathToFileURL(programBeside(import.meta.url, '../host/runtime-preload')).href

/** The command that starts a server that is told `port`, a number or the path of a socket. Throws LoadgateError when the definition contradicts itself. */
export function commandOf(server: Server, port: number | string, token: string): Command {
  const [program = '', ...args] = server.command
  const cwd = resolve(server.cwd ?? '.')
  if (!existsSync(cwd)) throw new LoadgateError('no-such-folder', messages.noSuchFolder({ server: server.name, cwd }))
  const flags = flagsFor(server, program)
  const env = environment(server, port, token)
  return { program: program === 'node' ? process.execPath : program, args: [...flags, ...args], cwd, env }
}

/** Node's flags stand before the program. */
function flagsFor({ name, runtime, runtimeReport }: Server, program: string): readonly string[] {
  if (runtime === 'steady' && program !== 'node')
    throw new LoadgateError('steady-needs-node', messages.steadyNeedsNode({ server: name, program }))
  if (runtimeReport && program !== 'node')
    throw new LoadgateError('report-needs-node', messages.reportNeedsNode({ server: name, program }))
  return [...(runtime === 'steady' ? STEADY_FLAGS : []), ...(runtimeReport ? ['--import', PRELOAD] : [])]
}

function environment(server: Server, port: number | string, token: string): Record<string, string> {
  return {
    ...serverEnvironment(),
    ...server.env,
    PORT: String(port),
    ...(server.host === undefined ? {} : { HOST: server.host }),
    [LAUNCH_VARIABLE]: token,
    ...(server.runtimeReport ? { [RUNTIME_VARIABLE]: runtimeFolder(token) } : {}),
  }
}
