import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { run, type Care } from '../host/child.ts'
import { lastLines } from '../host/last-lines.ts'
import { toolEnvironment } from '../host/environment.ts'
import { LoadgateError } from '../model/error.ts'
import { dependenciesOf, type Dependencies } from './dependencies.ts'
import { keepingHooks, NO_HOOKS } from './hooks.ts'
import { messages } from './messages.ts'
import { copyModules, existing, linkedModules, linkModules, moduleCache } from './modules.ts'
import { baseRoot, headRoot, type Checkouts } from './sides.ts'

export type InstallOptions = {
  readonly ref: string
  readonly checkouts: Checkouts
  /** Where installed node_modules are kept for the next gate. */
  readonly cache: string
  /** How many of them are kept; without it 3, which is enough to go back and forth between two refs. */
  readonly keeps?: number | undefined
  /** A server of head has commands that run beside it, which may write into head's node_modules. */
  readonly headBuilds?: boolean | undefined
  readonly care: Care
  readonly onProgress: (step: string) => void
}

/**
 * Gives the base its dependencies: head's node_modules when the lockfile and what package.json says are the same and nothing of head
 * works on them, those that an earlier gate installed, or a fresh installation from its lockfile; and runs the project's `prepare`,
 * which may build what its servers import. It works on a copy, as `ownModules` makes one for what runs later. Throws
 * LoadgateError with the last lines of what was printed.
 */
export async function installDependencies(installing: InstallOptions): Promise<void> {
  const { checkouts } = installing
  const head = dependenciesOf(headRoot(checkouts), checkouts.head)
  const base = dependenciesOf(baseRoot(checkouts), checkouts.base)
  const same = base.shareable && base.digest === head.digest
  const ofHead = same ? existing(join(head.folder, 'node_modules')) : null
  // A project may commit its node_modules, and one without a lockfile may find them in a folder above.
  const there = existing(join(base.folder, 'node_modules')) ?? (same && ofHead === null && base.lockfile === null)
  if (!there && !base.shareable) return installInPlace(installing, base)
  if (!there) {
    const isTouched = installing.headBuilds === true || head.prepares || !head.shareable
    const modules = ofHead !== null && !(isTouched && canInstall(base)) ? ofHead : await kept(installing, base)
    if (modules !== null && base.prepares) await copyInto(modules, base.folder, installing)
    else if (modules !== null) linkModules(modules, base.folder)
  }
  if (base.prepares) await runInBase(installing, base.folder, PREPARE)
}

/** Gives the base files of its own where node_modules is a link: what runs there next may write into them. */
export async function ownModules(
  installing: Pick<InstallOptions, 'ref' | 'checkouts' | 'care' | 'onProgress'>,
): Promise<void> {
  const { folder } = dependenciesOf(baseRoot(installing.checkouts), installing.checkouts.base)
  const modules = await linkedModules(folder)
  // One that is committed leads into the commit.
  if (modules !== null && isAbsolute(modules)) await copyInto(modules, folder, installing)
}

type Copying = Pick<InstallOptions, 'ref' | 'care' | 'onProgress'>

async function copyInto(modules: string, folder: string, { ref, care, onProgress }: Copying): Promise<void> {
  onProgress(messages.copyingModules({ ref }))
  await copyModules(modules, folder, care)
}

function canInstall({ lockfile }: Dependencies): boolean {
  return lockfile !== null && Object.hasOwn(INSTALLERS, lockfile)
}

/** With the project's own scripts. */
async function installInPlace(installing: InstallOptions, base: Dependencies): Promise<void> {
  await runInBase(installing, base.folder, installerOf(installing, base))
  refuseNone(installing, base)
  if (base.prepares && base.lockfile === 'yarn.lock') await runInBase(installing, base.folder, PREPARE)
}

/** The node_modules of this digest, installed where no gate did so before; null where the installer makes none. */
async function kept(installing: InstallOptions, base: Dependencies): Promise<string | null> {
  const { cache, keeps } = installing
  const { find, keep } = moduleCache(cache, keeps)
  const found = find(base.digest)
  if (found !== null) return found
  const installer = installerOf(installing, base)
  const work = () => runInBase(installing, base.folder, installer)
  await (base.hasScripts ? withoutScripts(base.folder, work) : work())
  refuseNone(installing, base)
  const installed = existing(join(base.folder, 'node_modules'))
  return installed && keep(base.digest, installed)
}

/** Without packages of its own, the base would find those of head, in a folder above. Yarn may keep them in another form. */
function refuseNone({ ref }: InstallOptions, { folder, lockfile, hasPackages }: Dependencies): void {
  if (!hasPackages || lockfile === 'yarn.lock' || existing(join(folder, 'node_modules')) !== null) return
  throw new LoadgateError('base-not-installed', messages.nothingInstalled({ ref, lockfile }), {
    cause: messages.howNothingInstalled,
  })
}

/** What is kept is for other commits, too, so the project's own scripts may not work on it: npm and pnpm would run `prepare`. */
async function withoutScripts(folder: string, work: () => Promise<void>): Promise<void> {
  const file = join(folder, 'package.json')
  const text = readFileSync(file, 'utf8')
  const { scripts: _, ...rest } = JSON.parse(text) as { readonly scripts: object }
  writeFileSync(file, JSON.stringify(rest))
  await work()
  writeFileSync(file, text)
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

function installerOf({ ref, checkouts }: InstallOptions, { folder, lockfile }: Dependencies): Words {
  if (lockfile === null) throw new LoadgateError('no-lockfile', messages.noLockfile({ ref }))
  const installer = INSTALLERS[lockfile]
  if (!installer) throw new LoadgateError('unknown-installer', messages.unknownInstaller({ ref, lockfile }))
  // The base lies inside head, whose workspace pnpm would find above, and install again.
  const isAlone = lockfile === 'pnpm-lock.yaml' && !hasFile(folder, checkouts.base, 'pnpm-workspace.yaml')
  return isAlone ? [...installer, '--ignore-workspace'] : installer
}

/** Whether a folder, or one above it up to `top`, has this file. */
function hasFile(folder: string, top: string, name: string): boolean {
  return existsSync(join(folder, name)) || (folder !== top && hasFile(dirname(folder), top, name))
}

async function runInBase({ ref, care, onProgress }: InstallOptions, cwd: string, words: Words): Promise<void> {
  const [program, ...args] = words
  const command = words.filter((word) => !word.startsWith('-')).join(' ')
  onProgress(messages.runningInBase({ ref, command }))
  const env = { ...toolEnvironment(cwd), ...NO_HOOKS }
  const ended = await keepingHooks(cwd, () => run({ program, args, cwd, env }, care))
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
