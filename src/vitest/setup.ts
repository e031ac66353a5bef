import type { TestProject } from 'vitest/node'
import { openGate, type Gate } from '../gate/gate.ts'
import { removeReports } from '../gate/write-report.ts'
import { LoadgateError } from '../model/error.ts'
import { readSettings } from '../options/settings.ts'
import { openEndpoint, shareGate } from './endpoint.ts'
import { messages } from './messages.ts'
import { showProgress } from './progress.ts'
import { refuse } from './refuse.ts'

/**
 * Vitest's global setup, in the main process. Removes the reports of an earlier run, then opens the gate and its endpoint; the
 * function that it returns closes them. A gate that cannot open ends the run.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  return open(project).catch(refuse)
}

async function open(project: TestProject): Promise<() => Promise<void>> {
  const options = project.config.provide.loadgateOptions
  if (!options) throw new LoadgateError('no-project', messages.noProject)
  removeReports(options.scratch)
  const known = options.servers.map((server) => server.name)
  const settings = readSettings(process.env, known)
  const recording = project.globalConfig.snapshotOptions.updateSnapshot
  const progress = showProgress(process.stderr)
  const gate = await openGate({ project: options, settings, recording, env: process.env, progress, say })
  const { url, token, close } = await openEndpoint(gate.answer)
  shareGate(gate)
  const chosen = settings.servers ?? known
  project.provide('loadgate', { url, token, known, chosen, update: recording === 'all', unsure: settings.unsure })
  return () => closeBoth(gate, close)
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`)
}

/** Closes the endpoint first, so that a closing gate gets no questions. */
async function closeBoth(gate: Gate, closeEndpoint: () => Promise<void>): Promise<void> {
  shareGate(undefined)
  await closeEndpoint()
  await gate.close()
}
