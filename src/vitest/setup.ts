import { realpathSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { openGate, type Gate } from '../gate/gate.ts'
import type { Place } from '../gate/open.ts'
import { placeProject } from '../gate/place.ts'
import { removeReports } from '../gate/write-report.ts'
import { monotonic } from '../host/proc.ts'
import { LoadgateError } from '../model/error.ts'
import type { Project } from '../options/project.ts'
import { readSettings, type Settings } from '../options/settings.ts'
import { openEndpoint, shareGate } from './endpoint.ts'
import { listedInto } from './listing.ts'
import { messages } from './messages.ts'
import { sharedLock } from './shared-lock.ts'
import { showProgress } from './progress.ts'
import { refuse } from './refuse.ts'
import { startScenario } from './spec-files.ts'

/**
 * Vitest's global setup, in the main process. Removes the reports of an earlier run, then opens the gate and its endpoint; the
 * function that it returns closes them. A gate that cannot open ends the run.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  return open(project).catch(refuse)
}

async function open(project: TestProject): Promise<() => Promise<void>> {
  const { loadgateOptions } = project.config.provide
  if (!loadgateOptions) throw new LoadgateError('no-project', messages.noProject)
  const file = listedInto()
  if (file !== undefined) return list(project, loadgateOptions, file)
  const { root } = project.config
  const options = placeProject(loadgateOptions, root, process.cwd())
  removeReports(options.scratch)
  const known = options.servers.map((server) => server.name)
  const settings = settingsOf(project, known)
  const recording = project.globalConfig.snapshotOptions.updateSnapshot
  const { say, ...progress } = showProgress(process.stderr)
  const place = { root, ...configurationOf(project) }
  const gate = await openGate({
    project: options,
    place,
    settings,
    recording,
    env: process.env,
    seed: String(Date.now()),
    progress,
    say,
    lock: sharedLock,
  })
  const { url, token, close } = await openEndpoint(withProgress(gate))
  shareGate(project.name, gate)
  const chosen = settings.servers ?? known
  project.provide('loadgate', {
    url,
    token,
    known,
    chosen,
    update: recording === 'all',
    unsure: settings.unsure,
    root,
    listing: null,
  })
  return () => closeBoth(project.name, gate, close)
}

/** Opens no gate: the specs only say which scenarios they declare. */
async function list(project: TestProject, { servers }: Project, file: string): Promise<() => Promise<void>> {
  const known = servers.map(({ name }) => name)
  const listing = { file, project: project.name }
  project.provide('loadgate', {
    url: '',
    token: '',
    known,
    chosen: known,
    update: false,
    unsure: 'pass',
    root: project.config.root,
    listing,
  })
  return async () => {}
}

/** LOADGATE_SERVERS may name servers of any gate in this run. Each gate chooses its own among them. */
function settingsOf(project: TestProject, own: readonly string[]): Settings {
  const everywhere = project.vitest.projects.flatMap(({ config }) => config.provide.loadgateOptions?.servers ?? [])
  const settings = readSettings(process.env, [...new Set([...own, ...everywhere.map(({ name }) => name)])])
  return { ...settings, servers: settings.servers && settings.servers.filter((name) => own.includes(name)) }
}

/** The file that defines the gate, and the folder that it is loaded in. */
function configurationOf({ vite, vitest, config }: TestProject): Omit<Place, 'root'> {
  const main = vitest.vite.config.configFile
  const file = vite.config.configFile || main
  const loadedIn = realpathSync(file === main ? vitest.config.root : config.root)
  return file ? { config: realpathSync(file), loadedIn } : { loadedIn }
}

/** The scenario that a file measures now is what the time that is left is about. */
function withProgress({ answer, sideBySide }: Gate): Pick<Gate, 'answer' | 'sideBySide'> {
  return {
    sideBySide,
    answer(question, signal) {
      if (question.kind === 'measure') startScenario(question, monotonic())
      return answer(question, signal)
    },
  }
}

/** Closes the endpoint first, so that a closing gate gets no questions. */
async function closeBoth(project: string, gate: Gate, closeEndpoint: () => Promise<void>): Promise<void> {
  shareGate(project, undefined)
  await closeEndpoint()
  await gate.close()
}
