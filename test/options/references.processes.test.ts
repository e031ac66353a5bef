import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { REFERENCES } from '../../src/options/references.ts'
import { startMain } from '../showcase/start-server.ts'

describe('reference', () => {
  test('gives every path the same answer', async () => {
    await using server = await startMain('references/reference.js')
    const first = await fetch(server.url)
    const second = await fetch(`${server.url}/anything?else`)
    expect([first.status, second.status]).toEqual([200, 200])
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'))
    expect(await second.text()).toBe(await first.text())
  })
})

describe('reference-large', () => {
  test('gives every path the same answer, of the size of a page', async () => {
    await using server = await startMain('references/reference-large.js')
    const [first, second] = await Promise.all([fetch(server.url), fetch(`${server.url}/anything?else`)])
    const body = await first.text()
    expect([first.status, second.status]).toEqual([200, 200])
    expect(await second.text()).toBe(body)
    expect(Number(first.headers.get('content-length'))).toBe(Buffer.byteLength(body))
    expect(body.length).toBeGreaterThan(30_000)
  })
})

test.for([
  ['reference', 'b1e5fbfe5d93ea579b60f2f8b0e3b8f41b0b2fb23db67bbc7cf19917954a2f72'],
  ['reference-large', '9a618eb9a8e736bfcf99fa202a4d10fc155eae05da6634328fbc5c2260ecc497'],
] as const)('%s is the very file against which the baselines were recorded', async ([name, digest]) => {
  const program = REFERENCES.find((one) => one.name === name)?.command[1] ?? ''
  expect(basename(program)).toBe(`${name}.js`)
  expect(
    createHash('sha256')
      .update(await readFile(program))
      .digest('hex'),
    `references/${name}.js has been edited. Every baseline is a multiple of its cost, so undo the edit; if it must change, record all baselines anew and pin the new digest here.`,
  ).toBe(digest)
})

test('what a baseline keeps of the references is what the committed ones have', () => {
  expect(REFERENCES.map(({ name, ready, runtime, warmup }) => ({ name, path: ready.path, runtime, warmup }))).toEqual([
    { name: 'reference', path: '/', runtime: 'steady', warmup: 2_000 },
    { name: 'reference-large', path: '/', runtime: 'steady', warmup: 2_000 },
  ])
})
