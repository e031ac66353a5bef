import { loadGates } from '../../base-ref/definitions.ts'
import { counterHere } from '../../count/counter-here.ts'
import { openCounter } from '../../count/counter.ts'
import { identityOf } from '../../count/identity.ts'
import { openClosers, type Closers } from '../../gate/closers.ts'
import type { Care } from '../../host/child.ts'
import { placeProject } from '../../gate/place.ts'
import { LOCK_FILE, takeLock } from '../../host/lock.ts'
import { startWatchdog } from '../../host/watchdog.ts'
import type { CountedLaunch, CountIdentity, NotCounted } from '../../model/count.ts'
import { LoadgateError } from '../../model/error.ts'
import type { Server } from '../../model/server.ts'
import { projectSchema, type Project } from '../../options/project.ts'
import { openFleet } from '../../server/fleet.ts'
import { findCountedBaselines, type CountedBaselines } from './baselines.ts'
import { messages } from './messages.ts'

/** Whether instructions can be counted here. */
export type Counting = {
  /** The version of valgrind; null where counting does not work with any server. */
  readonly valgrind: string | null
  /** What one launch of the reference server yielded, or why it yielded nothing. */
  readonly trial: Trial | NotCounted
  /** What counts of the project's servers depend on here, by server; those that need Python are left out. */
  readonly identities: ReadonlyMap<string, CountIdentity>
  readonly baselines: CountedBaselines
}

/** One counted launch, and what it was asked. */
export type Trial = { readonly path: string; readonly launch: CountedLaunch }

type Tried = Omit<Counting, 'baselines'>

/**
 * Counts one launch of the first reference server that the vitest configuration in `cwd` names. It takes the gate's lock, which
 * it would disturb. Nothing of valgrind or the server is left when it settles, nor when this process is ended. Throws
 * LoadgateError when `folder`, that of the baselines, cannot be read.
 */
export async function tryCounting(folder: string, cwd: string, lockFile = LOCK_FILE): Promise<Counting> {
  const baselines = findCountedBaselines(folder)
  const names = baselines.scenarios.flatMap((one) => ('identities' in one ? Object.keys(one.identities) : []))
  const opened = openClosers()
  try {
    return { ...(await tryInCare({ opened, cwd, lockFile, names })), baselines }
  } finally {
    await opened.close()
  }
}

type Attempt = {
  readonly opened: Closers
  readonly cwd: string
  readonly lockFile: string
  readonly names: readonly string[]
}

async function tryInCare({ opened, cwd, lockFile, names }: Attempt): Promise<Tried> {
  let tried: Omit<Tried, 'trial'> = { valgrind: null, identities: new Map() }
  try {
    opened.add((await takeLock(0, () => {}, lockFile)).release)
    const watchdog = startWatchdog()
    opened.add(watchdog.close)
    const here = await counterHere(watchdog)
    if ('notCounted' in here) return { ...tried, trial: here }
    const { valgrind } = here
    tried = { ...tried, valgrind }
    const care = { watchdog, signal: new AbortController().signal }
    const project = await readProject(cwd, care)
    tried = { ...tried, identities: await identitiesOf(project, names, valgrind) }
    return { ...tried, trial: await countReference(project, valgrind, care, opened) }
  } catch (error) {
    if (error instanceof LoadgateError) return { ...tried, trial: { notCounted: error.message } }
    throw error
  }
}

/** Throws LoadgateError when the configuration cannot be loaded, or holds no gate. */
async function readProject(cwd: string, care: Care): Promise<Project> {
  const loaded = await loadGates({ cwd }, care)
  if ('how' in loaded) {
    const lines = loaded.output.split('\n').map((line) => line.trim())
    const line = lines.find((one) => /^(\w+ )*\w*Error\b.*:/.test(one)) ?? lines.at(-1) ?? ''
    throw new LoadgateError('not-counted', messages.notLoaded({ how: loaded.how, line }))
  }
  const [{ root, ...gate } = {}] = loaded.gates
  const project = projectSchema.safeParse(gate)
  if (!project.success) throw new LoadgateError('not-counted', messages.noGate)
  return placeProject(project.data, String(root), process.cwd())
}

async function identitiesOf(
  { servers }: Project,
  names: readonly string[],
  valgrind: string,
): Promise<ReadonlyMap<string, CountIdentity>> {
  // The Python of those that need one is that of a venv, which is only made when they run.
  const known = servers.filter(({ name, python }) => python === undefined && names.includes(name))
  return new Map(await Promise.all(known.map(async (one) => [one.name, await identityOf(one, valgrind)] as const)))
}

/** It starts once without valgrind: one that never answers right would take ten times as long to say so under it. */
async function countReference(
  { references, scratch }: Project,
  valgrind: string,
  care: Care,
  opened: Closers,
): Promise<Trial | NotCounted> {
  const reference: Server = references[0]!
  const fleet = openFleet({
    servers: [],
    references: [reference],
    scratch,
    onProgress: () => {},
    ...care,
  })
  opened.add(fleet.close)
  await fleet.prepare([])
  const server = fleet.prepared(reference.name)
  const { path, headers } = server.ready
  const request = { path, method: 'GET' as const, headers }
  const outcome = await openCounter({ ...care, valgrind }).count({
    server,
    side: 'head',
    asking: { request },
    launches: 1,
  })
  return 'notCounted' in outcome ? outcome : { path, launch: outcome.launches[0]! }
}
