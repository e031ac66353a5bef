import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Baseline } from '../../src/model/baseline.ts'
import type { ScenarioOptions } from '../../src/model/scenario.ts'
import { scriptedGate, type Orders, type ScriptedOptions } from './scripted.ts'

type Loads = ScenarioOptions['load']

async function record(load: Loads, orders: Orders = {}): Promise<{ folder: string; baseline: Baseline }> {
  const gate = await scriptedGate({ servers: { plain: orders }, recording: 'all' })
  await gate.hold('plain', undefined, { load })
  await gate.conclude()
  const folder = join(gate.folder, 'baselines')
  const file = readdirSync(folder, { recursive: true }).find((name) => String(name).endsWith('small.json'))
  return { folder: gate.folder, baseline: JSON.parse(readFileSync(join(folder, String(file)), 'utf8')) as Baseline }
}

/** The verdicts of a later run by metric, and its report. */
async function hold(load: Loads, folder: string, orders: Orders, more: Partial<ScriptedOptions> = {}) {
  const gate = await scriptedGate({ servers: { plain: orders }, folder, ...more })
  const { verdicts } = await gate.hold('plain', undefined, { load })
  const words = Object.fromEntries(verdicts.map(({ metric, verdict }) => [metric, verdict]))
  return { words, verdicts, report: await gate.conclude() }
}

const rate = { rate: 500 }

test('a server that is asked at a rate is held in what that shows, and the report says how it was asked', async () => {
  const { folder, baseline } = await record(rate)
  expect(baseline.scenario).toMatchObject({ load: { rate: 500 }, driver: 'undici 9.0.0' })
  expect(baseline.servers['plain']?.metrics).toMatchObject({
    throughput: { unusable: 'the rate is given, so throughput says nothing' },
    answered: { typical: 1 },
    latencyP99: { typical: expect.any(Number) },
  })
  const { words, report } = await hold(rate, folder, {})
  expect(words).toEqual({
    cpuPerRequest: 'holds',
    latencyP50: 'holds',
    latencyP95: 'holds',
    latencyP99: 'holds',
    answered: 'holds',
    memory: 'holds',
    failedRequests: 'holds',
  })
  expect(report?.scenarios[0]?.loop).toBe('open loop at 500 requests per second over up to 100 connections')
  expect(report?.servers[0]?.offered).toMatchObject({ rate: 500, queued: 0, unanswered: 0 })
  expect(report?.scenarios[0]?.notes.join(' ')).toContain(
    'plain was asked 500 times per second, whether or not it had answered',
  )
})

test('a stall of 50 ms once a second is red at a rate, and holds in a closed loop', async () => {
  const closed = { connections: 2 }
  const stalls = { stall: 0.05 }
  const atRate = await hold(rate, (await record(rate)).folder, stalls)
  expect(atRate.words).toMatchObject({ latencyP50: 'holds', latencyP99: 'regressed', answered: 'holds' })
  const inTurns = await hold(closed, (await record(closed)).folder, stalls)
  expect(inTurns.words).toMatchObject({ latencyP50: 'holds', latencyP99: 'holds', throughput: 'holds' })
})

test('a server that cannot keep up with a rate that it kept up with is red, and the reason says so', async () => {
  const { verdicts, report } = await hold(rate, (await record(rate)).folder, { capacity: 400 })
  const answered = verdicts.find(({ metric }) => metric === 'answered')
  expect(answered).toMatchObject({
    verdict: 'regressed',
    reason:
      'it cannot keep up with 500 requests per second: it answered 80 % of those that became due, and 100 % before',
  })
  expect(answered?.current).toBeCloseTo(0.8)
  expect(report?.scenarios[0]?.notes.join(' ')).toContain(
    'plain cannot keep up with 500 requests per second: it answered 80 % of those that became due',
  )
})

test('a share is measured once, and the baseline keeps the rate for later runs', async () => {
  const share = { share: 0.6 }
  const { folder, baseline } = await record(share)
  const taken = baseline.servers['plain']?.rate
  // Nothing answers more in a second of the script than 500 thousand.
  expect(taken).toBeGreaterThan(0.59 * 500_000)
  expect(taken).toBeLessThan(0.61 * 500_000)
  const { report, words } = await hold(share, folder, { cost: 1.5 })
  expect(report?.servers[0]?.offered?.rate).toBe(taken)
  expect(words).toMatchObject({ latencyP50: 'regressed', cpuPerRequest: 'regressed' })
})

test('in CI, a share of a capacity that nobody knows is refused before a server is started', async () => {
  const gate = await scriptedGate({ servers: { plain: {} }, recording: 'none' })
  await expect(gate.hold('plain', undefined, { load: { share: 0.6 } })).rejects.toMatchObject({
    code: 'unknown-capacity',
  })
  expect(gate.launches).toEqual([])
})

test('p99 at a rate with too few answers per launch says what it takes', async () => {
  const slow = { rate: 40 }
  const { verdicts } = await hold(slow, (await record(slow)).folder, {})
  expect(verdicts.find(({ metric }) => metric === 'latencyP99')).toMatchObject({
    verdict: 'unsure',
    reason:
      'latency p99 takes 1000 answers per launch, and there were 120 in 3.0 s at 40.0 req/s: it takes 334 req/s, or 25 s (`budget.rounds`, of a second each)',
  })
})

test('a load of several generators needs a server with a host, and its baseline and its report name them', async () => {
  const several = { load: rate, driver: 'vegeta', generators: [{ name: 'a', prefix: ['ssh', 'load-a'] }] } as const
  const change = { ...several, generators: several.generators.map((one) => ({ ...one, prefix: [...one.prefix] })) }
  const hidden = await scriptedGate({ servers: { plain: {} } })
  await expect(hidden.hold('plain', undefined, change)).rejects.toMatchObject({ code: 'no-host' })
  expect(hidden.launches).toEqual([])
  const servers = [{ name: 'plain', command: ['node', 'scripted'], host: '127.0.0.1' }]
  const options = { servers: { plain: {} }, project: { servers } }
  const gate = await scriptedGate({ ...options, recording: 'all' })
  await gate.hold('plain', undefined, change)
  const report = await gate.conclude()
  expect(report?.scenarios[0]?.loop).toBe('open loop at 500 requests per second over up to 100 connections from a')
  const later = await scriptedGate({ ...options, folder: gate.folder })
  const other = { ...change, generators: change.generators.map((one) => ({ ...one, name: 'b' })) }
  await expect(later.hold('plain', undefined, other)).rejects.toThrow('`generators[0]` "a", but now it is "b"')
})
