import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { installDependencies } from '../../src/base-ref/install.ts'
import { mustRun, PNPM, whyOffline, YARN } from '../package/pack.ts'
import { installedIn, installedVersion, packed, type Packed } from './packages.ts'
import { care, emptyFolder, removeFolders, writeFiles } from './repository.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const caring = care()
let dep: Packed
/** Without a registry, the programs themselves cannot be had. */
let offline: string | null

beforeAll(async () => {
  dep = await packed('1.0.0')
  offline = await whyOffline()
})
afterAll(caring.close)
afterAll(removeFolders)
afterEach(() => void vi.unstubAllEnvs())

/** Puts a program of this name, which is this command, on PATH. */
function offer(name: string, command: readonly string[]): void {
  const folder = emptyFolder()
  writeFileSync(join(folder, name), `#!/bin/sh\nexec ${command.join(' ')} "$@"\n`)
  chmodSync(join(folder, name), 0o755)
  vi.stubEnv('PATH', [folder, process.env['PATH']].join(delimiter))
}

test.for([
  {
    name: 'pnpm',
    command: PNPM,
    lockfile: 'pnpm-lock.yaml',
    steps: ['pnpm install in main', 'npm run prepare in main'],
  },
  { name: 'yarn', command: YARN, lockfile: 'yarn.lock', steps: ['yarn install in main', 'npm run prepare in main'] },
])('a base with the lockfile of $name gets its packages from it, and is prepared', async (installer, { skip }) => {
  if (offline !== null) skip(offline)
  const { name, command, lockfile, steps } = installer
  const folder = emptyFolder()
  const checkouts = { head: join(folder, 'head'), base: join(folder, 'base'), prefix: '' }
  installedIn(checkouts.head, '0.0.0-of-head')
  writeFiles(checkouts.head, { 'package.json': '{}', [lockfile]: 'of head' })
  writeFiles(checkouts.base, {
    'package.json': JSON.stringify({
      name: 'project',
      scripts: { prepare: 'node -p 1 >> prepared' },
      dependencies: { dep: `file:./${dep.name}` },
    }),
    '.yarnrc.yml': 'nodeLinker: node-modules\nenableTelemetry: false\nenableImmutableInstalls: false\n',
    ...(name === 'yarn' ? { 'yarn.lock': '' } : {}),
  })
  writeFileSync(join(checkouts.base, dep.name), dep.tarball)
  await mustRun([...command, 'install'], checkouts.base)
  for (const made of ['node_modules', 'prepared']) rmSync(join(checkouts.base, made), { recursive: true, force: true })

  offer(name, command)
  const said: string[] = []
  const onProgress = (step: string) => void said.push(step)
  await installDependencies({ ref: 'main', checkouts, cache: join(folder, 'modules'), care: caring, onProgress })
  expect(said.at(-2)).toBe('copying node_modules for main')
  expect(said.toSpliced(-2, 1).map((line) => line.replace(/^.*?((?:pnpm|yarn|npm) )/, '$1'))).toEqual(steps)
  expect(installedVersion(checkouts.base)).toBe('1.0.0')
  expect(readFileSync(join(checkouts.base, 'prepared'), 'utf8')).toBe('1\n')
  expect(existsSync(join(checkouts.head, 'prepared'))).toBe(false)
})

/** A project of pnpm that wants this package, with its lockfile, and without what installing it made. */
async function ofPnpm(folder: string, wanted: Packed): Promise<void> {
  const dependencies = { dep: `file:./${wanted.name}` }
  writeFiles(folder, { 'package.json': JSON.stringify({ name: 'project', dependencies }) })
  writeFileSync(join(folder, wanted.name), wanted.tarball)
  await mustRun([...PNPM, 'install', '--ignore-workspace'], folder)
}

test('a base of pnpm below a workspace of head gets its own packages', async ({ skip }) => {
  if (offline !== null) skip(offline)
  const head = emptyFolder()
  const checkouts = { head, base: join(head, '.loadgate/against/base'), prefix: '' }
  await ofPnpm(head, await packed('2.0.0'))
  await ofPnpm(checkouts.base, dep)
  rmSync(join(checkouts.base, 'node_modules'), { recursive: true })
  writeFiles(head, { 'pnpm-workspace.yaml': 'onlyBuiltDependencies: [esbuild]\n' })
  offer('pnpm', PNPM)
  const cache = join(head, '.loadgate/against/modules')
  await installDependencies({ ref: 'main', checkouts, cache, care: caring, onProgress: () => {} })
  expect(installedVersion(checkouts.base)).toBe('1.0.0')
  expect(installedVersion(head)).toBe('2.0.0')
})

test('an installer that makes no node_modules has not installed the base', async () => {
  const head = emptyFolder()
  const checkouts = { head, base: join(head, 'base'), prefix: '' }
  writeFiles(checkouts.base, { 'package.json': '{ "dependencies": { "dep": "1" } }', 'pnpm-lock.yaml': '' })
  offer('pnpm', ['true'])
  const installing = { ref: 'main', checkouts, cache: join(head, 'modules'), care: caring, onProgress: () => {} }
  await expect(installDependencies(installing)).rejects.toThrow(
    'main could not be installed: what installs pnpm-lock.yaml made no node_modules in its worktree',
  )
})
