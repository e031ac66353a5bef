import { createHash } from 'node:crypto'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { execa } from 'execa'
import type { RequestListener } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askFirstAnswers } from '../answer/ask-one.ts'
import type { Driver } from '../../../src/load/driver.ts'
import { startDriver } from '../../../src/load/drivers.ts'
import type { Expect } from '../../../src/model/expect.ts'
import { noFailures } from '../../../src/model/measurement.ts'
import { listen } from '../../fixtures/load/listen.ts'
import { target } from '../../fixtures/load/target.ts'

const STRETCH = { requests: 40, within: 20 }

type Reply = { readonly status?: number; readonly body?: string | Buffer; readonly headers?: Record<string, string> }

const json = (fields: object) => ({ body: JSON.stringify({ at: Math.random(), ...fields }) })

/** Right answers that vary from one to the next. */
const varying: readonly [string, string, Expect | undefined, (asked: number) => Reply][] = [
  ['201 without a body', 'POST', undefined, () => ({ status: 201 })],
  ['204', 'DELETE', undefined, () => ({ status: 204 })],
  ['304', 'GET', { status: [304] }, () => ({ status: 304 })],
  ['302', 'GET', { status: [302] }, () => ({ status: 302, headers: { location: '/login' } })],
  [
    'one of two statuses',
    'GET',
    { status: [200, 404], length: 5 },
    (asked) => ({ status: asked % 2 ? 404 : 200, body: 'hello' }),
  ],
  ['a text in them', 'GET', { includes: ['<p>'] }, (asked) => ({ body: `${asked}<p>` })],
  ['a pattern', 'GET', { matches: ['^\\d+<p>$'] }, (asked) => ({ body: `${asked}<p>` })],
  ['JSON but for a path', 'GET', { json: { ignore: ['at'] } }, () => json({ name: 'x' })],
  ['JSON at a path', 'GET', { json: { equal: { name: 'x' } } }, (asked) => json({ name: 'x', asked })],
  ['a length', 'GET', { length: true }, (asked) => ({ body: `hell${asked % 10}` })],
  ['any body', 'GET', { body: false }, (asked) => ({ body: `${asked}` })],
  [
    'compressed JSON',
    'GET',
    { json: { ignore: ['at'] } },
    () => ({ body: gzipSync(json({ name: 'x' }).body), headers: { 'content-encoding': 'gzip' } }),
  ],
  [
    'a text under brotli',
    'GET',
    { includes: ['<p>'] },
    (asked) => ({ body: brotliCompressSync(`${asked}<p>`), headers: { 'content-encoding': 'br' } }),
  ],
  ['HEAD', 'HEAD', undefined, () => ({ body: 'hello', headers: { 'content-length': '5' } })],
]

/** What a server may answer once it is broken. Where no body is right, an empty 200 is told by its status only if the scenario gives one. */
const broken: readonly RequestListener[] = [
  (_request, response) => response.writeHead(500).end('hello'),
  (_request, response) => response.writeHead(200).end('<h1>Something went wrong, and nobody knows what</h1>'),
  (_request, response) => response.writeHead(200).end(),
]

/** Breaks that a check does not see, as the docs say. */
const unseen: Readonly<Record<string, readonly number[]>> = {
  '201 without a body': [2],
  '204': [2],
  'any body': [1],
  HEAD: [1, 2],
}

describe.each(['autocannon', 'undici'] as const)('%s', (name) => {
  let driver: Driver
  beforeAll(async () => {
    driver = await startDriver(name, undefined, 2)
  })
  afterAll(() => driver.close())

  test('the first wrong status and the first wrong body are told', async () => {
    let served = 0
    await using limit = await listen((_request, response) => {
      served += 1
      response.writeHead(served > 20 ? (served > 21 ? 503 : 429) : 200).end(served > 20 ? 'Too many' : 'hello')
    })
    const { firstWrong } = await driver.run(target(limit.origin, { connections: 1 }), STRETCH)
    expect(firstWrong).toEqual({ status: 429 })
    await using help = await listen((_request, response) => void response.end(served++ < 60 ? 'hello' : 'help!'))
    const load = await driver.run(target(help.origin, { connections: 1 }), { requests: 60, within: 20 })
    expect(load.firstWrong).toEqual({
      body: expect.stringContaining("byte 3 on: 'help!' instead of 'hello'") as string,
    })
    served = 0
    const right = await driver.run(target(help.origin, { connections: 2 }), { requests: 20, within: 20 })
    expect(right).not.toHaveProperty('firstWrong')
  })

  test('at a rate, too', async ({ skip }) => {
    skip(name === 'autocannon', 'it sends at no rate')
    await using server = await listen((_request, response) => response.writeHead(429).end('Too many'))
    const load = await driver.run(target(server.origin), { leadIn: 0, seconds: 0.3, rate: 100 })
    expect(load.firstWrong).toEqual({ status: 429 })
  })

  test.for(varying)(
    'takes %s for right, and a server that breaks for wrong',
    async ([what, method, wanted, answer]) => {
      let asked = 0
      let breaks: RequestListener | null = null
      await using server = await listen((request, response) => {
        request.resume()
        if (breaks) return void breaks(request, response)
        const { status = 200, body = '', headers = {} } = answer((asked += 1))
        response.writeHead(status, headers).end(body)
      })
      const more = { method, body: method === 'POST' ? '{}' : undefined }
      const first = await askFirstAnswers({ ...target(server.origin), ...more, server: 'a', expect: wanted })
      const whole = target(server.origin, { method, right: first.right, ...(more.body ? { body: more.body } : {}) })
      await driver.check(whole)
      const load = await driver.run(whole, STRETCH)
      expect(load.failures).toEqual(noFailures)
      expect(load.requests).toBeGreaterThanOrEqual(STRETCH.requests)
      for (const [index, listener] of broken.entries()) {
        if (unseen[what]?.includes(index)) continue
        breaks = listener
        const { requests, failures } = await driver.run(whole, STRETCH)
        expect(requests).toBe(0)
        expect(failures.status + failures.body).toBeGreaterThanOrEqual(STRETCH.requests)
      }
    },
  )

  test('sends a megabyte whole, and as many requests as it counts, as curl does', async () => {
    let served = 0
    await using server = await listen((request, response) => {
      served += 1
      const hash = createHash('sha256')
      request.on('data', (piece: Buffer) => hash.update(piece)).on('end', () => response.end(hash.digest('hex')))
    })
    const body = 'ö'.repeat(524_288)
    const { stdout } = await execa('curl', ['--silent', '--data-binary', '@-', server.origin], { input: body })
    expect(stdout).toBe(createHash('sha256').update(body).digest('hex'))
    const whole = target(server.origin, { method: 'POST', body, expect: stdout, connections: 1 })
    await driver.check(whole)
    const before = served
    const { requests, failures } = await driver.run(whole, { requests: 10, within: 20 })
    expect([requests, failures]).toEqual([10, noFailures])
    expect(served - before).toBeGreaterThanOrEqual(10)
  })

  test.for([
    ['GET', {}],
    ['POST', { body: '{}', headers: { 'content-type': 'application/json' } }],
  ] as const)(
    'asks a %s with the headers of the first question, which an answer may repeat',
    async ([method, more]) => {
      await using server = await listen(({ headers }, response) => {
        response.end(JSON.stringify(Object.entries(headers).toSorted()))
      })
      const asked = { ...target(server.origin), headers: {}, ...more, method }
      const { right } = await askFirstAnswers({ ...asked, server: 'a', expect: undefined })
      const whole = { ...asked, right }
      await driver.check(whole)
      expect((await driver.run(whole, STRETCH)).failures).toEqual(noFailures)
    },
  )
})
