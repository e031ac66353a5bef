import type { RequestListener } from 'node:http'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { isRightBody } from '../../../src/load/answer/body-check.ts'
import type { Asked } from '../../../src/load/answer/first-answers.ts'
import { askAgain, askFirstAnswers } from './ask-one.ts'
import { LoadgateError } from '../../../src/model/error.ts'
import { expectSchema } from '../../../src/model/expect.ts'
import type { z } from 'zod'
import { listen } from '../../fixtures/load/listen.ts'

type Wanted = z.input<typeof expectSchema> | undefined

const asking = (origin: string, wanted: Wanted, more: Partial<Asked> = {}): Asked => ({
  server: 'a',
  origin,
  path: '/',
  method: 'GET',
  headers: {},
  expect: wanted === undefined ? undefined : expectSchema.parse(wanted),
  ...more,
})

async function first(answer: RequestListener, wanted?: Wanted, patience = 5) {
  await using server = await listen(answer)
  return await askFirstAnswers(asking(server.origin, wanted), patience)
}

async function problem(answer: RequestListener, wanted?: Wanted, patience = 5): Promise<string> {
  const error: unknown = await first(answer, wanted, patience).then(
    () => new Error('all was right'),
    (met: unknown) => met,
  )
  expect(error).toBeInstanceOf(LoadgateError)
  return (error as Error).message
}

/** Gives the next of these bodies to each request, again and again. */
function inTurn(...bodies: readonly (string | Buffer)[]): RequestListener {
  let asked = 0
  return (_request, response) => response.end(bodies[asked++ % bodies.length])
}

const always =
  (status: number, body: string | Buffer = '', headers: Record<string, string> = {}): RequestListener =>
  (_request, response) =>
    response.writeHead(status, headers).end(body)

/** gzip with a file name of its own in its head. */
function gzipNamed(text: string, name: string): Buffer {
  const plain = gzipSync(text)
  const head = Buffer.from(plain.subarray(0, 10))
  head[3] = 0x08
  return Buffer.concat([head, Buffer.from(`${name}\0`), plain.subarray(10)])
}

const page = (nonce: string) => `<!doctype html><script nonce="${nonce}">start()</script><p>Hello`

const documentOf = (id: number, at: string) => JSON.stringify({ id, user: { at, name: 'x' }, items: [{ at }, { at }] })

const endless =
  (type: string): RequestListener =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': type }).write('data: 1\n\n')
  }

const cut: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-length': 5 }).write('he')
  setTimeout(() => response.destroy(), 5)
}

/** Asks a first launch, then another one. */
async function again(one: RequestListener, other: RequestListener, wanted?: Wanted): Promise<void> {
  const known = await first(one, wanted)
  await using server = await listen(other)
  await askAgain(asking(server.origin, wanted), known, 5)
}

describe('without a check', () => {
  test('the bytes of the first answer are right, whatever they are', async () => {
    const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0xff, 0x00])
    const { right } = await first(always(201, bytes))
    expect(right).toEqual({ statuses: [], body: { kind: 'bytes', base64: bytes.toString('base64') } })
  })

  test.for([201, 202, 204])('a %i without a body is right', async (status) => {
    expect((await first(always(status))).right.body).toEqual({ kind: 'bytes', base64: '' })
  })

  test('a 200 without a body is refused, and told what to write', async () => {
    expect(await problem(always(200))).toBe(
      "a answered GET / with status 200 and no body, which broken servers do, too. If that is the right answer, write `expect: { body: '' }` in the scenario's request.",
    )
    expect((await first(always(200), { body: '' })).right.body).toEqual({ kind: 'bytes', base64: '' })
  })

  test('a 304 is refused, and told what to write', async () => {
    expect(await problem(always(304))).toBe(
      'a answered GET / with status 304, but without `expect.status` only 2xx is right. Correct the server or the request, or write `expect: { status: 304 }` if that is the right answer.',
    )
    expect((await first(always(304), { status: 304 })).right).toMatchObject({ statuses: [304], body: { base64: '' } })
  })

  test('a 500 is refused', async () => {
    expect(await problem(always(500))).toMatch(/with status 500, .*Correct the server or the request\.$/)
  })

  test('a redirect is told with its target, without what may be secret in it', async () => {
    expect(await problem(always(302, '', { location: '/login?token=abc' }))).toContain("status 302, to '/login', but")
  })

  test('the method, the headers and the body of the scenario are sent', async () => {
    await using server = await listen(async (request, response) => {
      const body = (await request.toArray()).join('')
      response.end(`${request.method} ${request.url} ${request.headers['x-word']} ${body}`)
    })
    const more = { method: 'POST', path: '/a?b', headers: { 'x-word': 'w' }, body: 'sent' } as const
    const { seen } = await askFirstAnswers(asking(server.origin, undefined, more))
    expect(seen.shown.toString()).toBe('POST /a?b w sent')
  })

  test('two compressed answers with the same text are compared decoded', async () => {
    const turns = [gzipNamed('the same text', 'a'), gzipNamed('the same text', 'bcd')]
    let asked = 0
    const { right } = await first((_request, response) =>
      response.setHeader('content-encoding', 'gzip').end(turns[asked++ % 2]),
    )
    expect(right.body).toMatchObject({ kind: 'decoded', encoding: 'gzip' })
    expect(isRightBody(right.body, gzipNamed('the same text', 'xyz'))).toBe(true)
    expect(isRightBody(right.body, gzipNamed('another text', 'a'))).toBe(false)
    expect(isRightBody(right.body, Buffer.from('the same text'))).toBe(false)
    expect(isRightBody(right.body, turns[0]!.subarray(0, -8))).toBe(false)
  })

  test('two compressed answers with the same bytes are compared as they come', async () => {
    const { right } = await first(always(200, gzipSync('text'), { 'content-encoding': 'gzip' }))
    expect(right.body.kind).toBe('bytes')
  })
})

describe('two answers that differ', () => {
  test('as text are shown where they differ, with what they have in common as the check', async () => {
    expect(await problem(inTurn(page('3f2a'), page('3c01')))).toBe(
      `a answered GET / twice, and the bodies differ from byte 31 on: …'pe html><script nonce="3f2a">start()</script><p>Hello' and then …'pe html><script nonce="3c01">start()</script><p>Hello'. Make the server give the same answer every time, or check what does not vary: \`expect: { includes: ['<!doctype html><script nonce="', '">start()</script><p>Hello'], length: true }\` in the scenario's request.`,
    )
  })

  test('as JSON are told by path', async () => {
    expect(await problem(inTurn(documentOf(1, 'now'), documentOf(22, 'then')))).toMatch(
      /As JSON they differ in `id`, `user.at` and `items.\*.at`. .*`expect: { json: { ignore: \['id', 'user.at', 'items.\*.at'\] } }`/,
    )
  })

  test('as text of JSON only are told to compare the documents', async () => {
    expect(await problem(inTurn('{"a":1,"b":2}', '{"b":2,"a":1}'))).toContain('`expect: { json: { ignore: [] } }`')
  })

  test('beside what is ignored already are told to ignore more, with the status of the scenario', async () => {
    const turns = inTurn('{"id":1,"at":1}', '{"id":2,"at":2}')
    expect(await problem(turns, { status: [200, 201], json: { ignore: ['id'] } })).toContain(
      "`expect: { status: [200, 201], json: { ignore: ['id', 'at'] } }`",
    )
  })

  test('with nothing in common are not compared', async () => {
    expect(await problem(inTurn('abc', 'defg'))).toContain('`expect: { body: false }`')
  })

  test('as bytes that are no text are shown as bytes', async () => {
    const turns = inTurn(Buffer.from([0xff, 1, 2]), Buffer.from([0xff, 1, 3]))
    expect(await problem(turns)).toMatch(/from byte 2 on: the bytes 02 and then the bytes 03\..*length: true/)
  })

  test('are bounded, and nothing in them acts', async () => {
    const noise = '\u001B[31m\u202E\u2028\r\n\u0085'.repeat(20)
    const sentence = await problem(inTurn(`${noise}1${'x'.repeat(10_000)}`, `${noise}2${'x'.repeat(10_000)}`))
    expect(sentence).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    expect(sentence.length).toBeLessThan(1000)
  })

  test('after decoding say so', async () => {
    const turns = [gzipSync('text 1'), gzipSync('text 2')]
    let asked = 0
    const sentence = await problem((_request, response) =>
      response.setHeader('content-encoding', 'gzip').end(turns[asked++ % 2]),
    )
    expect(sentence).toContain("from byte 5 on, decoded from gzip: 'text 1' and then 'text 2'")
  })

  test('in status are told by status', async () => {
    let asked = 0
    const sentence = await problem((_request, response) => response.writeHead(asked++ === 0 ? 204 : 404).end())
    expect(sentence).toContain('a answered GET / with status 404, but')
  })
})

describe('the check that is proposed', () => {
  test.for<[string, string, string]>([
    ['JSON', '{"id":1,"ok":true}', '{"id":22,"ok":true}'],
    ['a page', '<p id="a1">text</p>', '<p id="a2">text</p>'],
    ['text with quotes', `it's "1" \\ ${'z'.repeat(50)}`, `it's "2" \\ ${'z'.repeat(50)}`],
    ['nothing in common', 'abc', 'defg'],
  ])('for %s can be pasted, and passes', async ([, one, other]) => {
    const sentence = await problem(inTurn(one, other))
    const check = /`expect: (.*)` in the scenario/s.exec(sentence)?.[1]
    // oxlint-disable-next-line no-eval -- this is what pasting does
    const wanted = (0, eval)(`(${check})`) as Wanted
    expect((await first(inTurn(one, other), wanted)).right.body.kind).toBe('rules')
  })
})

describe.for<[string, (text: string) => Buffer]>([
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['x-gzip', gzipSync],
  ['identity', (text) => Buffer.from(text)],
])('with the encoding %s', ([encoding, compress]) => {
  const headers = { 'content-encoding': encoding }

  test('checks are about the decoded body', async () => {
    const wanted = { includes: 'two', matches: /^one/, length: 11 } as const
    const { right } = await first(always(200, compress('one two thr'), headers), wanted)
    expect(isRightBody(right.body, compress('one two 333'))).toBe(true)
    expect(isRightBody(right.body, compress('one too thr'))).toBe(false)
    expect(isRightBody(right.body, Buffer.from('garbage two'))).toBe(false)
  })

  test('an exact body is the decoded one', async () => {
    const { right } = await first(always(200, compress('text'), headers), 'text')
    expect(isRightBody(right.body, compress('text'))).toBe(true)
    expect(await problem(always(200, compress('texts'), headers), 'text')).toContain("'texts' instead of 'text'")
  })
})

test('an encoding that cannot be decoded is told where a check needs the text', async () => {
  const coded = always(200, 'xyz', { 'content-encoding': 'zstd' })
  expect(await problem(coded, { includes: 'x' })).toContain("cannot be decoded (content-encoding: 'zstd')")
  expect((await first(coded)).right.body.kind).toBe('bytes')
  expect((await first(coded, { body: false })).right.body.kind).toBe('rules')
})

test.for<[string, RequestListener, Wanted, string]>([
  [
    'JSON of a page',
    always(200, '<p>', { 'content-type': 'text/html' }),
    { json: { ignore: ['a'] } },
    "a body that is no JSON, so that `expect.json` cannot be checked (content-type: 'text/html'): '<p>'.",
  ],
  [
    'a text that is not there',
    always(200, 'hello'),
    { includes: ['hell', 'bye'] },
    "does not include 'bye', as `expect.includes` asks for: 'hello'.",
  ],
  [
    'a pattern that matches nothing',
    always(200, 'hello'),
    { matches: /^bye/i },
    "the pattern '(?i)^bye' of `expect.matches` does not match: 'hello'.",
  ],
  [
    'another value',
    always(200, '{"a":{"b":1}}'),
    { json: { equal: { 'a.b': 2 } } },
    "has '1' at 'a.b', but `expect.json.equal` has '2'.",
  ],
  [
    'a value that is not there',
    always(200, '{"a":{}}'),
    { json: { equal: { 'a.b': 2 } } },
    "has nothing at 'a.b', but",
  ],
  ['another length', always(200, 'hello'), { length: 4 }, 'a body of 5 bytes, but `expect.length` is 4.'],
  [
    'another body',
    always(200, 'hello'),
    'help',
    "another body than `expect` has, from byte 3 on: 'hello' instead of 'help'.",
  ],
  [
    'another status',
    always(200, 'hello'),
    { status: [201, 204] },
    'with status 200, but `expect.status` is 201 or 204.',
  ],
])('a scenario that asks for %s is told so at the first answer', async ([, answer, wanted, sentence]) => {
  expect(await problem(answer, wanted)).toContain(sentence)
})

describe('a later launch', () => {
  test('must answer like the first one', async () => {
    await again(always(200, 'pid 1'), always(200, 'pid 1'))
    await expect(again(always(200, 'pid 1'), always(200, 'pid 2'))).rejects.toThrow(
      "a answered GET / otherwise than when it was launched first: the bodies differ from byte 4 on: 'pid 1' and then 'pid 2'.",
    )
  })

  test('may differ where the scenario says so', async () => {
    await again(always(200, '{"pid":1}'), always(200, '{"pid":2}'), { json: { ignore: ['pid'] } })
  })
})

describe('an answer that does not end', () => {
  test('is told with what it is', async () => {
    expect(await problem(endless('text/event-stream'), undefined, 0.2)).toMatch(
      /^a answered GET \/ with a body that had no end after 0\.\d s and 9 bytes \(content-type: text\/event-stream\)\. A stream cannot be measured/,
    )
    expect(await problem(endless('application/json'), undefined, 0.2)).toContain('(content-type: application/json)')
  })

  test('a stream that ends is an answer', async () => {
    expect((await first(always(200, 'data: 1\n\n', { 'content-type': 'text/event-stream' }))).right.body.kind).toBe(
      'bytes',
    )
  })
})

test('no answer, and one that breaks off, are told apart', async () => {
  expect(await problem(() => {}, undefined, 0.1)).toBe('a gave no answer to / within 0.1 s')
  expect(await problem(cut)).toBe('a gave no whole answer to /: the connection broke (ECONNRESET)')
})

describe('a server that breaks fails every check', () => {
  const document = JSON.stringify({ id: 1, name: 'x', items: [1, 2, 3] })
  const checks: readonly [string, Wanted][] = [
    ['none', undefined],
    ['an exact body', document],
    ['includes', { includes: ['"name":"x"', '3]}'] }],
    ['matches', { matches: /^{"id":\d+,"name":"x".*}$/ }],
    ['json with ignored paths', { json: { ignore: ['id'] } }],
    ['json with equal values', { json: { equal: { name: 'x', 'items.2': 3 } } }],
    ['length', { length: true }],
  ]
  const broken: readonly [string, string][] = [
    ['an empty body', ''],
    ['a body that is cut off', document.slice(0, -1)],
    ['another page', '<h1>Something went wrong</h1>'],
    ['another document', '{"error":"no"}'],
  ]

  test.for(checks.flatMap(([check, wanted]) => broken.map(([how, body]) => [check, how, wanted, body] as const)))(
    '%s: %s',
    async ([, , wanted, body]) => {
      const { right } = await first(always(200, document), wanted)
      expect(isRightBody(right.body, Buffer.from(document))).toBe(true)
      expect(isRightBody(right.body, Buffer.from(body))).toBe(false)
    },
  )

  test('and where bodies are not compared, there must still be one', async () => {
    const { right } = await first(always(200, document), { body: false })
    expect(isRightBody(right.body, Buffer.from('another'))).toBe(true)
    expect(isRightBody(right.body, Buffer.from(''))).toBe(false)
  })
})
