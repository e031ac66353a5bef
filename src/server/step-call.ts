import { resolve } from 'node:path'
import type { Command } from '../host/child.ts'
import { serverEnvironment, toolEnvironment } from '../host/environment.ts'
import type { OwedCommand } from '../host/run-owed.ts'
import type { Server } from '../model/server.ts'
import type { BuildStep } from '../model/step.ts'
import { fillerFor } from './port.ts'

/** The commands of a definition, as they are to be started. */

/** Once per run, there is no port yet. A build is a tool: it installs what it needs also where servers are in production. */
export function callOnce(
  server: Server,
  step: BuildStep,
  field: 'build' | 'before' | 'after',
  token: string,
): OwedCommand {
  const cwd = folderOf(server, step)
  const around = field === 'build' ? toolEnvironment(cwd) : serverEnvironment()
  return { ...programOf(step), cwd, env: { ...around, ...server.env, ...step.env }, within: step.within, token }
}

/** Around a launch, with the environment of the server, and the marks filled in as there. */
export function callPerLaunch(server: Server, step: BuildStep, launch: Command, token: string): OwedCommand {
  const fill = fillerFor(server, launch.env['PORT'] ?? '0')
  const own = Object.fromEntries(Object.entries(step.env).map(([name, value]) => [name, fill(value)]))
  const { program, args } = programOf({ command: step.command.map(fill) })
  return { program, args, cwd: folderOf(server, step), env: { ...launch.env, ...own }, within: step.within, token }
}

function folderOf(server: Server, step: BuildStep): string {
  return resolve(step.cwd ?? server.cwd ?? '.')
}

/** As for the server, `node` is the Node that runs the gate. */
function programOf({
  command: [program = '', ...args],
}: Pick<BuildStep, 'command'>): Pick<Command, 'program' | 'args'> {
  return { program: program === 'node' ? process.execPath : program, args }
}
