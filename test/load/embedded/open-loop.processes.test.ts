import type { RequestListener } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Driver, Load } from '../../../src/load/driver.ts'
import { startDriver } from '../../../src/load/drivers.ts'
import { noFailures } from '../../../src/model/measurement.ts'
import { distributionOf } from '../../../src/stats/latencies.ts'
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
