import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { NO_BASELINE } from '../../src/gate/find-baseline.ts'
import { openRecheck } from '../../src/gate/recheck.ts'
import type { Server } from '../../src/model/server.ts'
import type { Verdict } from '../../src/model/verdict.ts'
import { comparison, measurement } from '../verdict/measured.ts'
import { baselineOf } from './baseline-of.ts'
import { scriptedGate, type Orders, type Scripted, type ScriptedOptions } from './scripted.ts'

const AUTO = { LOADGATE_COUNT: 'auto' }

const COMMIT = 'b'.repeat(40)

const requests = [
  { name: 'list', path: '/' },
  { name: 'add', path: '/add' },
]
const mix = { title: 'mix', requests, request: undefined }

/** A gate's folder with twenty recorded launches of `api`, of a commit that this repository does not have. */
async function recorded(orders: Orders = {}, change: Parameters<Scripted['hold']>[2] = {}): Promise<string> {
  const gate = await scriptedGate({ servers: { api: orders }, recording: 'all', env: AUTO })
  await gate.hold('api', undefined, change)
  await gate.conclude()
  for (const file of globSync(join(gate.folder, 'baselines/**/*.json'))) {
    const text = readFileSync(file, 'utf8')
    writeFileSync(
      file,
      text.replaceAll(/"commit": .*/g, `"commit": "${COMMIT}",`).replaceAll('"dirty": true', '"dirty": false'),
    )
  }
  return gate.folder
}

const throughputOf = (verdicts: readonly Verdict[]) => verdicts.find(({ metric }) => metric === 'throughput')

const isEarlier = (launch: string) => launch === 'base earlier api'

async function holdSlower(options: Omit<ScriptedOptions, 'servers'> & { readonly orders?: Orders }) {
  const { orders = { cost: 1.5 }, ...rest } = options
  const gate = await scriptedGate({ servers: { api: orders }, ...rest })
  const { verdicts } = await gate.hold('api')
  return { gate, throughput: throughputOf(verdicts) }
}

/** Three launches of a server whose instructions hold, of which ranks say nothing yet. */
const looksSlower = async (earlier: Orders) =>
  holdSlower({
    folder: await recorded({ instructions: 1e6 }),
    orders: { cost: 1.5, instructions: 1e6 },
    earlier: { api: earlier },
    env: AUTO,
    project: { budget: { waves: 3 } },
  })

describe('a server that is slower than its baseline', () => {
  test('is not red where the commit that recorded it is as slow beside it, and the reason says so', async () => {
    const { gate, throughput } = await holdSlower({ folder: await recorded(), earlier: { api: { cost: 1.5 } } })
    expect(throughput).toMatchObject({ verdict: 'unsure', change: { estimate: expect.closeTo(-1 / 3, 1) } })
    expect(throughput?.reason).toMatch(
      /slower than the baseline, but \d+ waves beside .* it \(bbbbbbbbb\) do not show it/,
    )
    expect(gate.launches.filter(isEarlier).length).toBeGreaterThanOrEqual(3)
    const times = gate.shown.map((progress) => ('again' in progress ? 'again' : 'first'))
    expect(times.filter((time, index) => time !== times[index - 1])).toEqual(['first', 'again'])
    const report = await gate.conclude()
    expect(report?.verdicts.map(({ verdict }) => verdict)).not.toContain('regressed')
  })

  test('is red where it is slower than that commit, too', async () => {
    const { gate, throughput } = await holdSlower({ folder: await recorded(), earlier: { api: {} } })
    expect(throughput).toMatchObject({ verdict: 'regressed', reason: null })
    // Three, and three to confirm it.
    expect(gate.launches.filter(isEarlier)).toHaveLength(6)
  })

  test('is held to the tolerance of the baseline beside that commit, and not to that of an A/B run', async () => {
    const { throughput } = await holdSlower({ folder: await recorded(), earlier: { api: { cost: 1.5 / 1.08 } } })
    expect(throughput?.verdict).toBe('unsure')
  })

  test('has ten rounds on either side beside that commit while it is not red there at a look', async () => {
    const { gate } = await holdSlower({
      folder: await recorded({ instructions: 1e6 }),
      orders: { cost: 1.5, instructions: 1e6 },
      earlier: { api: { cost: 1.5 } },
      env: AUTO,
      project: { budget: {} },
    })
    const windows = gate.windows.map(({ name }) => name)
    const beside = windows.slice(windows.indexOf('earlier api') - 1)
    const launches = gate.launches.filter(isEarlier).length
    expect(beside.filter((name) => name === 'earlier api')).toHaveLength(10 * launches)
    expect(beside.length - 20 * launches).toBeOneOf([0, 1])
  })

  test('is asked beside that commit at the rate at which its baseline was recorded, where that is a share of what it can do', async () => {
    const share = { load: { share: 0.01, connections: 2 } }
    const gate = await scriptedGate({
      servers: { api: { cost: 1.5 } },
      folder: await recorded({}, share),
      earlier: { api: { cost: 1.5 } },
    })
    await gate.hold('api', undefined, share)
    const ratesOf = (asked: string) => new Set(gate.windows.flatMap(({ name, rate }) => (name === asked ? [rate] : [])))
    expect(ratesOf('earlier api').size).toBe(1)
    expect(ratesOf('earlier api')).toEqual(ratesOf('api'))
  })

  describe('while its instructions hold, and it only looks slower', () => {
    test('is unsure where that commit is as slow beside it, and the reason says so', async () => {
      const { throughput } = await looksSlower({ cost: 1.5 })
      expect(throughput).toMatchObject({ verdict: 'unsure', launches: 3 })
      expect(throughput?.reason).toContain('do not show it')
    })

    test('is red by what those waves show, and its row shows them', async () => {
      const { throughput } = await looksSlower({})
      expect(throughput).toMatchObject({ verdict: 'regressed', launches: 6 })
      expect(throughput?.reason).toMatch(
        /slower than the commit that recorded .* \(bbbbbbbbb\), in \d+ waves beside it/,
      )
    })
  })

  test('is not measured beside it while its baseline is recorded anew', async () => {
    const { gate } = await holdSlower({ folder: await recorded(), earlier: { api: {} }, recording: 'all' })
    expect(gate.launches.filter(isEarlier)).toEqual([])
  })

  test('is red for what that commit does better, and for nothing else', async () => {
    const folder = await recorded({}, mix)
    const slow = { list: 1.5, add: 1.5 }
    const gate = await scriptedGate({ servers: { api: { slow } }, folder, earlier: { api: { slow: { add: 1.5 } } } })
    const wordsOf = async (request: string) => {
      const { verdicts } = await gate.hold('api', undefined, mix, request)
      return verdicts.find(({ metric }) => metric === 'latencyP50')?.verdict
    }
    expect([await wordsOf('list'), await wordsOf('add')]).toEqual(['regressed', 'unsure'])
  })

  test('is measured beside that commit once, however often it is asked about', async () => {
    const gate = await scriptedGate({
      servers: { api: { cost: 1.5 } },
      folder: await recorded(),
      earlier: { api: { cost: 1.5 } },
    })
    await gate.hold('api')
    const { length } = gate.launches
    await gate.hold('api')
    await gate.hold('api', 0.05)
    expect(gate.launches).toHaveLength(length)
  })

  test('beyond all noise is red at once', async () => {
    const { gate, throughput } = await holdSlower({
      folder: await recorded(),
      orders: { cost: 5 },
      earlier: { api: { cost: 5 } },
    })
    expect(throughput?.verdict).toBe('regressed')
    expect(gate.launches.filter(isEarlier)).toEqual([])
  })

  test('whose instructions are red needs no proof of its time', async () => {
    const { gate, throughput } = await holdSlower({
      folder: await recorded({ instructions: 1e6 }),
      orders: { cost: 1.5, instructions: 1.5e6 },
      earlier: { api: { cost: 1.5 } },
      env: AUTO,
    })
    expect(throughput?.verdict).toBe('regressed')
    expect(gate.launches.filter(isEarlier)).toEqual([])
  })

  describe('while that commit cannot be had', () => {
    test('stays red if nothing was counted', async () => {
      const { throughput } = await holdSlower({ folder: await recorded() })
      expect(throughput).toMatchObject({ verdict: 'regressed', reason: null })
    })

    test('is not red if its instructions hold, and the reason says how to get the commit', async () => {
      const { throughput } = await holdSlower({
        folder: await recorded({ instructions: 1e6 }),
        orders: { cost: 1.5, instructions: 1e6 },
        env: AUTO,
      })
      expect(throughput?.verdict).toBe('unsure')
      expect(throughput?.reason).toMatch(/though its instructions hold; .* `git fetch origin b{40}`$/)
    })

    test('is not red either if its port is fixed, so that it cannot run twice', async () => {
      const { gate, throughput } = await holdSlower({
        folder: await recorded({ instructions: 1e6 }),
        orders: { cost: 1.5, instructions: 1e6, port: 3000 },
        earlier: { api: {} },
        env: AUTO,
      })
      expect(throughput?.reason).toMatch(
        /cannot be measured beside it, because its port is fixed \(3000\): remove `port`/,
      )
      expect(gate.launches.filter(isEarlier)).toEqual([])
    })

    test('is not red either if that commit does not answer right any more', async () => {
      const { throughput } = await holdSlower({
        folder: await recorded({ instructions: 1e6 }),
        orders: { cost: 1.5, instructions: 1e6 },
        earlier: { api: { later: 'die' } },
        env: AUTO,
      })
      expect(throughput?.reason).toMatch(/bbbbbbbbb\) could not be measured beside it: .*ended with exit code 7/)
    })
  })
})

test('a machine that was busy all the time shows nothing beside a commit, and clears nobody', async () => {
  const baseline = baselineOf()
  baseline.servers['fastify']!.recorded.commit = COMMIT
  const side = {
    server: { name: 'fastify' } as Server,
    root: '',
    commit: COMMIT,
    launch: () => Promise.reject(new Error('busy')),
  }
  const busy = comparison(0, 1, { endedBusy: true })
  const means = {
    fleet: { prepared: () => side.server, launch: side.launch },
    openRecorded: async () => side,
    project: { baselines: 'baselines', scratch: '.loadgate' },
  }
  const startBeside = () => ({ until: async () => busy, measurement: () => busy })
  const { until, rechecks } = openRecheck(startBeside, means, false)
  const evidence = { measurement: measurement(6, 1.5), comparison: { ...NO_BASELINE, baseline }, counted: null }
  await until(evidence, { held: new Map(), met: new Map(), asks: [], claimed: [] }, new AbortController().signal)
  expect(rechecks().size).toBe(0)
})
