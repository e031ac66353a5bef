import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Driver } from '../../../src/load/driver.ts'
import { startDriver } from '../../../src/load/drivers.ts'
import { findTool } from '../../../src/load/external/find-tools.ts'
import { askPlan, rightsOf, startOf } from '../../../src/load/answer/first-plan.ts'
import { scenarioSchema } from '../../../src/model/scenario.ts'
import { planTo } from '../../../src/server/plan-to.ts'
import { fixture } from '../../server/fixture.ts'
import { noFailures } from '../../../src/model/measurement.ts'
import { distributionOf } from '../../../src/stats/latencies.ts'
import { listen, listenSeeing } from '../../fixtures/load/listen.ts'
import { target } from '../../fixtures/load/target.ts'

const { state, version } = await findTool('vegeta')

describe.skipIf(state !== 'there')('vegeta, as it is installed', () => {
  let driver: Driver
  beforeAll(async () => {
    driver = await startDriver('vegeta')
  })
  afterAll(() => driver.close())

  test('every request that is due is sent, with its headers, and is in the distribution', async () => {
    await using server = await listenSeeing()
    const asked = target(server.origin, { method: 'POST', path: '/a?b=1', headers: { 'x-id': 'a b' }, body: 'ü\n' })
    const load = await driver.run(asked, { leadIn: 0.1, seconds: 0.5, rate: 200 })
    expect(driver.version).toBe(version)
    expect(load.failures).toEqual(noFailures)
    expect(load.offered).toMatchObject({ rate: 200, unanswered: 0 })
    // The marks are set by this side's timers.
    expect(load.offered?.requests).toBeGreaterThanOrEqual(99)
    expect(distributionOf([load.histogram ?? ''])?.count).toBe(load.offered?.requests)
    expect([...server.seen]).toEqual(['POST /a?b=1 a b ü\n'])
  })

  test('a mix is sent by weight, with the values that follow those of the warm-up', async () => {
    const log: string[] = []
    await using server = await listen((request, response) => {
      log.push(`${request.method} ${request.url}`)
      setTimeout(() => response.end(`${request.url} ${log.length}`), request.method === 'PUT' ? 10 : 0)
    })
    const requests = [
      { name: 'list', weight: 4, path: '/', expect: { includes: ['/ '] } },
      {
        name: 'change',
        method: 'PUT' as const,
        path: '/{id}',
        headers: { 'x-name': 'é' },
        expect: { matches: '^/\\d+ ' },
      },
    ]
    const id = Array.from({ length: 5000 }, (_, number) => number)
    const scenario = scenarioSchema.parse({
      title: 'x',
      servers: ['a'],
      load: { rate: 200 },
      requests,
      data: { values: { id } },
    })
    const plan = planTo({ server: fixture('a'), given: null }, scenario, {})
    const rights = rightsOf(await askPlan({ server: 'a', origin: server.origin, plan }))
    const asked = { ...target(server.origin, { connections: 8 }), mix: { plan, rights, start: startOf(plan) } }
    await driver.run(asked, { requests: 20, within: 10 })
    const load = await driver.run(asked, { leadIn: 0.1, seconds: 0.5, rate: 200 })
    const again = await driver.run(asked, { leadIn: 0, seconds: 0.1, rate: 200 })
    driver.release()
    expect([load.failures, again.failures]).toEqual([noFailures, noFailures])
    const [list, change] = [load.byRequest?.['list'], load.byRequest?.['change']]
    expect((list?.requests ?? 0) / (change?.requests ?? 1)).toBeCloseTo(4, 0)
    expect((list?.requests ?? 0) + (change?.requests ?? 0)).toBe(load.requests)
    expect(change?.latency?.p50).toBeGreaterThan(0.009)
    expect(list?.latency?.p50).toBeLessThan(change?.latency?.p50 ?? 0)
    const changed = log.filter((one) => one.startsWith('PUT')).map((one) => Number(one.split('/')[1]))
    // Neighbours may overtake each other on the way; none is sent twice or left out.
    expect(changed.toSorted((a, b) => a - b)).toEqual(id.slice(0, changed.length))
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

const FAILS = `#!/bin/sh
if [ "$1" = -version ]; then echo 'Version: 12.12.0'; exit; fi
echo 'panic: too many open files' >&2
exit 2
`

test('what vegeta says when it ends too early is told, and the generator goes on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loadgate-vegeta-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'vegeta'), FAILS, { mode: 0o755 })
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`)
  onTestFinished(() => void vi.unstubAllEnvs())
  await using server = await listen((_request, response) => response.end('hello'))
  const failing = await startDriver('vegeta')
  onTestFinished(() => failing.close())
  for (const attempt of ['first', 'second'])
    await expect(failing.run(target(server.origin), { leadIn: 0.1, seconds: 0.5, rate: 20 }), attempt).rejects.toThrow(
      'too many open files',
    )
})
