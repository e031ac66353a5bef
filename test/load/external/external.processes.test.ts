import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Driver } from '../../../src/load/driver.ts'
import { startDriver } from '../../../src/load/drivers.ts'
import { findTool } from '../../../src/load/external/find-tools.ts'
import { cpuBetween, usage, type Usage } from '../../../src/host/usage.ts'
import { noFailures } from '../../../src/model/measurement.ts'
import { listen, listenWith } from '../../fixtures/load/listen.ts'
import { target } from '../../fixtures/load/target.ts'

const window = { leadIn: 0, seconds: 1 }
/** A second of wrk, which cannot count requests, and much less of ab. */
const count = { requests: 500, within: 20 }

const tools = await Promise.all((['wrk', 'ab'] as const).map(findTool))

// Side by side: neither tool measures less than a second.
describe.concurrent.each(tools)('$name', ({ name, state }) => {
  const missing = state !== 'there'
  describe(missing ? `is ${state}` : 'as it is installed', { skip: missing, concurrent: false }, () => {
    let driver: Driver

    beforeAll(async () => {
      driver = await startDriver(name as 'wrk' | 'ab', undefined, 2)
    })

    afterAll(() => driver.close())

    test('it says who it is', () => {
      expect(driver).toMatchObject({
        id: name,
        version: expect.stringMatching(/^\d+\.\d+/),
        shortest: 1,
      })
    })

    test('a window counts about what the server served, with latencies', async () => {
      let served = 0
      await using server = await listen((_request, response) => {
        served++
        setTimeout(() => response.end('hello'), 5)
      })
      const load = await driver.run(target(server.origin), window)
      expect(load.failures).toEqual(noFailures)
      expect(load.whole).toBe(true)
      expect(load.elapsed).toBeGreaterThan(0.9)
      expect(load.requests).toBeGreaterThan(20)
      // One to look before, and what was under way at the end.
      expect(served - load.requests).toBeGreaterThanOrEqual(0)
      expect(served - load.requests).toBeLessThanOrEqual(1 + 2 * 4)
      expect(load.latency?.p50).toBeGreaterThan(0.0049)
      expect(load.latency?.p99).toBeGreaterThanOrEqual(load.latency?.p50 ?? Infinity)
    })

    test('a warm-up ends by time where a server is too slow for its number of requests', async () => {
      await using server = await listen((_request, response) => void setTimeout(() => response.end('hello'), 100))
      const load = await driver.run(target(server.origin), { requests: 5000, within: 1 })
      expect(load.failures).toEqual(noFailures)
      expect(load.requests).toBeGreaterThan(10)
      expect(load.requests).toBeLessThan(5000)
    })

    test('a server that takes longer than a window has no request in it', async () => {
      let asked = 0
      await using server = await listen((_request, response) =>
        asked++ === 0 ? response.end('hello') : void setTimeout(() => response.end('hello'), 1500),
      )
      expect(await driver.run(target(server.origin), window)).toMatchObject({ requests: 0, latency: null })
    })

    test('the CPU of the tool is that of its process', async () => {
      await using server = await listen((_request, response) => response.end('hello'))
      const readings: (Usage | null)[] = []
      const read = () => void readings.push(usage(driver.pid))
      // Three seconds: CPU is read in ticks of 10 ms, and on a busy machine one second of wrk had a single one.
      await driver.run(target(server.origin), { ...window, seconds: 3 }, { began: read, ended: read })
      const [before, after] = readings
      expect(cpuBetween(before!, after!)).toBeGreaterThan(0.01)
    })

    test('a warm-up by requests ends', async () => {
      let served = 0
      await using server = await listen((_request, response) => {
        served++
        response.end('hello')
      })
      await driver.run(target(server.origin), count)
      // wrk cannot count requests, and warms up for a second.
      expect(served).toBeGreaterThan(name === 'wrk' ? 20 : count.requests)
    })

    test('a server that closes every connection is measured', async () => {
      await using server = await listen((_request, response) => response.setHeader('connection', 'close').end('hello'))
      const load = await driver.run(target(server.origin), count)
      expect(load.failures).toEqual(noFailures)
      expect(load.requests).toBeGreaterThan(20)
    })

    test.each([2, 3, 100])('a server that closes after %i answers is measured', async (most) => {
      const http = createServer((_request, response) => response.end('hello'))
      http.maxRequestsPerSocket = most
      await using server = await listenWith(http)
      const load = await driver.run(target(server.origin), count)
      expect(load.failures).toEqual(noFailures)
      expect(load.requests).toBeGreaterThan(20)
    })

    test('the method, the headers and the body of the scenario are sent', async () => {
      const seen = new Set<string>()
      await using server = await listen(async (request, response) => {
        seen.add(`${request.method} ${request.url} ${request.headers['x-word']} ${(await request.toArray()).join('')}`)
        response.end('hello')
      })
      const asked = { method: 'POST', path: '/a?b=c', headers: { 'x-word': 'it"s\\' }, body: 'ö\n' }
      expect((await driver.run(target(server.origin, asked), count)).failures).toEqual(noFailures)
      expect([...seen]).toEqual(['POST /a?b=c it"s\\ ö\n'])
    })

    test.each([
      [500, 'hello', 'status 500'],
      [200, 'help!', 'not the expected ones'],
      [200, '', '0 bytes'],
    ])('a server that answers %i with %j is refused', async (status, body, problem) => {
      await using server = await listen((_request, response) => response.writeHead(status).end(body))
      await expect(driver.run(target(server.origin), count)).rejects.toThrow(problem)
    })

    test('bodies that turn wrong in the middle are failures', async () => {
      let served = 0
      await using server = await listen((_request, response) =>
        response.end(++served > 20 ? 'longer than that' : 'hello'),
      )
      const load = await driver.run(target(server.origin), count)
      expect(load.failures.body).toBeGreaterThan(20)
    })

    test('answers that turn to 500 in the middle are failures', async () => {
      let served = 0
      await using server = await listen((_request, response) =>
        response.writeHead(++served > 20 ? 500 : 200).end('hello'),
      )
      const load = await driver.run(target(server.origin), count)
      expect(load.failures.status).toBeGreaterThan(20)
      expect(load.requests).toBeLessThanOrEqual(20)
    })

    test('a port that refuses is a sentence', async () => {
      await expect(driver.run(target('http://127.0.0.1:1'), count)).rejects.toThrow('cannot be reached')
    })
  })
})

const wrk = tools.find(({ name }) => name === 'wrk')
test.skipIf(wrk?.state !== 'there')(
  'wrk says so where the ends of connections hide whether bodies are right',
  async () => {
    await using driver = await opened('wrk')
    // Ends each connection after one answer more than the one before, up to four. Its last answer has a long head.
    const left = new Map<Socket, number>()
    await using server = await listen(({ socket }, response) => {
      const more = (left.get(socket) ?? 2 + (left.size % 3)) - 1
      left.set(socket, more)
      if (more === 0) response.setHeader('connection', 'close').setHeader('x-why', 'w'.repeat(60))
      response.end('hello')
    })
    await expect(driver.run(target(server.origin, { connections: 1 }), count)).rejects.toThrow(
      /closes connections now after \d+ and now after \d+ answers.*autocannon or undici/,
    )
  },
)

async function opened(name: 'wrk'): Promise<Driver & AsyncDisposable> {
  const driver = await startDriver(name, undefined, 2)
  return { ...driver, [Symbol.asyncDispose]: () => driver.close() }
}
