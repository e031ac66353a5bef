import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { startServer } from './start-server.ts'

describe('reference', () => {
  test('gives every path the same answer', async () => {
    await using server = await startServer('reference')
    const first = await fetch(server.url)
    const second = await fetch(`${server.url}/anything?else`)
    expect([first.status, second.status]).toEqual([200, 200])
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'))
    expect(await second.text()).toBe(await first.text())
  })
})

describe('reference-large', () => {
  test('gives every path the same answer, of the size of a page', async () => {
    await using server = await startServer('reference-large')
    const [first, second] = await Promise.all([fetch(server.url), fetch(`${server.url}/anything?else`)])
    const body = await first.text()
    expect([first.status, second.status]).toEqual([200, 200])
    expect(await second.text()).toBe(body)
    expect(Number(first.headers.get('content-length'))).toBe(Buffer.byteLength(body))
    expect(body.length).toBeGreaterThan(30_000)
  })
})

test.for([
  ['reference', 'd07f434b8bc78df9e1daad724b5f9a45bc39df9c8a3d2edde0dae0a805fdab9c'],
  ['reference-large', '7402923de60d2d013d662499f3907b7d4a8e003627d594ca68600e588f4daa18'],
] as const)('%s is the very file against which the baselines were recorded', async ([name, digest]) => {
  const source = await readFile(new URL(`../../servers/${name}/main.ts`, import.meta.url))
  expect(
    createHash('sha256').update(source).digest('hex'),
    `servers/${name}/main.ts has been edited. Every baseline is a multiple of its cost, so undo the edit; if it must change, record all baselines anew and pin the new digest here.`,
  ).toBe(digest)
})
