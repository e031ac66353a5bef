import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'

/** Installed node_modules, one for each digest of dependencies, in a folder of ours. */
export type Modules = {
  /** The path of the node_modules with this digest; null when there is none. */
  readonly find: (digest: string) => string | null
  /** Moves a finished node_modules here, and gives its new path. */
  readonly keep: (digest: string, path: string) => string
}

/** As many as are kept: whoever goes back and forth between two refs installs each once. */
const KEPT = 3

export function modulesIn(folder: string): Modules {
  // Packages find each other only below a folder of that name.
  const placeOf = (digest: string) => join(folder, digest, 'node_modules')

  function find(digest: string): string | null {
    if (!existsSync(placeOf(digest))) return null
    utimesSync(join(folder, digest), new Date(), new Date())
    return placeOf(digest)
  }

  function keep(digest: string, path: string): string {
    mkdirSync(join(folder, digest), { recursive: true })
    // In one step: a gate that is killed leaves all of it or nothing.
    renameSync(path, placeOf(digest))
    removeOldest(folder)
    return placeOf(digest)
  }

  return { find, keep }
}

/** Node follows the link and finds a package's own dependencies beside it. */
export function link(modules: string, folder: string): void {
  symlinkSync(modules, join(folder, 'node_modules'), 'junction')
}

function removeOldest(folder: string): void {
  const age = (name: string) => statSync(join(folder, name)).mtimeMs
  const names = readdirSync(folder).toSorted((a, b) => age(b) - age(a))
  for (const name of names.slice(KEPT)) rmSync(join(folder, name), { recursive: true, force: true })
}
