import { resolve } from 'node:path'
import { openBase, type Base } from '../base-ref/base.ts'
import type { Care } from '../host/child.ts'
import { thisMachine } from '../host/machine.ts'
import { openDrivers, type Drivers } from '../load/drivers.ts'
import type { ShownProgress } from '../measure/progress.ts'
import type { NotCounted } from '../model/count.ts'
import { LoadgateError } from '../model/error.ts'
import { openSecrets, type Secrets } from '../model/secrets.ts'
import type { Project } from '../options/project.ts'
import type { Settings } from '../options/settings.ts'
import { openFleet, type Fleet, type FleetOptions } from '../server/fleet.ts'
import { openWatcher, type Watcher, type WatcherOptions } from '../trace/watcher.ts'
import { openClosers, type Closers } from './closers.ts'
import type { Counting } from './count-servers.ts'
import { launchable, otherSide, refuseWhatCannotBePaired } from './launchable.ts'
import { openCare, type OpenCare } from './open-care.ts'
import { countHere, type CountingNeeds } from './open-counting.ts'
import { openRecordedSides, type OpenRecorded } from './open-recorded.ts'
import { learnDefinitions, learnEnvironment } from './request-values.ts'
import { refusals } from './refusals.ts'
import type { Means } from './scenario-run.ts'
import { probeFolder, removeReports } from './write-report.ts'

export type OpenGate = OpenCare & {
  readonly project: Project
  readonly settings: Settings
  readonly recording: Means['recording']
  readonly env: Readonly<Record<string, string | undefined>>
  /** Another order of launches and windows for each run. */
  readonly seed: string
  readonly progress: ShownProgress
  /** Where the project lies; the folder that this process works in, unless said otherwise. */
  readonly place?: Place
  /** For tests, which replace drivers and servers by scripted ones. */
  readonly openDrivers?: (watch: (pid: number) => void) => Drivers
  readonly openFleet?: (options: FleetOptions) => Fleet
  readonly openCounting?: (needs: CountingNeeds) => Promise<Counting | NotCounted>
  readonly openWatcher?: (options: WatcherOptions) => Watcher
  readonly openRecorded?: OpenRecorded
}

/** `root`: where its paths start. `config`: the file that defines it, `loadedIn`: the folder in which Vitest loads that. */
export type Place = { readonly root: string; readonly config?: string | undefined; readonly loadedIn?: string }

/** The parts of an open gate. */
export type GateParts = Pick<OpenGate, 'progress' | 'say'> & {
  readonly means: Means
  readonly close: () => Promise<void>
}

/** Opens the parts in the order in which they need each other. If that fails, it closes again what it opened. */
export async function openGateParts(options: OpenGate): Promise<GateParts> {
  const opened = openClosers()
  const secrets = openSecrets()
  const say = (sentence: string) => options.say(secrets.redact(sentence))
  try {
    const means = await openMeans({ ...options, say }, opened, secrets)
    return { means, progress: options.progress, say, close: opened.close }
  } catch (error) {
    await opened.close()
    throw error instanceof LoadgateError ? secrets.redactError(error) : error
  }
}

async function openMeans(options: OpenGate, opened: Closers, secrets: Secrets): Promise<Means> {
  const { project, settings, recording, env, progress, say } = options
  learnEnvironment({ ...project, env, secrets })
  learnDefinitions(project.servers, secrets)
  removeReports(project.scratch)
  refuse(options)
  const { care, giveUp } = await openCare(options, opened)
  const base = await openAgainst(options, care, opened, secrets)
  const fleet = (options.openFleet ?? openFleet)({
    ...launchable(project, settings, base),
    scratch: project.scratch,
    secrets,
    onProgress: say,
    ...care,
  })
  opened.add(fleet.close)
  const drivers = (options.openDrivers ?? openDrivers)(care.watchdog.watch)
  opened.add(drivers.close)
  // Added a second time, because what is added last is closed first: measuring must end before its drivers and servers do.
  opened.add(giveUp)
  opened.add(progress.clear)
  const counting = openOnce(() =>
    (options.openCounting ?? countHere)({
      ...care,
      fleet,
      env,
      secrets,
      onProgress: progress.show,
      onClose: opened.add,
    }),
  )
  const openRecorded =
    options.openRecorded ??
    openRecordedSides(
      {
        ...care,
        scratch: project.scratch,
        secrets,
        onProgress: say,
        headServers: project.servers,
        openBase: (commit) => openBaseOf(options, commit, care),
        learn: (servers) => learnDefinitions(servers, secrets),
      },
      opened,
    )
  return {
    project,
    settings,
    env,
    secrets,
    fleet,
    counting: settings.count === 'off' ? null : counting,
    openRecorded,
    watch: (options.openWatcher ?? openWatcher)({ ...care, env, secrets }),
    drivers,
    recording,
    machine: thisMachine(),
    other: base && otherSide(project, base),
    seed: options.seed,
    signal: care.signal,
    onProgress: progress.show,
  }
}

/** Throws LoadgateError for what cannot be run, before anything is started for it. */
function refuse({ project, settings, recording }: OpenGate): void {
  if (recording === 'all' && settings.against !== null)
    throw new LoadgateError('against-while-updating', refusals.againstWhileUpdating)
  refuseWhatCannotBePaired(project, settings)
  checkFolders(project, recording)
}

/** The git ref that a run is compared with, if there is one. */
async function openAgainst(options: OpenGate, care: Care, opened: Closers, secrets: Secrets): Promise<Base | null> {
  const { against } = options.settings
  if (against === null) return null
  const base = await openBaseOf(options, against, care)
  opened.add(base.remove)
  learnDefinitions(base.servers, secrets)
  return base
}

/** Looks for valgrind when something is to be counted for the first time: a run that counts nothing does not wait for it. */
function openOnce<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined
  return () => (opened ??= open())
}

function openBaseOf({ project, place, say }: OpenGate, ref: string, care: Care): Promise<Base> {
  const here = process.cwd()
  const { name, scratch } = project
  return openBase({
    ref,
    name,
    root: here,
    headServers: project.servers,
    ...place,
    scratch: resolve(scratch),
    onProgress: say,
    ...care,
  })
}

function checkFolders({ scratch, baselines }: Project, recording: Means['recording']): void {
  for (const folder of recording === 'all' ? [scratch, baselines] : [scratch]) {
    try {
      probeFolder(folder)
    } catch (cause) {
      const problem = (cause as Error).message
      throw new LoadgateError('not-writable', refusals.notWritable({ folder, problem }), { cause })
    }
  }
}
