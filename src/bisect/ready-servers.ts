import { hasSteps, worktreesIn } from '../base-ref/base.ts'
import type { Repository } from '../base-ref/checkout.ts'
import { ownModules } from '../base-ref/install.ts'
import { openInstalled } from '../base-ref/installed.ts'
import type { Checkouts } from '../base-ref/sides.ts'
import type { Care } from '../host/child.ts'
import { gitIn } from '../host/git.ts'
import type { Lock, OnWait } from '../host/lock.ts'
import { shortHash, type Commit } from '../model/commits.ts'
import type { Secrets } from '../model/secrets.ts'
import { openFleet, type Fleet, type Prepared } from '../server/fleet.ts'
import { messages } from './messages.ts'
import { serversAt, type Definitions, type ServersAt } from './servers-at.ts'

/** What commits are opened with. */
export type Opening = Care & {
  readonly repository: Repository
  /** Where the project may write, as an absolute path. */
  readonly scratch: string
  readonly definitions: Definitions
  readonly secrets: Secrets
  /** Takes the lock that lets one gate at a time measure on this machine. */
  readonly lock: (onWait: OnWait) => Promise<Lock>
  readonly onStep: (step: string) => void
}

/** A commit in a worktree of its own, with its dependencies and its servers' definitions. */
export type OpenCommit = ServersAt & { readonly commit: Commit; readonly checkouts: Checkouts }

/** How many installed node_modules are kept: a search comes back to commits with the same lockfile. */
export const KEEPS = 10

/** Opens a commit for some work, and removes its worktree whatever comes. Throws what `openInstalled` and the work throw, and LoadgateError when the worktree cannot be removed. */
export async function withCommit<T>(
  { repository, scratch, definitions, watchdog, signal, onStep }: Opening,
  commit: Commit,
  work: (opened: OpenCommit) => Promise<T>,
): Promise<T> {
  const care = { watchdog, signal }
  const folder = await worktreesIn(scratch, gitIn(repository.top, { care }))
  const ref = shortHash(commit.hash)
  const { checkouts, remove } = await openInstalled({
    ...care,
    ref,
    commit: commit.hash,
    repository,
    folder,
    keeps: KEEPS,
    headBuilds: definitions.servers.some(hasSteps),
    onProgress: onStep,
  })
  try {
    onStep(messages.readingServers({ ref }))
    const at = await serversAt(checkouts, definitions, { ref, commit: commit.hash, care })
    if (at.servers.some(hasSteps)) await ownModules({ ref, checkouts, care, onProgress: onStep })
    const done = await work({ ...at, commit, checkouts })
    await remove()
    return done
  } catch (error) {
    // The first problem is the one to report, also where that is the removing. The next gate removes what stays.
    await remove().catch(() => {})
    throw error
  }
}

/** Servers of a commit that were started once. */
export type ReadyServers = Prepared & { readonly fleet: Fleet; readonly names: readonly string[] }

/** Starts those of a commit's servers that are named for some work, and ends them whatever comes. */
export async function withServers<T>(
  { scratch, secrets, watchdog, signal, onStep }: Opening,
  { servers, commit }: OpenCommit,
  wanted: readonly string[],
  work: (ready: ReadyServers) => Promise<T>,
): Promise<T> {
  onStep(messages.counting({ servers: wanted, ref: shortHash(commit.hash) }))
  const own = servers.filter(({ name }) => wanted.includes(name))
  const fleet = openFleet({ servers: own, references: [], scratch, secrets, watchdog, signal, onProgress: onStep })
  try {
    const names = own.map(({ name }) => name)
    return await work({ ...(await fleet.prepare(names)), fleet, names })
  } finally {
    await fleet.close()
  }
}

/** Holds the lock of this machine meanwhile. Between two commits it is free, so that a gate need not wait for all of them. */
export async function alone<T>(
  { lock, watchdog, onStep }: Pick<Opening, 'lock' | 'watchdog' | 'onStep'>,
  work: () => Promise<T>,
): Promise<T> {
  const { release, leaveTo } = await lock((pid, folder) => onStep(messages.waitingForGate({ pid, folder })))
  leaveTo(watchdog.pid)
  try {
    return await work()
  } finally {
    release()
  }
}
