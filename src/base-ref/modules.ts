import {
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs'
import { constants, cp, lstat, mkdir, readdir, readlink, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { run, type Care } from '../host/child.ts'
import { toolEnvironment } from '../host/environment.ts'

/** The real path; null when there is nothing. */
export function existing(path: string): string | null {
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

export function moduleCache(folder: string, keeps = KEPT): ModuleCache {
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

/** Node resolves the link, and finds a package's dependencies beside it. For a folder in which nothing writes there. */
export function linkModules(modules: string, folder: string): void {
  symlinkSync(modules, placeIn(folder), 'junction')
}

/** What programs keep beside packages for their next run, which may be many times as much. */
const CACHES = new Set(['.cache', '.vite', '.vite-temp', '.vitest', '.vitest-cache'])

/** Files of its own, with which programs may do what they like. Throws Node's error, or the reason of the signal. */
export async function copyModules(modules: string, folder: string, care: Care): Promise<void> {
  const draft = `${placeIn(folder)}.copy`
  await mkdir(draft)
  const names = (await readdir(modules)).filter((name) => !CACHES.has(name))
  // Four times as fast as Node, and at once where the file system shares blocks.
  const copying = {
    program: 'cp',
    args: ['-a', '--reflink=auto', ...names.map((name) => join(modules, name)), draft],
    cwd: folder,
    env: toolEnvironment(folder),
  }
  if (names.length > 0 && !(await run(copying, care)).succeeded) {
    // What cp made is in the way of links.
    await rm(draft, { recursive: true, force: true })
    await mkdir(draft)
    const how = { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE } as const
    for (const name of names) await cp(join(modules, name), join(draft, name), how)
  }
  await rm(placeIn(folder), { force: true })
  await rename(draft, placeIn(folder))
}

/** Where the folder's node_modules leads, where it is a link; null for a folder's own and for none. */
export async function linkedModules(folder: string): Promise<string | null> {
  const found = await lstat(placeIn(folder)).catch(() => null)
  return found?.isSymbolicLink() ? readlink(placeIn(folder)) : null
}

function placeIn(folder: string): string {
  return join(folder, 'node_modules')
}

function removeOldest(folder: string, keeps: number): void {
  const age = (name: string) => statSync(join(folder, name)).mtimeMs
  const names = readdirSync(folder).toSorted((a, b) => age(b) - age(a))
  for (const name of names.slice(keeps)) rmSync(join(folder, name), { recursive: true, force: true })
}
