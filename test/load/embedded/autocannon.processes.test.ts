import { setTimeout as sleep } from 'node:timers/promises'
import { decodeFromCompressedBase64 } from 'hdr-histogram-js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LoadgateError } from '../../../src/model/error.ts'
import { startDriver } from '../../../src/load/drivers.ts'
import type { Driver } from '../../../src/load/driver.ts'
import { noFailures } from '../../../src/model/measurement.ts'
import { listen, listenRaw } from '../../fixtures/load/listen.ts'
import { target } from '../../fixtures/load/target.ts'

const window = { leadIn: 0.05, seconds: 0.2 }
let driver: Driver

beforeAll(async () => {
  driver = await startDriver('autocannon', undefined, 1)
})

afterAll(() => driver.close())

test('it says who it is', () => {
  expect(driver).toMatchObject({ id: 'autocannon', version: expect.stringMatching(/^9\./), shortest: 0 })
})

test('a stretch by count counts as many answers, and the server served hardly more', async () => {
  let served = 0
  await using server = await listen(async (_request, response) => {
    served++
    await sleep(20)
    response.end('hello')
  })
  const load = await driver.run(target(server.origin), { requests: 100, within: 30 })
  expect(load).toMatchObject({ requests: 100, failures: noFailures })
  expect(served).toBeGreaterThanOrEqual(100)
  // What was under way at the hundredth answer, and what was sent until the main process had acknowledged the end.
  expect(served).toBeLessThanOrEqual(100 + 4 * 5)
  expect(decodeFromCompressedBase64(load.histogram ?? '', 32, false).totalCount).toBe(100)
})

test('a window counts what the server served between its marks', async () => {
  let served = 0
  const at = { began: 0, ended: 0 }
  await using server = await listen(async (_request, response) => {
    await sleep(20)
    served++
    response.end('hello')
  })
  // So long before the first mark that something is served by then, however busy the machine is.
  const load = await driver.run(
    target(server.origin),
    { ...window, leadIn: 0.5 },
    {
      began: () => (at.began = served),
      ended: () => (at.ended = served),
    },
  )
  expect(load.failures).toEqual(noFailures)
  expect(Math.abs(load.requests - (at.ended - at.began))).toBeLessThanOrEqual(3 * 4)
  expect(at.began).toBeGreaterThan(0)
  expect(load.elapsed).toBeGreaterThan(0.19)
})

test('began comes before ended, once each', async () => {
  const marks: string[] = []
  await using server = await listen((_request, response) => response.end('hello'))
  await driver.run(target(server.origin), window, {
    began: () => marks.push('began'),
    ended: () => marks.push('ended'),
  })
  expect(marks).toEqual(['began', 'ended'])
})

test('the load is still on at the last counted moment', async () => {
  let served = 0
  let atEnd = 0
  await using server = await listen((_request, response) => {
    served++
    response.end('hello')
  })
  await driver.run(target(server.origin), window, { began: () => {}, ended: () => (atEnd = served) })
  expect(served).toBeGreaterThan(atEnd)
})

test('the latency of a server that sleeps 200 ms is its sleep', async () => {
  await using server = await listen((_request, response) => void setTimeout(() => response.end('hello'), 200))
  const { latency } = await driver.run(target(server.origin), { ...window, seconds: 1 })
  expect(latency?.p50).toBeGreaterThan(0.199)
  // Wide, as the machine may be busy: what counts is that it is no queue's.
  expect(latency?.p50).toBeLessThan(0.4)
})

test('every request of the window has the method, the headers and the body of the scenario', async () => {
  await using server = await listen(async (request, response) => {
    const body = (await request.toArray()).join('')
    response.end(`${request.method} ${request.url} ${request.headers['x-word']} ${body}`)
  })
  const asked = {
    method: 'POST',
    path: '/ä?b=c',
    headers: { 'x-word': 'w' },
    body: 'ö',
    expect: 'POST /%C3%A4?b=c w ö',
  }
  const load = await driver.run(target(server.origin, asked), { requests: 20, within: 10 })
  expect(load).toMatchObject({ requests: 20, failures: noFailures })
})

test('an umlaut that two packets share is right', async () => {
  const bytes = Buffer.from('grün')
  await using server = await listen(async (_request, response) => {
    response.writeHead(200, { 'content-length': bytes.length }).write(bytes.subarray(0, 3))
    await sleep(5)
    response.end(bytes.subarray(3))
  })
  const load = await driver.run(target(server.origin, { expect: 'grün' }), { requests: 20, within: 10 })
  expect(load).toMatchObject({ requests: 20, failures: noFailures })
})

test('a warm-up by no request sends none', async () => {
  await using server = await listen((_request, response) => response.end('hello'))
  expect(await driver.run(target(server.origin), { requests: 0, within: 60 })).toMatchObject({ requests: 0 })
})

test('a count that is not reached ends in time', async () => {
  await using server = await listen((_request, response) => void setTimeout(() => response.end('hello'), 20))
  const load = await driver.run(target(server.origin), { requests: 1_000_000, within: 0.3 })
  expect(load.requests).toBeGreaterThan(0)
  expect(load.requests).toBeLessThan(1_000_000)
})

test('it refuses servers that close connections without a word, before the load', async () => {
  await using server = await listenRaw((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'))
  })
  await expect(driver.check(target(server.origin))).rejects.toThrow('closes the connection')
})

test('it measures servers that say that they close every connection', async () => {
  await using server = await listen((_request, response) => response.setHeader('connection', 'close').end('hello'))
  await driver.check(target(server.origin))
  const load = await driver.run(target(server.origin), { requests: 100, within: 20 })
  expect(load).toMatchObject({ requests: 100, failures: noFailures })
})

test('what autocannon refuses is a sentence, and the next stretch works', async () => {
  const refused = driver.run(target('http://127.0.0.1:1', { connections: 0 }), window)
  await expect(refused).rejects.toThrow(LoadgateError)
  await using server = await listen((_request, response) => response.end('hello'))
  await expect(driver.run(target(server.origin), window)).resolves.toMatchObject({ failures: noFailures })
})

test('a second stretch at the same time is refused, and does not harm the first', async () => {
  await using server = await listen((_request, response) => response.end('hello'))
  const first = driver.run(target(server.origin), window)
  await expect(driver.run(target(server.origin), window)).rejects.toThrow('one stretch at a time')
  await expect(first).resolves.toMatchObject({ failures: noFailures })
})
