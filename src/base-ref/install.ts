import {
  existsSync,
  realpathSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs'
import { join } from 'node:path'
import { run, type Care } from '../host/child.ts'
import { lastLines } from '../host/last-lines.ts'
import { toolEnvironment } from '../host/environment.ts'
import { LoadgateError } from '../model/error.ts'
import { dependenciesOf, type Dependencies } from './dependencies.ts'
import { messages } from './messages.ts'
import { baseRoot, headRoot, type Checkouts } from './sides.ts'

export type InstallOptions = {
  readonly ref: string
  readonly checkouts: Checkouts
  /** Where installed node_modules are kept for the next gate. */
  readonly cache: string
  /** How many of them are kept; without it 3, which is enough to go back and forth between two refs. */
  readonly keeps?: number | undefined
  readonly care: Care
  readonly onProgress: (step: string) => void
}

/**
 * Gives the base its dependencies: head's node_modules when the lockfile and what package.json says are the same, those that
 * an earlier gate installed, or a fresh installation from its lockfile; and runs the project's `prepare`, which may build what its servers import.
 * Throws LoadgateError with the last lines of what was printed.
 */
export async function installDependencies(installing: InstallOptions): Promise<void> {
  const { checkouts } = installing
  const head = dependenciesOf(headRoot(checkouts), checkouts.head)
  const base = dependenciesOf(baseRoot(checkouts), checkouts.base)
  const modules = existing(join(head.folder, 'node_modules'))
  const same = base.shareable && base.digest === head.digest
  // A project may commit its node_modules, and one without a lockfile may find them in a folder above.
  const there = existing(join(base.folder, 'node_modules')) ?? (same && modules === null && base.lockfile === null)
  if (!there) {
    const ready =
      same && modules !== null ? modules : base.shareable ? moduleCache(installing.cache).find(base.digest) : null
    if (ready === null) return install(installing, base)
    link(ready, base.folder)
  }
  if (base.prepares) await runInBase(installing, base.folder, PREPARE)
}

async function install(
  installing: InstallOptions,
  { folder, lockfile, shareable, digest, prepares }: Dependencies,
): Promise<void> {
  const { ref, cache, keeps } = installing
  if (lockfile === null) throw new LoadgateError('no-lockfile', messages.noLockfile({ ref }))
  const installer = INSTALLERS[lockfile]
  if (!installer) throw new LoadgateError('unknown-installer', messages.unknownInstaller({ ref, lockfile }))
  await runInBase(installing, folder, installer)
  if (prepares && lockfile === 'yarn.lock') await runInBase(installing, folder, PREPARE)
  const installed = existing(join(folder, 'node_modules'))
  if (shareable && installed !== null) link(moduleCache(cache, keeps).keep(digest, installed), folder)
}

type Words = readonly [program: string, ...args: string[]]

const NPM: Words = ['npm', 'ci', '--no-audit', '--no-fund']
const PREPARE: Words = ['npm', 'run', 'prepare']

/** What installs exactly the packages of a lockfile. npm and pnpm then run `prepare`, which Yarn has left out since version 2. */
const INSTALLERS: Readonly<Record<string, Words>> = {
  'npm-shrinkwrap.json': NPM,
  'package-lock.json': NPM,
  'pnpm-lock.yaml': ['pnpm', 'install', '--frozen-lockfile'],
  // The same in version 1; later ones know it under this name as well.
  'yarn.lock': ['yarn', 'install', '--frozen-lockfile'],
}

async function runInBase({ ref, care, onProgress }: InstallOptions, cwd: string, words: Words): Promise<void> {
  const [program, ...args] = words
  const command = words.filter((word) => !word.startsWith('-')).join(' ')
  onProgress(messages.runningInBase({ ref, command }))
  const ended = await run({ program, args, cwd, env: toolEnvironment(cwd) }, care)
  if (!ended.succeeded)
    throw new LoadgateError(
      'base-not-installed',
      messages.baseNotInstalled({ ref, command, how: ended.how, output: lastLines(withoutUsage(ended.output)) }),
      { cause: messages.howNotInstalled({ command, how: ended.how }) },
    )
}

/** If the lockfile does not fit, npm prints forty lines about its options, which would hide what is missing. */
function withoutUsage(output: string): string {
  return output.replace(/^npm error Clean install a project\n[^]*^npm error Run "npm help ci" for more info\n/m, '')
}

/** The real path; null when there is nothing. */
function existing(path: string): string | null {
  return existsSync(path) ? realpathSync(path) : null
}

/** Installed node_modules, one for each digest of dependencies, in a folder of ours. */
export type ModuleCache = {
  /** The path of the node_modules with this digest; null when there is none. */
  readonly find: (digest: string) => string | null
  /** Moves a finished node_modules here, and gives its new path. */
  readonly keep: (digest: string, path: string) => string
}

const KEPT = 3

function moduleCache(folder: string, keeps = KEPT): ModuleCache {
  // Packages find each other only below a folder named node_modules.
  const placeOf = (digest: string) => join(folder, digest, 'node_modules')

  function find(digest: string): string | null {
    if (!existsSync(placeOf(digest))) return null
    utimesSync(join(folder, digest), new Date(), new Date())
    return placeOf(digest)
  }

  function keep(digest: string, path: string): string {
    mkdirSync(join(folder, digest), { recursive: true })
    // In one step, so that a gate that is killed leaves all of it or nothing.
    renameSync(path, placeOf(digest))
    removeOldest(folder, keeps)
    return placeOf(digest)
  }

  return { find, keep }
}

/** Node resolves the link, and finds a package's dependencies beside it. */
function link(modules: string, folder: string): void {
  symlinkSync(modules, join(folder, 'node_modules'), 'junction')
}

function removeOldest(folder: string, keeps: number): void {
  const age = (name: string) => statSync(join(folder, name)).mtimeMs
  const names = readdirSync(folder).toSorted((a, b) => age(b) - age(a))
  for (const name of names.slice(keeps)) rmSync(join(folder, name), { recursive: true, force: true })
}
