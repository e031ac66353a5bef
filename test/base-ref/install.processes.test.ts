import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { installDependencies, ownModules, type InstallOptions } from '../../src/base-ref/install.ts'
import { LoadgateError } from '../../src/model/error.ts'
import { until } from '../server/fixture.ts'
import { leftIn, processesIn } from '../vitest/project-folder.ts'
import { installedIn, installedVersion, lockWith, manifestWith, packed, type Packed } from './packages.ts'
import { care, emptyFolder, removeFolders, writeFiles, type Files } from './repository.ts'

const caring = care()
let one: Packed
let two: Packed

beforeAll(async () => {
  ;[one, two] = await Promise.all([packed('1.0.0'), packed('2.0.0')])
})
afterAll(caring.close)
afterAll(removeFolders)
beforeEach(() => {
  vi.stubEnv('npm_config_offline', 'true')
  vi.stubEnv('npm_config_cache', emptyFolder())
})
afterEach(() => void vi.unstubAllEnvs())

type Project = { readonly manifest: Files; readonly tarball?: Packed }

const ofDep = (dep: Packed, more?: object, field?: string): Project => ({
  manifest: manifestWith(dep, more, field),
  tarball: dep,
})

function write(folder: string, { manifest, tarball }: Project): void {
  writeFiles(folder, manifest)
  if (tarball) writeFileSync(join(folder, tarball.name), tarball.tarball)
}

/** Two checkouts, head's with node_modules in which `dep` is what a person made of it. */
function sides(head: Project, base: Project) {
  const folder = emptyFolder()
  const checkouts = { head: join(folder, 'head'), base: join(folder, 'base'), prefix: '' }
  installedIn(checkouts.head, '0.0.0-of-head')
  write(checkouts.head, head)
  write(checkouts.base, base)
  return { checkouts, cache: join(folder, 'modules') }
}

/** Installs, and gives the commands that it took. */
async function installed(
  options: Pick<InstallOptions, 'checkouts' | 'cache'> & Partial<InstallOptions>,
): Promise<string[]> {
  const steps: string[] = []
  await installDependencies({ ref: 'main', care: caring, onProgress: (step) => steps.push(step), ...options })
  return steps
}

async function problem(
  options: Pick<InstallOptions, 'checkouts' | 'cache'> & Partial<InstallOptions>,
): Promise<string> {
  const error: unknown = await installed(options).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(LoadgateError)
  return (error as Error).message
}

test('with the same lockfile and the same package.json the base uses the packages of head, and npm is not asked', async () => {
  const { checkouts, cache } = sides(ofDep(one), ofDep(one))
  expect(await installed({ checkouts, cache })).toEqual([])
  expect(realpathSync(join(checkouts.base, 'node_modules'))).toBe(join(checkouts.head, 'node_modules'))
  expect(installedVersion(checkouts.base)).toBe('0.0.0-of-head')
})

test('with another lockfile the base gets its own packages, which the next gate finds again', async () => {
  const { checkouts, cache } = sides(ofDep(two), ofDep(one))
  expect(await installed({ checkouts, cache })).toEqual(['npm ci in main'])
  expect(installedVersion(checkouts.base)).toBe('1.0.0')
  expect(installedVersion(checkouts.head)).toBe('0.0.0-of-head')
  const next = { ...checkouts, base: `${checkouts.base}-again` }
  write(next.base, ofDep(one))
  expect(await installed({ checkouts: next, cache })).toEqual([])
  expect(installedVersion(next.base)).toBe('1.0.0')
})

test('the same lockfile under another package.json is installed, and npm says that they do not fit', async () => {
  const changed = { ...manifestWith(one), 'package.json': manifestWith(two)['package.json']! }
  const { checkouts, cache } = sides(ofDep(one), { manifest: changed, tarball: one })
  writeFileSync(join(checkouts.base, two.name), two.tarball)
  const message = await problem({ checkouts, cache })
  expect(message).toMatch(
    /^main could not be installed: `npm ci` ended with exit code 1 in its worktree\. .* The last that it printed:\n {2}\| npm /,
  )
  expect(message).toMatch(/dep@2\.0\.0/)
  expect(message).not.toContain('Usage')
})

test('what cannot be installed is an error with the last that npm printed, and nothing is kept of it', async () => {
  const { checkouts, cache } = sides(ofDep(two), { manifest: manifestWith(one) })
  expect(await problem({ checkouts, cache })).toMatch(
    /`npm ci` ended with exit code \d+ in its worktree[^]*dep-1\.0\.0\.tgz/,
  )
  expect(existsSync(cache)).toBe(false)
})

test('a prepare script runs once, whether the packages were there or not', async () => {
  const scripts = { scripts: { prepare: 'node -p 1 >> prepared' } }
  const prepared = ['copying node_modules for main', 'npm run prepare in main']
  for (const [head, steps] of [
    [ofDep(one), prepared],
    [ofDep(two), ['npm ci in main', ...prepared]],
  ] as const) {
    const { checkouts, cache } = sides(head, ofDep(one, scripts))
    expect(await installed({ checkouts, cache })).toEqual(steps)
    expect(readFileSync(join(checkouts.base, 'prepared'), 'utf8')).toBe('1\n')
    expect(existsSync(join(checkouts.head, 'prepared'))).toBe(false)
  }
})

const patching = (patch: string) => ({ scripts: { prepare: `echo ${patch} >> node_modules/dep/patched` } })
const patchedIn = (folder: string) => {
  const file = join(folder, 'node_modules/dep/patched')
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

test('what prepare writes into packages reaches neither head nor the next commit, and what it wrote in head not the base', async () => {
  const { checkouts, cache } = sides(ofDep(one, patching('head')), ofDep(one, patching('base')))
  writeFiles(checkouts.head, { 'node_modules/dep/patched': 'head\n' })
  expect(await installed({ checkouts, cache })).toEqual([
    'npm ci in main',
    'copying node_modules for main',
    'npm run prepare in main',
  ])
  expect(patchedIn(checkouts.base)).toBe('base\n')
  expect(patchedIn(checkouts.head)).toBe('head\n')
  const next = { ...checkouts, base: `${checkouts.base}-again` }
  write(next.base, ofDep(one, patching('next')))
  expect(await installed({ checkouts: next, cache })).toEqual([
    'copying node_modules for main',
    'npm run prepare in main',
  ])
  expect(patchedIn(next.base)).toBe('next\n')
  const plain = { ...checkouts, base: `${checkouts.base}-plain` }
  write(plain.base, ofDep(one))
  expect(await installed({ checkouts: plain, cache })).toEqual([])
  expect(patchedIn(plain.base)).toBe(null)
  expect(JSON.parse(readFileSync(join(next.base, 'package.json'), 'utf8'))).toMatchObject(patching('next'))
})

test('where commands of head may have written into its packages, the base gets its own', async () => {
  const { checkouts, cache } = sides(ofDep(one), ofDep(one))
  expect(await installed({ checkouts, cache, headBuilds: true })).toEqual(['npm ci in main'])
  expect(installedVersion(checkouts.base)).toBe('1.0.0')
  const unknown = sides(withLock('same'), withLock('same'))
  expect(await installed({ ...unknown, headBuilds: true })).toEqual([])
  expect(installedVersion(unknown.checkouts.base)).toBe('0.0.0-of-head')
})

test('packages are copied for what writes into them later', async () => {
  const { checkouts, cache } = sides(ofDep(one), ofDep(one))
  writeFiles(checkouts.head, { 'node_modules/.bin/tool': '' })
  symlinkSync('../dep', join(checkouts.head, 'node_modules/.bin/link'))
  await installed({ checkouts, cache })
  const steps: string[] = []
  const owning = () => ownModules({ ref: 'main', checkouts, care: caring, onProgress: (step) => void steps.push(step) })
  await owning()
  await owning()
  expect(steps).toEqual(['copying node_modules for main'])
  writeFiles(checkouts.base, { 'node_modules/dep/package.json': '{ "version": "changed" }' })
  expect(installedVersion(checkouts.head)).toBe('0.0.0-of-head')
  expect(readlinkSync(join(checkouts.base, 'node_modules/.bin/link'))).toBe('../dep')
})

test('without cp, Node copies', async () => {
  const { checkouts, cache } = sides(ofDep(one), ofDep(one))
  await installed({ checkouts, cache })
  vi.stubEnv('PATH', emptyFolder())
  await ownModules({ ref: 'main', checkouts, care: caring, onProgress: () => {} })
  expect(lstatSync(join(checkouts.base, 'node_modules')).isSymbolicLink()).toBe(false)
  expect(installedVersion(checkouts.base)).toBe('0.0.0-of-head')
})

test('a prepare script that fails is an error with the last that it printed', async () => {
  const scripts = { scripts: { prepare: 'echo it was the build && exit 3' } }
  expect(await problem(sides(ofDep(one), ofDep(one, scripts)))).toMatch(
    /`npm run prepare` ended with exit code 3[^]* \| it was the build/,
  )
})

test('a package that is linked from the checkout is the one of the base', async () => {
  const wanted = { dependencies: { dep: 'file:dep' } }
  const lock = lockWith(wanted, { dep: { version: '1.0.0' }, 'node_modules/dep': { resolved: 'dep', link: true } })
  const linked = (version: string): Project => ({
    manifest: {
      'package.json': JSON.stringify({ name: 'project', version: '1.0.0', ...wanted }),
      'package-lock.json': lock,
      'dep/package.json': JSON.stringify({ name: 'dep', version, description: `of ${version}` }),
    },
  })
  const { checkouts, cache } = sides(linked('1.0.0'), linked('1.0.0'))
  writeFiles(checkouts.base, { 'dep/index.js': 'base' })
  expect(await installed({ checkouts, cache })).toEqual(['npm ci in main'])
  expect(readFileSync(join(checkouts.base, 'node_modules/dep/index.js'), 'utf8')).toBe('base')
  expect(lstatSync(join(checkouts.base, 'node_modules')).isSymbolicLink()).toBe(false)
})

test('scripts of the project that work on its packages do not reach those of head', async () => {
  const scripts = { scripts: { postinstall: 'echo patched > node_modules/patched' } }
  const { checkouts, cache } = sides(ofDep(one, scripts), ofDep(one, scripts))
  expect(await installed({ checkouts, cache })).toEqual(['npm ci in main'])
  expect(existsSync(join(checkouts.base, 'node_modules/patched'))).toBe(true)
  expect(existsSync(join(checkouts.head, 'node_modules/patched'))).toBe(false)
})

test('development packages are installed too, whatever NODE_ENV says', async () => {
  vi.stubEnv('NODE_ENV', 'production')
  const { checkouts, cache } = sides(ofDep(two), ofDep(one, {}, 'devDependencies'))
  await installed({ checkouts, cache })
  expect(installedVersion(checkouts.base)).toBe('1.0.0')
})

const withLock = (text: string): Project => ({ manifest: { 'package.json': '{}', 'bun.lock': text } })

test('the packages of another installer are shared when they are the same, and not installed', async () => {
  const same = sides(withLock('same'), withLock('same'))
  expect(await installed(same)).toEqual([])
  expect(installedVersion(same.checkouts.base)).toBe('0.0.0-of-head')
  expect(await problem(sides(withLock('head'), withLock('base')))).toContain(
    'its lockfile is bun.lock, but loadgate installs with npm, pnpm and Yarn only',
  )
})

const wanting = (range: string): Project => ({
  manifest: { 'package.json': JSON.stringify({ dependencies: { dep: range } }) },
})

test('without a lockfile, other packages than those of head are unknown', async () => {
  expect(await installed(sides(wanting('^1'), wanting('^1')))).toEqual([])
  expect(await problem(sides(wanting('^2'), wanting('^1')))).toMatch(
    /^main has no lockfile and needs other packages than head/,
  )
})

test('a project whose packages are in a folder above, and one that commits them, needs nothing', async () => {
  const bare = {
    checkouts: { head: emptyFolder(), base: emptyFolder(), prefix: '' },
    cache: join(emptyFolder(), 'modules'),
  }
  expect(await installed(bare)).toEqual([])
  expect(existsSync(join(bare.checkouts.base, 'node_modules'))).toBe(false)
  const committed = sides(ofDep(two), ofDep(one))
  installedIn(committed.checkouts.base, '0.0.0-committed')
  expect(await installed(committed)).toEqual([])
  expect(installedVersion(committed.checkouts.base)).toBe('0.0.0-committed')
})

test('at most three sets of packages are kept, the last used ones', async () => {
  const { checkouts, cache } = sides(ofDep(two), ofDep(one))
  for (const name of ['old', 'older', 'oldest', 'new']) {
    writeFiles(join(cache, name), { 'node_modules/dep/package.json': '{}' })
  }
  for (const [index, name] of ['oldest', 'older', 'old', 'new'].entries()) utimesSync(join(cache, name), index, index)
  await installed({ checkouts, cache })
  expect(readdirSync(cache)).toHaveLength(3)
  expect(readdirSync(cache)).toEqual(expect.arrayContaining(['new', 'old']))
})

test('packages that are used again are kept longer', async () => {
  const { checkouts, cache } = sides(ofDep(two), ofDep(one))
  await installed({ checkouts, cache })
  const [used = ''] = readdirSync(cache)
  const old = (name: string, seconds: number) => utimesSync(join(cache, name), seconds, seconds)
  for (const [index, name] of [used, 'second', 'third'].entries()) {
    writeFiles(join(cache, name), { 'node_modules/dep/index.js': '' })
    old(name, index)
  }
  for (const [again, dep] of [
    ['used', one],
    ['other', two],
  ] as const) {
    const next = { ...checkouts, base: `${checkouts.base}-${again}`, head: emptyFolder() }
    write(next.base, ofDep(dep))
    await installed({ checkouts: next, cache })
  }
  expect(readdirSync(cache)).toHaveLength(3)
  expect(readdirSync(cache)).toEqual(expect.arrayContaining([used, 'third']))
})

test('what a script leaves running is ended with it', async () => {
  const scripts = { scripts: { prepare: 'sleep 600 & env -i sleep 600 &' } }
  const { checkouts, cache } = sides(ofDep(one), ofDep(one, scripts))
  expect(await installed({ checkouts, cache })).toEqual(['copying node_modules for main', 'npm run prepare in main'])
  expect(processesIn(checkouts.base)).toEqual([])
})

test('giving up ends npm with all that it started', async () => {
  const scripts = { scripts: { prepare: 'sleep 600 & sleep 600' } }
  const { checkouts, cache } = sides(ofDep(one), ofDep(one, scripts))
  const giving = new AbortController()
  const installing = installed({ checkouts, cache, care: { ...caring, signal: giving.signal } })
  const given = expect(installing).rejects.toThrow('given up')
  await until(() => processesIn(checkouts.base).filter((line) => line.endsWith(' sleep 600')).length >= 2)
  giving.abort(new Error('given up'))
  await given
  expect(await leftIn(checkouts.base)).toEqual([])
})

test('without npm the sentence says that it could not be started', async () => {
  vi.stubEnv('PATH', emptyFolder())
  expect(await problem(sides(ofDep(two), ofDep(one)))).toContain(
    '`npm ci` could not be started (ENOENT) in its worktree.',
  )
})
