import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Driver } from '../../../src/load/driver.ts'
import { startDriver } from '../../../src/load/drivers.ts'
import { findTool } from '../../../src/load/external/tools.ts'
import { noFailures } from '../../../src/model/measurement.ts'
import { distributionOf } from '../../../src/stats/latencies.ts'
import { listen } from '../../fixtures/load/listen.ts'
import { target } from '../../fixtures/load/target.ts'

const { state, version } = await findTool('vegeta')

describe.skipIf(state !== 'there')('vegeta, as it is installed', () => {
  let driver: Driver
  beforeAll(async () => {
    driver = await startDriver('vegeta')
  })
  afterAll(() => driver.close())

  test('every request that is due is sent, with its headers, and is in the distribution', async () => {
    const seen = new Set<string>()
    await using server = await listen((request, response) => {
      const pieces: Buffer[] = []
      request.on('data', (piece: Buffer) => pieces.push(piece))
      request.on('end', () => {
        seen.add(
          `${request.method} ${request.url} ${String(request.headers['x-id'])} ${Buffer.concat(pieces).toString()}`,
        )
        response.end('hello')
      })
    })
    const asked = target(server.origin, { method: 'POST', path: '/a?b=1', headers: { 'x-id': 'a b' }, body: 'ü\n' })
    const load = await driver.run(asked, { leadIn: 0.1, seconds: 0.5, rate: 200 })
    expect(driver.version).toBe(version)
    expect(load.failures).toEqual(noFailures)
    expect(load.offered).toMatchObject({ rate: 200, unanswered: 0 })
    // The marks are set by this side's timers.
    expect(load.offered?.requests).toBeGreaterThanOrEqual(99)
    expect(distributionOf([load.histogram ?? ''])?.count).toBe(load.offered?.requests)
    expect([...seen]).toEqual(['POST /a?b=1 a b ü\n'])
  })

  test('a warm-up by count is sent by undici', async () => {
    await using server = await listen((_request, response) => response.end('hello'))
    const load = await driver.run(target(server.origin), { requests: 100, within: 10 })
    expect(load).toMatchObject({ requests: 100, failures: noFailures })
    driver.release()
  })
})

test.runIf(state === 'missing')('where it is not installed, the sentence says how to get it', async () => {
  await expect(startDriver('vegeta')).rejects.toThrow('go install github.com/tsenart/vegeta/v12@v12.13.0')
})
