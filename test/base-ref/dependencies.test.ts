import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { dependenciesOf } from '../../src/base-ref/dependencies.ts'
import { lockWith } from './packages.ts'
import { emptyFolder, removeFolders, writeFiles, type Files } from './repository.ts'

afterAll(removeFolders)

function found(files: Files, folder = '') {
  const top = emptyFolder()
  writeFiles(top, files)
  const { folder: place, ...rest } = dependenciesOf(join(top, folder), top)
  return { ...rest, at: place.slice(top.length) }
}

const registry = { version: '1.0.0', integrity: 'sha512-x' }
const manifest = (more: object) => JSON.stringify({ name: 'project', version: '1.0.0', ...more })
const plain: Files = {
  'package.json': manifest({ dependencies: { dep: '1' } }),
  'package-lock.json': lockWith({}, { 'node_modules/dep': registry }),
}

test('what says the same of dependencies has the same digest, whatever else package.json says', () => {
  const { digest } = found(plain)
  expect(
    found({
      ...plain,
      'package.json': manifest({ dependencies: { dep: '1' }, version: '2.0.0', scripts: { test: 'x' } }),
    }).digest,
  ).toBe(digest)
})

test.for([
  ['the lockfile', { 'package-lock.json': `${plain['package-lock.json']}\n` }],
  ['a dependency', { 'package.json': manifest({ dependencies: { dep: '2' } }) }],
  [
    'a development dependency',
    { 'package.json': manifest({ dependencies: { dep: '1' }, devDependencies: { other: '1' } }) },
  ],
  ['an override', { 'package.json': manifest({ dependencies: { dep: '1' }, overrides: { other: '1' } }) }],
  ["npm's settings", { '.npmrc': 'omit=dev' }],
  ['the name of the lockfile', { 'npm-shrinkwrap.json': plain['package-lock.json']! }],
] as const)('%s makes another digest', ([, change]) => {
  expect(found({ ...plain, ...change }).digest).not.toBe(found(plain).digest)
})

test('packages from a registry or a packed file can be shared', () => {
  const packed = { 'node_modules/dep': { version: '1.0.0', resolved: 'file:dep.tgz', integrity: 'sha512-x' } }
  expect(found(plain)).toMatchObject({ lockfile: 'package-lock.json', shareable: true, prepares: false })
  expect(found({ ...plain, 'package-lock.json': lockWith({}, packed) }).shareable).toBe(true)
})

test.for([
  [
    'a workspace or a `file:` folder that is linked',
    { 'package-lock.json': lockWith({}, { 'node_modules/dep': { resolved: 'packages/dep', link: true } }) },
  ],
  [
    'a `file:` folder that is copied',
    { 'package-lock.json': lockWith({}, { 'node_modules/dep': { version: '1.0.0', resolved: 'file:dep' } }) },
  ],
  ['a lockfile of npm 6', { 'package-lock.json': '{ "lockfileVersion": 1, "dependencies": {} }' }],
  ['a lockfile that is damaged', { 'package-lock.json': '<<<<<<< HEAD' }],
  [
    'a postinstall script',
    { 'package.json': manifest({ dependencies: { dep: '1' }, scripts: { postinstall: 'patch-package' } }) },
  ],
] as const)('%s cannot be shared', ([, change]) => {
  expect(found({ ...plain, ...change }).shareable).toBe(false)
})

test.for([
  ['pnpm-lock.yaml', 'dep:\n  version: 1.0.0\n', true],
  ['pnpm-lock.yaml', 'dep:\n  specifier: file:../dep.tgz\n  version: file:../dep.tgz(peer@5.1.1)\n', true],
  ['yarn.lock', '"dep@file:../dep-1.0.0.tgz::locator=app%40workspace%3A.":\n  checksum: 10/a1\n', true],
  ['yarn.lock', '"dep@file:../dep#../dep::hash=a1&locator=app%40workspace%3A.":\n', false],
  ['pnpm-lock.yaml', 'dep:\n  specifier: workspace:*\n  version: link:../dep\n', false],
  ['yarn.lock', '"project@workspace:."\n"dep@npm:1.0.0"\n', true],
  ['yarn.lock', '"dep@workspace:packages/dep"\n', false],
] as const)('%s with %j is shareable: %s', ([name, text, shareable]) => {
  expect(found({ 'package.json': manifest({}), [name]: text })).toMatchObject({ lockfile: name, shareable })
})

test('without a lockfile package.json tells what is a link', () => {
  expect(found({ 'package.json': manifest({ dependencies: { dep: '^1' } }) })).toMatchObject({
    lockfile: null,
    shareable: true,
  })
  expect(found({ 'package.json': manifest({ dependencies: { dep: 'file:../dep' } }) }).shareable).toBe(false)
  expect(found({})).toMatchObject({ lockfile: null, shareable: true, at: '' })
})

test('the nearest lockfile counts, up to the top of the repository and no further', () => {
  const app = { 'packages/app/package.json': manifest({}) }
  expect(found({ ...plain, ...app }, 'packages/app')).toMatchObject({ at: '', lockfile: 'package-lock.json' })
  const own = { ...plain, ...app, 'packages/app/yarn.lock': '' }
  expect(found(own, 'packages/app')).toMatchObject({ at: '/packages/app', lockfile: 'yarn.lock' })
  const outer = emptyFolder()
  writeFiles(outer, { ...plain, 'inner/package.json': manifest({}) })
  expect(dependenciesOf(join(outer, 'inner'), join(outer, 'inner')).lockfile).toBeNull()
})

test('a prepare script is noticed', () => {
  expect(found({ 'package.json': manifest({ scripts: { prepare: 'x' } }) }).prepares).toBe(true)
})
