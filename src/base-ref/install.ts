import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import { lastLines, run, type Care } from '../host/child.ts'
import { dependenciesOf, NPM_LOCKFILES, type Dependencies } from './dependencies.ts'
import { toolEnvironment } from '../host/environment.ts'
import { link, modulesIn } from './modules.ts'
import { baseRoot, headRoot, type Place } from './place.ts'

export type Installing = {
  readonly ref: string
  readonly place: Place
  /** Where installed node_modules are kept for the next gate. */
  readonly cache: string
  readonly care: Care
  readonly onProgress: (step: string) => void
}

/**
 * Gives the base its dependencies: head's node_modules when the lockfile and what package.json says are the same, those that
 * an earlier gate installed, or a fresh `npm ci`; and runs the project's `prepare`, which may build what its servers import.
 * Throws LoadgateError with the last lines of what npm printed.
 */
export async function installDependencies(installing: Installing): Promise<void> {
  const { place } = installing
  const head = dependenciesOf(headRoot(place), place.head)
  const base = dependenciesOf(baseRoot(place), place.base)
  const modules = existing(join(head.folder, 'node_modules'))
  const same = base.shareable && base.digest === head.digest
  // A project may commit its node_modules, and one without a lockfile may find them in a folder above.
  const there = existing(join(base.folder, 'node_modules')) ?? (same && modules === null && base.lockfile === null)
  if (!there) {
    const ready =
      same && modules !== null ? modules : base.shareable ? modulesIn(installing.cache).find(base.digest) : null
    if (ready === null) return install(installing, base)
    link(ready, base.folder)
  }
  if (base.prepares) await npm(installing, base.folder, ['run', 'prepare'])
}

async function install(installing: Installing, { folder, lockfile, shareable, digest }: Dependencies): Promise<void> {
  const { ref, cache } = installing
  if (lockfile === null) throw new LoadgateError('no-lockfile', messages.noLockfile({ ref }))
  if (!NPM_LOCKFILES.includes(lockfile))
    throw new LoadgateError('unknown-installer', messages.unknownInstaller({ ref, lockfile }))
  await npm(installing, folder, ['ci', '--no-audit', '--no-fund'])
  const installed = existing(join(folder, 'node_modules'))
  if (shareable && installed !== null) link(modulesIn(cache).keep(digest, installed), folder)
}

async function npm({ ref, care, onProgress }: Installing, cwd: string, args: readonly string[]): Promise<void> {
  const command = `npm ${args.filter((word) => !word.startsWith('-')).join(' ')}`
  onProgress(messages.runningInBase({ ref, command }))
  const ended = await run({ program: 'npm', args, cwd, env: toolEnvironment(cwd) }, care)
  if (!ended.succeeded)
    throw new LoadgateError(
      'base-not-installed',
      messages.baseNotInstalled({ ref, command, how: ended.how, output: lastLines(withoutUsage(ended.output)) }),
    )
}

/** A lockfile that does not fit is a wrong usage to npm, and forty lines about its options would hide what is missing. */
function withoutUsage(output: string): string {
  return output.replace(/^npm error Clean install a project\n[^]*^npm error Run "npm help ci" for more info\n/m, '')
}

/** The real path; null when there is nothing. */
function existing(path: string): string | null {
  return existsSync(path) ? realpathSync(path) : null
}
