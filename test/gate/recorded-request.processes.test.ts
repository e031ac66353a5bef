import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scriptedGate } from './scripted.ts'

const servers = { plain: { instructions: 1000 } }
const env = { LOADGATE_COUNT: 'auto' }

/** By path, the timed baseline and the counted one. */
function baselinesIn(folder: string): Record<string, string> {
  const home = join(folder, 'baselines')
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'))
  return Object.fromEntries(files.map((file) => [join(home, file), readFileSync(join(home, file), 'utf8')]))
}

async function record(headers: Record<string, string>, folder?: string): Promise<string> {
  const gate = await scriptedGate({ servers, env, recording: 'all', ...(folder ? { folder } : {}) })
  await gate.hold('plain', undefined, { request: { path: '/', headers } })
  await gate.conclude()
  return gate.folder
}

const withToken = (token: string) => ({ Authorization: `Bearer ${token}`, accept: 'text/html' })

test('the names of headers are recorded and no values, and another token is held against that', async () => {
  const folder = await record(withToken('first-canary'))
  const files = baselinesIn(folder)
  expect(Object.keys(files)).toHaveLength(2)
  for (const text of Object.values(files)) {
    expect(text).toContain('"accept": null,\n        "authorization": null')
    expect(text).not.toContain('canary')
  }
  const gate = await scriptedGate({ servers, env, recording: 'none', folder })
  const { verdicts } = await gate.hold('plain', undefined, {
    request: { path: '/', headers: withToken('second-canary') },
  })
  expect(new Set(verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['holds']))
})

test('baselines that have values are held against, and lose them when they are recorded again', async () => {
  const folder = await record(withToken('x'))
  for (const [file, text] of Object.entries(baselinesIn(folder)))
    writeFileSync(file, text.replace('"authorization": null', '"Authorization": "Bearer old-canary"'))
  const gate = await scriptedGate({ servers, env, recording: 'none', folder })
  const { verdicts } = await gate.hold('plain', undefined, { request: { path: '/', headers: withToken('new') } })
  expect(new Set(verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['holds']))
  const report = await gate.conclude()
  expect(report?.scenarios[0]?.notes).toContainEqual(
    expect.stringMatching(/^The baseline has values of authorization in it, .*revoke them/),
  )
  expect(JSON.stringify(report)).not.toContain('canary')
  expect(Object.values(baselinesIn(folder)).join('\n')).toContain('old-canary')
  await record(withToken('new'), folder)
  expect(Object.values(baselinesIn(folder)).join('\n')).not.toMatch(/canary|Authorization/)
})

test('a request with other headers is not held against the old one, and the error shows none of their values', async () => {
  const folder = await record(withToken('old-canary'))
  const gate = await scriptedGate({ servers, env, recording: 'none', folder })
  const headers = { 'x-api-key': 'new-canary', accept: 'text/html' }
  const problem = await gate.hold('plain', undefined, { request: { path: '/', headers } }).catch(String)
  expect(problem).toContain('a request that had the header `authorization`, but now the request has none')
  expect(problem).not.toContain('canary')
})
