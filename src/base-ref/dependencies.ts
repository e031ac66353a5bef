import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What decides the contents of a folder's node_modules. */
export type Dependencies = {
  readonly folder: string
  /** The lockfile's name; null when there is none. */
  readonly lockfile: string | null
  /** Of the lockfile, what package.json says of dependencies, npm's settings, and the platform that native parts are built for. */
  readonly digest: string
  /**
   * Another checkout with the same digest may use the same node_modules. Not when packages are links into the checkout
   * (workspaces, `file:` folders), whose code is not in the lockfile, nor when the project's own scripts work on node_modules.
   */
  readonly shareable: boolean
  /** Its package.json asks for packages. */
  readonly hasPackages: boolean
  /** Its package.json has scripts. */
  readonly hasScripts: boolean
  /** The project has a `prepare` script, which `npm ci` would run. */
  readonly prepares: boolean
}

const LOCKFILES = ['npm-shrinkwrap.json', 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'bun.lockb']

/** Those that `npm ci` installs from. */
const NPM_LOCKFILES: readonly string[] = LOCKFILES.slice(0, 2)

const FIELDS = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'bundleDependencies',
  'bundledDependencies',
  'overrides',
  'resolutions',
  'workspaces',
  'pnpm',
  'packageManager',
]

/** Of the nearest folder with a lockfile, from `folder` up to `top`; of `folder` itself when there is none. */
export function dependenciesOf(folder: string, top: string): Dependencies {
  for (let place = folder; ; place = dirname(place)) {
    const lockfile = LOCKFILES.find((name) => existsSync(join(place, name)))
    if (lockfile !== undefined) return describe(place, lockfile)
    if (place === top || place === dirname(place)) return describe(folder, null)
  }
}

type Manifest = Readonly<Record<string, unknown>> & { readonly scripts?: Readonly<Record<string, unknown>> }

function describe(folder: string, lockfile: string | null): Dependencies {
  const manifest = parsed<Manifest>(textOf(join(folder, 'package.json'))) ?? {}
  const wanted = JSON.stringify(FIELDS.map((field) => manifest[field] ?? null))
  const lock = lockfile === null ? '' : textOf(join(folder, lockfile))
  const { scripts = {} } = manifest
  return {
    folder,
    lockfile,
    digest: digestOf([lockfile, lock, wanted, textOf(join(folder, '.npmrc'))]),
    shareable:
      !linksIntoCheckout(lockfile, lock || wanted) &&
      !['preinstall', 'install', 'postinstall'].some((name) => name in scripts),
    hasPackages: [manifest['dependencies'], manifest['devDependencies']].some(
      (some) => Object.keys(some ?? {}).length > 0,
    ),
    hasScripts: manifest.scripts !== undefined,
    prepares: 'prepare' in scripts,
  }
}

function digestOf(parts: readonly (string | null)[]): string {
  const platform = [process.platform, process.arch, process.versions.modules]
  return createHash('sha256')
    .update(JSON.stringify([...parts, ...platform]))
    .digest('hex')
    .slice(0, 32)
}

type Package = { readonly link?: boolean; readonly resolved?: string; readonly integrity?: string }

/** In text that is not npm's lockfile. yarn's has the project itself in it, as `workspace:.`; a packed file is copied, and its digest is in the lockfile. */
const LINK = /\b(?:(?:link|portal|workspace):(?!\.["'\s])|file:(?!\.["'\s])(?!\S*\.(?:tgz|tar\.gz)\b))/

function linksIntoCheckout(lockfile: string | null, text: string): boolean {
  if (lockfile === null || !NPM_LOCKFILES.includes(lockfile)) return LINK.test(text)
  // npm 6 did not write down what is a link.
  const { packages = { unknown: { link: true } } } = parsed<{ packages?: Record<string, Package> }>(text) ?? {}
  return Object.values(packages).some(
    ({ link, resolved, integrity }) => link || (resolved?.startsWith('file:') && !integrity),
  )
}

/** Null for what is not JSON: npm says what is wrong with it. */
function parsed<T>(text: string): T | null {
  try {
    return JSON.parse(text) as T
  } catch {
    return null
  }
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'latin1') : ''
}
