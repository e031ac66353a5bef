import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Driver } from '../../../src/load/driver.ts'
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
