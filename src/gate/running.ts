import { LoadgateError } from '../model/error.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Server } from '../model/server.ts'
import type { Project } from '../options/project.ts'
import { refusals } from './refusals.ts'

/** Servers that already run: the gate never starts them. */

/** Those of a scenario, by name. */
export function runningIn({ servers }: Scenario, project: Project): readonly string[] {
  const running = project.servers.filter(({ name, url }) => url !== undefined && servers.includes(name))
  return running.map(({ name }) => name)
}

/** Throws LoadgateError when one is to be compared with another git ref: only what is started can be started twice. */
export function refuseRunning(chosen: readonly Server[]): void {
  const names = (runs: boolean) => chosen.filter(({ url }) => (url !== undefined) === runs).map(({ name }) => name)
  const running = names(true)
  if (running.length === 0) return
  throw new LoadgateError('against-running', refusals.againstRunning({ running, others: names(false) }))
}
