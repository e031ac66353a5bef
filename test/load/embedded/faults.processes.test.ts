import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDriver } from '../../../src/load/drivers.ts'
import type { Driver } from '../../../src/load/driver.ts'
import { noFailures } from '../../../src/model/measurement.ts'
import { listen, listenRaw } from '../../fixtures/load/listen.ts'
import { target } from '../../fixtures/load/target.ts'

const window = { leadIn: 0.05, seconds: 0.2 }
describe.each(['autocannon', 'undici'] as const)('%s', (name) => {
  let driver: Driver

  beforeAll(async () => {
    driver = await startDriver(name, undefined, 1)
  })

  afterAll(() => driver.close())

  test.each([
    ['status', 500, 'hello'],
    ['status', 302, 'hello'],
    ['body', 200, ''],
    ['body', 200, 'help!'],
    ['body', 200, 'hello!'],
  ] as const)('a failure of its %s, without a latency: %i with %j', async (kind, status, body) => {
    await using server = await listen((_request, response) => response.writeHead(status).end(body))
    const load = await driver.run(target(server.origin), { requests: 50, within: 10 })
    const failures = { ...noFailures, [kind]: expect.any(Number) }
    expect(load).toMatchObject({ requests: 0, latency: null, histogram: null, failures })
    expect(load.failures[kind]).toBeGreaterThanOrEqual(50)
  })

  test('one wrong answer in forty is found, every time', async () => {
    let served = 0
    await using server = await listen((_request, response) => response.end(++served % 40 === 0 ? 'help!' : 'hello'))
    const load = await driver.run(target(server.origin), { requests: 200, within: 10 })
    expect(load.failures).toEqual({ ...noFailures, body: Math.floor(served / 40) })
    expect(load.failures.body).toBeGreaterThan(0)
  })

  test('half an answer is no answer', async () => {
    await using server = await listenRaw((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel'))
    })
    const load = await driver.run(target(server.origin), window)
    expect(load).toMatchObject({ requests: 0, failures: { ...noFailures, lost: expect.any(Number) } })
    expect(load.failures.lost).toBeGreaterThan(4)
  })

  test('a server that hangs times out on every connection', async () => {
    await using server = await listen(() => {})
    const load = await driver.run(target(server.origin), window)
    expect(load).toMatchObject({ requests: 0, latency: null, failures: { ...noFailures, timeout: 4 } })
  })

  test('one connection that hangs is found beside others that work', async () => {
    let served = 0
    await using server = await listen((_request, response) => void (++served === 10 || response.end('hello')))
    const load = await driver.run(target(server.origin), window)
    expect(load.failures).toEqual({ ...noFailures, timeout: 1 })
    expect(load.requests).toBeGreaterThan(10)
  })

  test('a connection that ends after the window, with its request unanswered, is a lost answer', async () => {
    await using server = await listenRaw((socket) => {
      socket.once('data', () => setTimeout(() => socket.end(), 450))
    })
    const load = await driver.run(target(server.origin), window)
    expect(load).toMatchObject({ requests: 0, failures: { ...noFailures, lost: 4 } })
  })

  test('a refused port ends a long stretch at once, in its lead-in without marks', async () => {
    const { origin, [Symbol.asyncDispose]: close } = await listen(() => {})
    await close()
    const marks: string[] = []
    const mark = { began: () => marks.push('began'), ended: () => marks.push('ended') }
    const load = await driver.run(target(origin), { leadIn: 60, seconds: 60 }, mark)
    expect(load).toMatchObject({ elapsed: 0, requests: 0, latency: null })
    expect(load.failures.connection).toBeGreaterThan(100)
    expect(load.failures.connection).toBeLessThan(1000)
    expect(marks).toEqual([])
  })
})

describe('autocannon alone', () => {
  let driver: Driver

  beforeAll(async () => {
    driver = await startDriver('autocannon', undefined, 1)
  })

  afterAll(() => driver.close())

  test('a connection that breaks costs its own request and no other its latency', async () => {
    let served = 0
    let broken = 0
    await using server = await listen(async (request, response) => {
      await sleep(5)
      if (++served % 3 !== 0) return void response.end('hello')
      broken++
      if (served % 2 === 0) request.socket.resetAndDestroy()
      else request.socket.destroy()
    })
    const load = await driver.run(target(server.origin, { connections: 1 }), { leadIn: 0, seconds: 1.5 })
    expect(load.failures.connection + load.failures.lost).toBe(broken)
    expect(broken).toBeGreaterThan(5)
    // autocannon by itself would blame each later answer for every request that was lost before it. One after the other, all answers
    // together take no longer than the stretch, nor does the slower half of them, or the slowest tenth.
    const { p50 = Infinity, p90 = Infinity } = load.latency ?? {}
    for (const slowest of [0.5 * p50, 0.1 * p90]) expect(slowest * load.requests).toBeLessThan(1.05 * load.elapsed)
  })

  test('a connection that ends and then fails counts once', async () => {
    let connections = 0
    await using server = await listenRaw((socket) => {
      connections += 1
      socket.once('data', () => {
        socket.pause().end()
        setTimeout(() => socket.resetAndDestroy(), 20)
      })
    })
    const asked = { method: 'POST', body: 'x'.repeat(8_000_000), connections: 1 }
    const { failures } = await driver.run(target(server.origin, asked), { leadIn: 0, seconds: 0.2 })
    expect(failures.lost).toBeGreaterThan(5)
    // One may fail before its successor is open. With autocannon by itself as many fail late as are lost.
    expect(failures.connection).toBeLessThan(failures.lost / 4)
    // One more than the server saw: 61 of 60 were counted once in CI. That the client's last one failed before it was accepted is a guess.
    expect(failures.connection + failures.lost).toBeLessThanOrEqual(connections + 1)
  })
})
