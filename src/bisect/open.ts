import { mkdirSync, realpathSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { repositoryOf, type Repository } from '../base-ref/checkout.ts'
import { counterHere } from '../count/counter-here.ts'
import { openCounter, type Counter } from '../count/counter.ts'
import { openCodeFolder } from '../count/folder.ts'
import { identityOf } from '../count/identity.ts'
import { openClosers } from '../gate/closers.ts'
import { learnDefinitions, learnEnvironment, readRequestValues } from '../gate/request-values.ts'
import type { Care } from '../host/child.ts'
import { gitIn, type Git } from '../host/git.ts'
import { takeLock } from '../host/lock.ts'
import { startWatchdog } from '../host/watchdog.ts'
import type { CountIdentity } from '../model/count.ts'
import type { Commit, CommitStep } from '../model/commits.ts'
import { LoadgateError } from '../model/error.ts'
import { openSecrets, type Secrets } from '../model/secrets.ts'
import type { Server } from '../model/server.ts'
import type { Where } from '../model/where.ts'
import { findPython } from '../server/venv.ts'
import type { Choice } from './choose.ts'
import { countCommit, type CommitCounting, type Counted, type Task } from './count-commit.ts'
import { explainStep, type Subject } from './explain-step.ts'
import { messages } from './messages.ts'
import { specsAt, specsHere, type Specs } from './specs.ts'
import { checkEnds, readRange, type Ends, type Range } from './range.ts'

export type OpenCommits = {
  /** The folder in which Vitest loads the configuration, as a real path; and that, where it is not found by its usual name. */
  readonly cwd: string
  readonly config?: string | undefined
  /** What must be there before anything is read. */
  readonly ends?: Ends | undefined
  /** The commit whose specs say what is asked; those of the working tree without it. */
  readonly specs?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  /** Gives up. */
  readonly signal: AbortSignal
  /** Told what is being done. */
  readonly onStep: (step: string) => void
}

/** A repository whose commits can be counted. */
export type Commits = {
  readonly git: Git
  readonly specs: Specs
  readonly secrets: Secrets
  /** Throws LoadgateError where a request needs what is not there. */
  readonly choose: (choices: readonly Choice[]) => Promise<ChosenCommits>
  /** Ends everything that was opened, and removes the worktrees. */
  readonly close: () => Promise<void>
}

/** The same for the servers of one gate that are to be counted. */
export type ChosenCommits = {
  /** Where the project may write, as a real path. */
  readonly scratch: string
  readonly range: (ends: Ends) => Promise<Range>
  readonly count: (commit: Commit, tasks: readonly Task[]) => Promise<readonly Counted[]>
  readonly explain: (subject: Subject, step: CommitStep) => Promise<Where | null>
}

/**
 * Reads which scenarios there are, and looks whether instructions can be counted here. Throws LoadgateError when they cannot, when a
 * spec cannot be read, and where there is no repository; or the reason of `signal`. Nothing is left open then.
 */
export async function openCommits(options: OpenCommits): Promise<Commits> {
  const opened = openClosers()
  try {
    const watchdog = startWatchdog()
    opened.add(watchdog.close)
    const care = { watchdog, signal: options.signal }
    const git = gitIn(options.cwd, { care })
    const repository = await repositoryAt(git, options.cwd)
    if (options.ends !== undefined) await checkEnds(git, options.ends)
    const here = await counterHere(watchdog)
    if ('notCounted' in here) throw new LoadgateError('cannot-count', messages.cannotCount({ reason: here.notCounted }))
    options.onStep(messages.readingSpecs)
    const place = { ...options, git, care, repository, scratch: resolve(options.cwd, '.loadgate') }
    const specs = await (options.specs === undefined ? specsHere(place) : specsAt(options.specs, place))
    opened.add(specs.remove)
    const secrets = openSecrets()
    const { valgrind } = here
    const code = await openCodeFolder(watchdog)
    opened.add(code.remove)
    const counter = openCounter({ ...care, valgrind, env: options.env, secrets, code: code.path })
    const parts = { care, git, repository, specs, secrets, counter, valgrind }
    return { git, specs, secrets, choose: (choices) => choose(choices, options, parts), close: opened.close }
  } catch (error) {
    await opened.close()
    throw error
  }
}

/** Seconds to wait for a gate on this machine. */
const PATIENCE = 600

type Parts = {
  readonly care: Care
  readonly git: Git
  readonly repository: Repository
  readonly specs: Specs
  readonly secrets: Secrets
  readonly counter: Counter
  readonly valgrind: string
}

async function choose(choices: readonly Choice[], options: OpenCommits, parts: Parts): Promise<ChosenCommits> {
  const { care, git, specs, secrets, valgrind } = parts
  const { env, cwd, config, onStep } = options
  const { gate } = choices[0]!
  const { servers } = gate.project
  learnEnvironment({ servers, env, secrets })
  learnDefinitions(servers, secrets)
  for (const { scenario } of choices) readRequestValues(scenario, { servers, env, secrets })
  const prefix = relative(specs.top, gate.root)
  const repository = { top: parts.repository.top, prefix }
  const scratch = folderAt(resolve(repository.top, prefix, gate.project.scratch))
  const counting: CommitCounting = {
    ...parts,
    ...care,
    repository,
    scratch,
    definitions: { servers, gate: gate.project.name, root: gate.root, top: specs.top, config, loadedIn: cwd },
    identities: await identitiesOf(choices, valgrind, care),
    env,
    lock: (onWait) => takeLock(PATIENCE, onWait),
    onStep,
  }
  return {
    scratch,
    range: (ends) => readRange({ git, care, repository, scratch }, ends),
    count: (commit, tasks) => countCommit(counting, commit, tasks),
    explain: (subject, step) => explainStep(counting, subject, step),
  }
}

async function identitiesOf(
  choices: readonly Choice[],
  valgrind: string,
  care: Care,
): Promise<ReadonlyMap<string, CountIdentity>> {
  const servers = choices.flatMap(({ gate, server }) =>
    gate.project.servers
      .filter(({ name }) => name === server)
      .map((one) => ({ ...one, cwd: resolve(gate.root, one.cwd ?? '.') })),
  )
  return new Map(
    await Promise.all(
      servers.map(async (server) => [server.name, await identityToday(server, valgrind, care)] as const),
    ),
  )
}

/** The venv of a server in Python is only made when it runs, but by which Python is known. */
async function identityToday(server: Server, valgrind: string, care: Care): Promise<CountIdentity> {
  const identity = await identityOf(server, valgrind)
  if (server.python === undefined) return identity
  const python = await findPython(care)
  return 'missing' in python ? identity : { ...identity, runtime: `python ${python.version.split(' ')[0]}` }
}

async function repositoryAt(git: Git, cwd: string): Promise<Repository> {
  try {
    return await repositoryOf(git, cwd)
  } catch (error) {
    if (!(error instanceof LoadgateError) || error.code !== 'git-refuses') throw error
    throw new LoadgateError('no-repository', messages.noRepository({ folder: cwd }), { cause: error })
  }
}

function folderAt(path: string): string {
  mkdirSync(path, { recursive: true })
  return realpathSync(path)
}
