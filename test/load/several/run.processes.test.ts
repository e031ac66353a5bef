import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exactly } from '../../../src/load/answer/right-answer.ts'
import type { Driver, Load } from '../../../src/load/driver.ts'
import { startDriver } from '../../../src/load/drivers.ts'
import { findTool } from '../../../src/load/external/find-tools.ts'
import type { LoadGenerator } from '../../../src/model/generators.ts'
import { noFailures } from '../../../src/model/measurement.ts'
import { scenarioSchema } from '../../../src/model/scenario.ts'
import { planTo } from '../../../src/server/plan-to.ts'
import { distributionOf } from '../../../src/stats/latencies.ts'
import { listen, listenSeeing } from '../../fixtures/load/listen.ts'
import { openNetwork, pidsIn, whyNoNetwork, whyNotSlowed, type Network } from '../../fixtures/load/namespaces.ts'
import { target } from '../../fixtures/load/target.ts'
import { fixture } from '../../server/fixture.ts'

const { state } = await findTool('vegeta')
const noVegeta = state === 'there' ? null : `vegeta is ${state}`
const noNetwork = noVegeta ?? whyNoNetwork()
const notSlowed = noNetwork ?? whyNotSlowed()
const because = (reason: string | null) => (reason === null ? '' : ` (skipped: ${reason})`)

/** Seconds by which one is slower than the others. */
const SLOW = 0.3

const stretch = { leadIn: 0.1, seconds: 0.5, rate: 200 }

/** On this machine: `env` starts the shell as it is. */
const here = (name: string, ...words: readonly string[]): LoadGenerator => ({ name, prefix: ['env', ...words] })

describe.skipIf(noVegeta !== null)(`vegeta on several machines${because(noVegeta)}`, () => {
  let driver: Driver
  beforeAll(async () => {
    driver = await startDriver('vegeta')
  })
  afterAll(() => driver.close())

  const run = (origin: string, generators: readonly LoadGenerator[], change: object = {}, began = () => {}) =>
    driver.run(target(origin, { generators, ...change }), stretch, { began, ended: () => {} })

  describe('behind prefixes of this machine', () => {
    test('each sends its part of the requests, with headers and body, and all are in one distribution', async () => {
      await using server = await listenSeeing()
      const asked = { method: 'POST', path: '/a?b=1', headers: { 'x-id': '$HOME *' }, body: "ü\n'" }
      const load = await run(server.origin, [here('a'), here('b'), here('c')], asked)
      expect(load).toMatchObject({ failures: noFailures, offered: { rate: 200, unanswered: 0 } })
      expectWhole(load, ['a', 'b', 'c'])
      expect([...server.seen]).toEqual(["POST /a?b=1 $HOME * ü\n'"])
    })

    test('of a mix, each sends turns of its own: no value is sent twice', async () => {
      const seen: (string | undefined)[] = []
      await using server = await listen(({ url }, response) => {
        seen.push(url)
        response.end('hello')
      })
      const id = Array.from({ length: 2000 }, (_, number) => number)
      const request = { path: '/{id}', expect: { body: 'hello' } }
      const data = { values: { id } }
      const scenario = scenarioSchema.parse({ title: 'x', servers: ['a'], load: { rate: 200 }, request, data })
      const plan = planTo({ server: fixture('a'), given: null }, scenario, {})
      const mix = { plan, rights: [exactly('hello')], start: 1 }
      expectWhole(await run(server.origin, [here('a'), here('b')], { mix }), ['a', 'b'])
      // This side asked the first one.
      expect(seen.length).toBeGreaterThan(100)
      expect(new Set(seen).size).toBe(seen.length)
    })

    test('lines of a log-in do not matter', async () => {
      const greeting: LoadGenerator = { name: 'a', prefix: ['sh', '-c', 'echo Welcome; exec "$@"', 'sh'] }
      await driver.reach([greeting])
    })

    test.for([
      [
        'whose program does not exist',
        { prefix: ['no-such-ssh', 'load-b'] },
        'no-generator-program',
        'there is no program no-such-ssh here',
      ],
      [
        'that cannot be connected to',
        { prefix: ['sh', '-c', 'echo no route >&2; exit 255'] },
        'generator-died',
        'ended with exit code 255 before it had sent its results: no route',
      ],
      ['without vegeta', here('b', 'PATH=/usr/bin:/bin'), 'no-vegeta', 'has no vegeta in PATH'],
      [
        'whose clock is ahead',
        date('echo $(($(/bin/date +%s%N) + 3000000000))'),
        'clock-disagrees',
        /its clock is 3\.00 s ahead, give or take/,
      ],
      ['whose clock has no nanoseconds', date('/bin/date +%s'), 'no-clock', 'has a clock that nobody can read'],
    ] as const)('one %s is refused with its name, and the others end', async ([, generator, code, words]) => {
      const refused = driver.reach([here('a'), { ...generator, name: 'b', prefix: [...generator.prefix] }])
      await expect(refused).rejects.toMatchObject({ code, message: expect.stringMatching(/^Generator "b" /) })
      await expect(refused).rejects.toThrow(words)
    })
  })

  describe.skipIf(noNetwork !== null)(`in network namespaces${because(noNetwork)}`, () => {
    let network: Network
    beforeAll(() => {
      network = openNetwork(3)
    })
    afterAll(() => network[Symbol.dispose]())

    const host = (index: number): LoadGenerator => ({
      name: 'abc'[index] ?? '',
      prefix: ['ip', 'netns', 'exec', network.hosts[index] ?? ''],
    })

    test('two hosts send from their own addresses to the one that the server has in their network', async () => {
      const seen = new Set<string | undefined>()
      await using server = await listen((request, response) => {
        seen.add(request.socket.remoteAddress)
        response.end('hello')
      }, network.host)
      const load = await run(server.origin, [host(0), host(1)])
      expectWhole(load, ['a', 'b'])
      // This side asks, too, for the right answer.
      expect(seen).toEqual(new Set([network.host, ...network.addresses.slice(0, 2)]))
    })

    test('where one of three is killed in the middle, the stretch is lost with its name', async () => {
      await using server = await listen((_request, response) => response.end('hello'), network.host)
      const kill = () => pidsIn(network.hosts[1] ?? '', 'vegeta').forEach((pid) => process.kill(pid, 'SIGKILL'))
      await expect(run(server.origin, [host(0), host(1), host(2)], {}, kill)).rejects.toMatchObject({
        code: 'generator-died',
        message: expect.stringMatching(/^Generator "b" ended with exit code 137 before it had sent its results/),
      })
      await expect.poll(() => network.hosts.flatMap((one) => pidsIn(one, ''))).toEqual([])
    })

    test('one of three that is answered later is a third of the distribution', async () => {
      const late = network.addresses[2]
      await using server = await listen((request, response) => {
        const wait = request.socket.remoteAddress === late ? 1000 * SLOW : 0
        setTimeout(() => response.end('hello'), wait)
      }, network.host)
      expectSlowThird(await run(server.origin, [host(0), host(1), host(2)], { connections: 300 }))
    })

    test.skipIf(notSlowed !== null)(`and so is one on a slow way${because(notSlowed)}`, async () => {
      await using server = await listen((_request, response) => response.end('hello'), network.host)
      network.slow(network.hosts[2] ?? '', 1000 * SLOW)
      expectSlowThird(await run(server.origin, [host(0), host(1), host(2)], { connections: 300 }))
    })
  })
})

/** Every request that was due is in the whole distribution once, and in that of its generator, each of which has its part. */
function expectWhole({ histogram, offered }: Load, names: readonly string[]): void {
  const generators = offered?.generators ?? []
  const requests = offered?.requests ?? 0
  const [whole, sum] = [[histogram ?? ''], generators.map((one) => one.histogram ?? '')].map(distributionOf)
  expect(generators.map(({ name }) => name)).toEqual(names)
  // The marks are set by this side's timers.
  expect(requests).toBeGreaterThanOrEqual(98)
  expect([whole?.count, sum?.count]).toEqual([requests, requests])
  for (const share of [0.1, 0.5, 0.9, 1]) expect(sum?.at(share)).toBe(whole?.at(share))
  for (const one of generators) {
    expect(Math.abs(one.requests - requests / names.length)).toBeLessThanOrEqual(2)
    expect(Math.abs(one.clock.ahead)).toBeLessThanOrEqual(one.clock.uncertainty)
  }
}

/** Its fastest answer is among the slow ones of all, of which they are a third: what no mean of percentiles would show. */
function expectSlowThird(load: Load): void {
  expectWhole(load, ['a', 'b', 'c'])
  const own = distributionOf([load.offered?.generators?.[2]?.histogram ?? ''])
  const whole = distributionOf([load.histogram ?? ''])
  // Timers and histograms cut off less than a hundredth.
  for (const slowest of [own?.at(0), whole?.at(0.7)]) expect(slowest).toBeGreaterThanOrEqual(SLOW * 0.99)
}

/** A machine on which `date` is this. */
function date(script: string): LoadGenerator {
  const folder = mkdtempSync(join(tmpdir(), 'loadgate-date-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'date')
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o755)
  return here('b', `PATH=${folder}:${process.env['PATH']}`)
}
