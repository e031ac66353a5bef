import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { callerOf } from '../../src/host/caller.ts'

const OWN = '/project/node_modules/loadgate/dist/'
const stackAt = (...places: readonly string[]) =>
  ['Error: here', ...places.map((place, index) => `    at ${index % 2 ? `name (${place})` : place}`)].join('\n')
const seen = (path: string) => relative(process.cwd(), path)

test('the caller is the first place outside of our modules, with or without a name, as a path or as an address', () => {
  const own = [`file://${OWN}vitest/project.js:1:2`, `${OWN}vitest/refuse.js:3:4`]
  expect(callerOf(stackAt(...own, '/project/vitest.config.ts:12:3'), OWN)).toBe(
    `${seen('/project/vitest.config.ts')}:12`,
  )
  expect(callerOf(stackAt(...own, 'node:internal/x:1:1', 'file:///project/a%20b.ts:7:3'), OWN)).toBe(
    `${seen('/project/a b.ts')}:7`,
  )
})

test('there is none in a stack of our modules alone, and in no stack', () => {
  expect([callerOf(stackAt(`${OWN}a.js:1:1`), OWN), callerOf('', OWN), callerOf(undefined, OWN)]).toEqual([
    null,
    null,
    null,
  ])
})

test('of a file that was bundled, it is the file and line that the map names; a map that is broken is no map', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loadgate-caller-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const bundle = join(folder, 'bundle.mjs')
  // The first character of its first line comes from the fifth line of server.ts.
  const map = { version: 3, sources: ['sub/server.ts'], names: [], mappings: 'AAIA' }
  const write = (text: string) =>
    writeFileSync(
      bundle,
      `call()\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,${Buffer.from(text).toString('base64')}\n`,
    )
  const stack = stackAt(`${pathToFileURL(bundle).href}:1:1`)
  write(JSON.stringify(map))
  expect(callerOf(stack, OWN)).toBe(`${seen(join(folder, 'sub', 'server.ts'))}:5`)
  write('{')
  expect(callerOf(stack, OWN)).toBe(`${seen(bundle)}:1`)
})
