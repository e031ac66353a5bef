import { join } from 'node:path'
import { dependenciesOf } from '../base-ref/dependencies.ts'
import { baseRoot } from '../base-ref/sides.ts'
import type { Counter } from '../count/counter.ts'
import type { Counting } from '../gate/count-servers.ts'
import { countWith } from '../gate/open-counting.ts'
import type { Commit } from '../model/commits.ts'
import type { CountedLaunch, CountIdentity } from '../model/count.ts'
import { LoadgateError } from '../model/error.ts'
import type { Scenario } from '../model/scenario.ts'
import { digestOfDefinition, digestOfRequest, openKept, OWN, type Kept, type Wanted } from './kept.ts'
import { messages } from './messages.ts'
import { alone, withCommit, withServers, type OpenCommit, type Opening, type ReadyServers } from './ready-servers.ts'

/** A server that is to be counted, what it is asked, and how many launches of it. */
export type Task = { readonly scenario: Scenario; readonly server: string; readonly launches: number }

/** `fresh`: how many of the launches were counted now, and not kept from before. */
export type Counted =
  | { readonly launches: readonly CountedLaunch[]; readonly fresh: number }
  | { readonly skipped: string }

export type CommitCounting = Opening & {
  /** By what each server would be counted today. */
  readonly identities: ReadonlyMap<string, CountIdentity>
  readonly counter: Counter
  readonly valgrind: string
  readonly env: Readonly<Record<string, string | undefined>>
}

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
  const kept = openKept(join(counting.scratch, 'commits'))
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
  const digest = digestOfDefinition(definition, definitions.top)
  return { server, request: digestOfRequest(scenario), definition: digest, identity }
}

async function countFresh(
  counting: CommitCounting,
  commit: Commit,
  tasks: readonly Task[],
  kept: Kept,
): Promise<readonly Counted[]> {
  const names = [...new Set(tasks.map(({ server }) => server))]
  return withCommit(counting, commit, (opened) =>
    alone(counting, () =>
      withServers(counting, opened, names, (ready) => {
        const work = () => ({
          opened,
          kept,
          counter: countWith(counting.counter, { ...counting, fleet: ready.fleet, onProgress: () => {} }),
        })
        return Promise.all(
          tasks.map(async (task): Promise<Counted> => {
            const missing = whyMissing(ready, task.server)
            if (missing !== null) return { skipped: missing }
            const counted = await countTask(counting, work(), task)
            // It did start, so what broke may pass: on a busy machine somebody takes a port just before the server does.
            return 'skipped' in counted ? countTask(counting, work(), task) : counted
          }),
        )
      }),
    ),
  )
}

/** Why a server is not ready, in words that end a sentence; null when it is. */
export function whyMissing({ names, skipped, broken }: ReadyServers, server: string): string | null {
  if (!names.includes(server)) return messages.noServer({ server })
  return [...skipped, ...broken].find((one) => one.server === server)?.reason ?? null
}

type Work = { readonly opened: OpenCommit; readonly counter: Counting; readonly kept: Kept }

async function countTask(counting: CommitCounting, { opened, counter, kept }: Work, task: Task): Promise<Counted> {
  const { commit, checkouts, isOwn } = opened
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
  const { digest: lockfile } = dependenciesOf(baseRoot(checkouts), checkouts.base)
  const definition = isOwn ? OWN : wanted.definition
  kept.keep(commit.hash, { ...wanted, definition, lockfile, identity: counted.identity, launches })
  return { launches, fresh: counted.head.length }
}
