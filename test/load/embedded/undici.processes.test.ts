import type { RequestListener } from 'node:http'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Driver } from '../../../src/load/driver.ts'
import { quantilesOf } from '../../../src/stats/latencies.ts'
import { startDriver } from '../../../src/load/drivers.ts'
import { noFailures } from '../../../src/model/measurement.ts'
import { listen, listenRaw } from '../../fixtures/load/listen.ts'
import { target } from '../../fixtures/load/target.ts'

let driver: Driver

beforeAll(async () => {
  driver = await startDriver('undici', undefined, 0.6)
})

afterAll(() => driver.close())

test('it says who it is, and that servers may close connections', async () => {
  expect(driver).toMatchObject({ id: 'undici', version: expect.stringMatching(/^\d+\.\d+\.\d+$/), shortest: 0 })
  await using server = await listen((_request, response) => response.setHeader('connection', 'close').end('hello'))
  await expect(driver.check(target(server.origin))).resolves.toBeUndefined()
})

describe('of a server that closes every connection', () => {
  test('each answer is counted once, and the server saw as many requests as were sent', async () => {
    let served = 0
    await using server = await listen((_request, response) => {
      served++
      response.setHeader('connection', 'close').end('hello')
    })
    const load = await driver.run(target(server.origin), { requests: 200, within: 20 })
    expect(load).toMatchObject({ requests: 200, failures: noFailures })
    expect(served).toBeGreaterThanOrEqual(200)
    // What was under way at the last counted answer, and until the main process had acknowledged the end.
    expect(served).toBeLessThanOrEqual(200 + 4 * 50)
  })

  test('a body that ends with its connection, as in HTTP 1.0, is an answer', async () => {
    await using server = await listenRaw((socket) => {
      socket.once('data', () => socket.end('HTTP/1.0 200 OK\r\n\r\nhello'))
    })
    const load = await driver.run(target(server.origin), { requests: 50, within: 20 })
    expect(load).toMatchObject({ requests: 50, failures: noFailures })
  })

  test('the latency of a server that sleeps 20 ms is its sleep, and does not climb', async () => {
    await using server = await listen(
      (_request, response) => void setTimeout(() => response.setHeader('connection', 'close').end('hello'), 20),
    )
    const { latency } = await driver.run(target(server.origin), { leadIn: 0.05, seconds: 0.3 })
    expect(latency?.p50).toBeGreaterThan(0.019)
    // Wide, as the machine may be busy; autocannon climbs to half a second here.
    expect(latency?.p99).toBeLessThan(0.2)
  })
})

test('every request has the method, the headers and the body of the scenario', async () => {
  await using server = await listen(async (request, response) => {
    const body = (await request.toArray()).join('')
    response.end(`${request.method} ${request.url} ${request.headers['x-word']} ${body}`)
  })
  const asked = { method: 'POST', path: '/a?b=c', headers: { 'x-word': 'w' }, body: 'ö', expect: 'POST /a?b=c w ö' }
  expect(await driver.run(target(server.origin, asked), { requests: 20, within: 10 })).toMatchObject({
    requests: 20,
    failures: noFailures,
  })
})

/** Milliseconds between the first event of a stream and the end. */
const STREAMED = 40

const stream: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
  setTimeout(() => response.end('data: 2\n\n'), STREAMED)
}

test('of a stream, the first event and the end are timed, as curl times them', async () => {
  await using server = await listen(stream)
  const format = '%{stderr}%{time_starttransfer} %{time_total}'
  const { stdout, stderr } = await execa('curl', ['--silent', '--no-buffer', '--write-out', format, server.origin])
  expect(stdout.trimEnd()).toBe('data: 1\n\ndata: 2')
  const [begun = 0, whole = 0] = stderr.split(' ').map(Number)
  const asked = target(server.origin, { expect: 'data: 1\n\ndata: 2\n\n', firstByte: true })
  const load = await driver.run(asked, { requests: 40, within: 20 })
  expect(load).toMatchObject({ failures: noFailures })
  const [[, first] = [0, 0]] = quantilesOf([load.firstByte ?? ''], [0.5])
  // The server waits for so long between both, whatever else the machine does.
  for (const [early, late] of [
    [begun, whole],
    [first, load.latency?.p50 ?? 0],
  ] as const) {
    expect(early).toBeGreaterThan(0)
    expect(early).toBeLessThan(late)
    expect(late).toBeGreaterThanOrEqual(STREAMED / 1000)
  }
  const { firstByte: _, ...untimed } = asked
  expect((await driver.run(untimed, { requests: 5, within: 20 })).firstByte).toBe(undefined)
})

test('at a rate, the first byte counts from when its request was due', async () => {
  await using server = await listen(stream)
  const asked = target(server.origin, { expect: 'data: 1\n\ndata: 2\n\n', firstByte: true, connections: 1 })
  const load = await driver.run(asked, { leadIn: 0.1, seconds: 0.6, rate: 50 })
  expect(load).toMatchObject({ failures: noFailures, firstByte: expect.any(String) as string })
  // One connection answers 25 per second at most, so that requests wait, and more so than their streams take.
  const [[, first] = [0, 0]] = quantilesOf([load.firstByte ?? ''], [0.5])
  expect(first).toBeGreaterThan(STREAMED / 1000)
})
