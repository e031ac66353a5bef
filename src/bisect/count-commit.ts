import { worktreesIn } from '../base-ref/base.ts'
import type { Repository } from '../base-ref/checkout.ts'
import { openInstalled, type Installed } from '../base-ref/installed.ts'
import { dependenciesOf } from '../base-ref/dependencies.ts'
import { baseRoot } from '../base-ref/sides.ts'
import type { Counter } from '../count/counter.ts'
import { countWith } from '../gate/open-counting.ts'
import type { Care } from '../host/child.ts'
import { gitIn } from '../host/git.ts'
import { takeLock, type OnWait } from '../host/lock.ts'
import type { CountedLaunch, CountIdentity } from '../model/count.ts'
import { LoadgateError } from '../model/error.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Secrets } from '../model/secrets.ts'
import { openFleet } from '../server/fleet.ts'
import type { Commit } from '../model/commits.ts'
import { digestOfDefinition, digestOfRequest, openKept, OWN, type Kept, type Wanted } from './kept.ts'
import { messages } from './messages.ts'
import { serversAt, type Definitions, type ServersAt } from './servers-at.ts'

/** A server that is to be counted, what it is asked, and how many launches of it. */
export type Task = { readonly scenario: Scenario; readonly server: string; readonly launches: number }

/** `fresh`: how many of the launches were counted now, and not kept from before. */
export type Counted =
  | { readonly launches: readonly CountedLaunch[]; readonly fresh: number }
  | { readonly skipped: string }

export type CommitCounting = Care & {
  readonly repository: Repository
  /** Where the project may write, as an absolute path. */
  readonly scratch: string
  readonly definitions: Definitions
  /** By what each server would be counted today. */
  readonly identities: ReadonlyMap<string, CountIdentity>
  readonly counter: Counter
  readonly valgrind: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly secrets: Secrets
  readonly onStep: (step: string) => void
}

/** Seconds to wait for a gate on this machine. */
const PATIENCE = 600

/**
 * Counts servers of a commit: in a worktree of its own, with its own dependencies. What is kept of it is not counted again, and what is
 * counted is kept. A commit that does not install, or a server that does not start or answer right, is skipped. Nothing
 * is left of it when it settles. Throws LoadgateError for what would stop every commit, and the reason of `signal`.
 */
export async function countCommit(
  counting: CommitCounting,
  commit: Commit,
  tasks: readonly Task[],
): Promise<readonly Counted[]> {
  const kept = openKept(`${counting.scratch}/commits`)
  const known = tasks.map((task) => kept.find(commit.hash, wantedOf(counting, task)))
  const isEnough = known.every((launches, index) => launches.length >= tasks[index]!.launches)
  if (isEnough) return known.map((launches) => ({ launches, fresh: 0 }))
  try {
    return await countFresh(counting, commit, tasks, kept)
  } catch (error) {
    const skipped = error instanceof LoadgateError ? messages.whySkipped(error) : null
    if (skipped === null) throw error
    return tasks.map(() => ({ skipped }))
  }
}

function wantedOf({ definitions, identities }: CommitCounting, { scenario, server }: Task): Wanted {
  const identity = identities.get(server)
  const definition = definitions.servers.find(({ name }) => name === server)
  if (!identity || !definition) throw new Error(`${server} is not among the servers of these specs.`)
  return {
    server,
    request: digestOfRequest(scenario),
    definition: digestOfDefinition(definition, definitions.top),
    identity,
  }
}

async function countFresh(
  counting: CommitCounting,
  commit: Commit,
  tasks: readonly Task[],
  kept: Kept,
): Promise<readonly Counted[]> {
  const { repository, scratch, watchdog, signal, onStep } = counting
  const care = { watchdog, signal }
  const folder = await worktreesIn(scratch, gitIn(repository.top, { care }))
  const ref = commit.hash.slice(0, 9)
  const installed = await openInstalled({ ...care, ref, commit: commit.hash, repository, folder, onProgress: onStep })
  try {
    onStep(messages.readingServers({ ref }))
    const at = await serversAt(installed.checkouts, counting.definitions, { ref, care })
    return await countInstalled(counting, { commit, installed, at, kept }, tasks)
  } finally {
    await installed.remove()
  }
}

type Opened = {
  readonly commit: Commit
  readonly installed: Installed
  readonly at: ServersAt
  readonly kept: Kept
}

async function countInstalled(
  counting: CommitCounting,
  opened: Opened,
  tasks: readonly Task[],
): Promise<readonly Counted[]> {
  const { scratch, secrets, watchdog, signal, onStep } = counting
  const names = [...new Set(tasks.map(({ server }) => server))]
  const servers = opened.at.servers.filter(({ name }) => names.includes(name))
  const onWait: OnWait = (pid, folder) => onStep(messages.waitingForGate({ pid, folder }))
  // Between two commits it is free, so that a gate need not wait for all of them.
  const lock = await takeLock(PATIENCE, onWait)
  onStep(messages.counting({ servers: names, ref: opened.commit.hash.slice(0, 9) }))
  const fleet = openFleet({ servers, references: [], scratch, secrets, watchdog, signal, onProgress: onStep })
  try {
    const { skipped, broken } = await fleet.prepare(servers.map(({ name }) => name))
    const counter = countWith(counting.counter, { ...counting, fleet, onProgress: () => {} })
    return await Promise.all(
      tasks.map(async (task): Promise<Counted> => {
        if (!servers.some(({ name }) => name === task.server)) return { skipped: messages.noServer(task) }
        const missing = [...skipped, ...broken].find(({ server }) => server === task.server)
        if (missing) return { skipped: messages.doesNotStart({ reason: missing.reason }) }
        return countTask(counting, opened, counter, task)
      }),
    )
  } finally {
    await fleet.close()
    lock.release()
  }
}

async function countTask(
  counting: CommitCounting,
  { commit, installed, at, kept }: Opened,
  counter: ReturnType<typeof countWith>,
  task: Task,
): Promise<Counted> {
  const wanted = wantedOf(counting, task)
  const before = kept.find(commit.hash, wanted)
  const scenario = { ...task.scenario, servers: [task.server] }
  const counts = await counter.until(scenario, (_server, so) => ({
    head: 'notCounted' in so ? 0 : Math.max(0, task.launches - before.length - so.head.length),
    base: 0,
  }))
  const counted = counts.get(task.server)
  if (counted === undefined || 'notCounted' in counted)
    return { skipped: messages.notCounted({ reason: counted?.notCounted ?? '' }) }
  const launches = [...before, ...counted.head]
  const { digest: lockfile } = dependenciesOf(baseRoot(installed.checkouts), installed.checkouts.base)
  const definition = at.isOwn ? OWN : wanted.definition
  kept.keep(commit.hash, { ...wanted, definition, lockfile, identity: counted.identity, launches })
  return { launches, fresh: counted.head.length }
}
