import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { startWatchdog } from '../../../src/host/watchdog.ts'
import type { Asked } from '../../../src/load/answer/first-answers.ts'
import { askFirstAnswers } from './ask-one.ts'
import type { Expect } from '../../../src/model/expect.ts'
import { serverSchema } from '../../../src/model/server.ts'
import { launch } from '../../../src/server/launch.ts'

/** Programs whose right answers are not "200 with the same bytes", through a launch as the gate makes it. */

const watchdog = startWatchdog()

async function started(file: string, ready: string) {
  const program = fileURLToPath(new URL(`../../fixtures/load/${file}`, import.meta.url))
  return launch(serverSchema.parse({ name: file, command: ['node', program], ready }), { watchdog })
}

const varying = await started('varying-bodies.ts', '/')
const notPages = await started('not-only-pages.ts', '/login')

afterAll(async () => {
  await Promise.all([varying.stop(), notPages.stop()])
  await watchdog.close()
})

const ask = (origin: string, more: Partial<Asked>) =>
  askFirstAnswers({ server: 'it', origin, path: '/', method: 'GET', headers: {}, expect: undefined, ...more })

describe('bodies that differ from answer to answer', () => {
  test('are refused with where they differ, and the check that fits is taken', async () => {
    await expect(ask(varying.origin, { path: '/nonce' })).rejects.toThrow(
      /from byte 30 on: …'ype html><script nonce=".*expect: { includes: \['<!doctype html><script nonce="', '">start\(\)<\/script>.*'\], length: true }/,
    )
    await expect(ask(varying.origin, { path: '/form' })).rejects.toThrow(/name="_csrf" value=".*', '"><\/form>'\]/)
    await expect(ask(varying.origin, { path: '/json' })).rejects.toThrow(/`requestId`.*ignore: \['requestId', /)
  })

  test.for<[string, Expect]>([
    ['/nonce', { includes: ['<script nonce="', '">start()</script>'], length: true }],
    ['/form', { matches: ['^<form method="post"><input [^>]*name="_csrf" value="[\\w-]{32}"></form>$'] }],
    ['/json', { json: { ignore: ['requestId', 'at', 'uptime'] } }],
    ['/json', { json: { equal: { 'items.2': 3 } } }],
  ])('%s is right with %j', async ([path, wanted]) => {
    expect((await ask(varying.origin, { path, expect: wanted })).right.body.kind).toBe('rules')
  })

  test('are decoded where only what compresses them varies', async () => {
    const compressed = await ask(varying.origin, { path: '/gzip', headers: { 'accept-encoding': 'gzip' } })
    expect(compressed.right.body.kind).toBe('decoded')
  })

  test('do not change the check of those that are the same', async () => {
    expect((await ask(varying.origin, {})).right.body.kind).toBe('bytes')
  })
})

describe('answers that are no page', () => {
  test.for<[string, Partial<Asked>, string]>([
    ['a 201 without a body', { path: '/items', method: 'POST', body: '{}' }, ''],
    ['a 204', { path: '/items/1', method: 'DELETE' }, ''],
    ['a page behind a token', { path: '/private', headers: { authorization: 'Bearer secret' } }, 'yes'],
    ['a 304', { path: '/cached', headers: { 'if-none-match': '"v1"' }, expect: { status: [304] } }, ''],
    ['a redirect', { path: '/', expect: { status: [302] } }, ''],
  ])('%s is right', async ([, asked, body]) => {
    expect((await ask(notPages.origin, asked)).seen.bytes.toString()).toBe(body)
  })

  test('a 304 and a redirect are told what to write', async () => {
    await expect(ask(notPages.origin, { path: '/cached', headers: { 'if-none-match': '"v1"' } })).rejects.toThrow(
      '`expect: { status: 304 }`',
    )
    await expect(ask(notPages.origin, {})).rejects.toThrow("with status 302, to '/login', but")
  })

  test('a 401 is told without the token that was sent', async () => {
    const asked = ask(notPages.origin, { path: '/private', headers: { authorization: 'Bearer canary' } })
    await expect(asked).rejects.toThrow('with status 401')
    await expect(asked).rejects.not.toThrow('canary')
  })

  test('a stream of events is refused with what it is, soon', async () => {
    await expect(ask(notPages.origin, { path: '/events' })).rejects.toThrow('(content-type: text/event-stream)')
  })
})
