import type { RequestListener } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Driver, Load } from '../../../src/load/driver.ts'
import { startDriver } from '../../../src/load/drivers.ts'
import { noFailures } from '../../../src/model/measurement.ts'
import { distributionOf } from '../../../src/stats/latencies.ts'
import { listenKeeping } from '../../fixtures/load/keeping.ts'
import { listen } from '../../fixtures/load/listen.ts'
import { target } from '../../fixtures/load/target.ts'

let driver: Driver

beforeAll(async () => {
  driver = await startDriver('undici')
})

afterAll(() => driver.close())

test('every request that is due is sent once, and is in the distribution', async () => {
  let served = 0
  await using server = await listen((_request, response) => {
    served++
    response.end('hello')
  })
  const load = await driver.run(target(server.origin), { leadIn: 0.1, seconds: 0.5, rate: 400 })
  expect(load).toMatchObject({ failures: noFailures, offered: { rate: 400, requests: 200, unanswered: 0 } })
  expect(countIn(load)).toBe(200)
  // 240 are due until the end, and the load goes on until the clocks are read.
  expect(served).toBeGreaterThanOrEqual(240)
  driver.release()
})

test.each([500, 1000, 2000])('connections that a server keeps for %i ms are kept between requests', async (keeps) => {
  await using server = await listenKeeping(keeps)
  const asked = target(server.origin, { connections: 1 })
  const load = await driver.run(asked, { leadIn: 0.1, seconds: 1, rate: 100 })
  expect(load).toMatchObject({ failures: noFailures, offered: { requests: 100, unanswered: 0 } })
  expect(load.ends).toBe(undefined)
  // One, but for pauses of a busy machine.
  expect(server.seen.opened).toBeLessThan(5)
  driver.release()
})

test.each([20, 40, 600])(
  'a server that closes them after %i ms, which is when the next request is due, costs no failure',
  async (keeps) => {
    await using server = await listenKeeping(keeps)
    const load = await driver.run(target(server.origin, { connections: 1 }), {
      leadIn: 0,
      seconds: 3,
      rate: 1000 / keeps,
    })
    expect(load).toMatchObject({ failures: noFailures, offered: { requests: 3000 / keeps, unanswered: 0 } })
    driver.release()
  },
)

test('a stall delays all that are due in it, and not only those that are under way', async () => {
  await using server = await listen(withStall(200))
  const load = await driver.run(target(server.origin), { leadIn: 0.1, seconds: 1, rate: 400 })
  // Of 400 requests, 80 are due in it, one of them every 2.5 ms.
  expect(distributionOf([load.histogram ?? ''])?.at(0.9)).toBeGreaterThan(0.05)
  expect(load.offered?.queued).toBeGreaterThanOrEqual(70)
  expect(countIn(load)).toBe(400)
  driver.release()
})

test('what is never answered is in the distribution with the time that it waited', async () => {
  let seen = 0
  await using server = await listen((_request, response) => {
    seen++
    if (seen <= 20) response.end('hello')
  })
  const load = await driver.run(target(server.origin), { leadIn: 0, seconds: 0.5, rate: 100 })
  expect(load.offered).toMatchObject({ requests: 50, unanswered: 30, backlog: { end: 30 } })
  expect(countIn(load)).toBe(50)
  expect(distributionOf([load.histogram ?? ''])?.at(0.99)).toBeGreaterThan(3)
  // The next stretch has connections of its own.
  seen = 0
  const next = await driver.run(target(server.origin), { leadIn: 0, seconds: 0.1, rate: 100 })
  expect(next).toMatchObject({ failures: noFailures, offered: { requests: 10, unanswered: 0 } })
  driver.release()
})

/** Does nothing for so many milliseconds, once, 0.3 s after the first request. */
function withStall(milliseconds: number): RequestListener {
  let stall: NodeJS.Timeout | undefined
  return (_request, response) => {
    stall ??= setTimeout(() => {
      const end = performance.now() + milliseconds
      while (performance.now() < end);
    }, 300)
    response.end('hello')
  }
}

function countIn({ histogram }: Load): number | undefined {
  return distributionOf([histogram ?? ''])?.count
}
