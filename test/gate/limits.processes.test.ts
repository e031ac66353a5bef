import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scriptedGate } from './scripted.ts'

/** A scripted server gives 500,000 requests per second at a p99 of 0.8 ms, and each costs 200 µs of CPU. */
const usual = { throughput: { above: 1000 }, latencyP99: { below: 0.05 } }

test('limits need no baseline, also in CI, and each is in the report', async () => {
  const gate = await scriptedGate({ servers: { plain: {} }, recording: 'none' })
  const { verdicts } = await gate.meet('plain', usual, { baseline: false })
  expect(verdicts).toMatchObject([
    { metric: 'throughput', verdict: 'holds', limit: { above: 1000 } },
    { metric: 'latencyP99', verdict: 'holds', limit: { below: 0.05 } },
  ])
  const report = await gate.conclude()
  expect(report?.verdicts).toEqual(verdicts)
  expect(report?.servers.map(({ server }) => server)).toContain('plain')
  expect(readFileSync(join(gate.folder, 'scratch/report.md'), 'utf8')).toContain('limit: below 50 ms')
  expect(readFileSync(join(gate.folder, 'scratch/report.html'), 'utf8')).toContain('meets its limit')
})

test('one that is missed is red once fresh launches have repeated it, and only that one', async () => {
  const gate = await scriptedGate({ servers: { plain: {} }, project: { budget: { waves: 8, rounds: 3 } } })
  const { verdicts } = await gate.meet('plain', { ...usual, cpuPerRequest: { below: 0.000_15 } })
  expect(verdicts.map(({ metric, verdict }) => [metric, verdict])).toEqual([
    ['throughput', 'holds'],
    ['cpuPerRequest', 'regressed'],
    ['latencyP99', 'holds'],
  ])
})

test('those of a scenario are part of what holds a baseline, and are asked for alone by a limit without a number', async () => {
  const gate = await scriptedGate({ servers: { plain: {}, other: {} } })
  const limits = { latencyP50: { below: 0.001 } }
  const held = await gate.hold('plain', undefined, { limits })
  expect(held.verdicts.at(-1)).toMatchObject({ metric: 'latencyP50', limit: limits.latencyP50, verdict: 'holds' })
  const met = await gate.meet('other', undefined, { limits })
  expect(met.verdicts.map(({ metric }) => metric)).toEqual(['latencyP50'])
  const stated = (await gate.conclude())?.verdicts.filter(({ limit }) => limit) ?? []
  expect(stated.map(({ server }) => server)).toEqual(['plain', 'other'])
})

test('those on instructions are counted for, also where nothing is timed', async () => {
  const servers = { plain: { instructions: 2e6 }, heavy: { instructions: 4e6 } }
  const gate = await scriptedGate({ servers, env: { LOADGATE_COUNT: 'only' }, recording: 'none' })
  const limits = { instructions: { below: 3e6 }, latencyP99: { below: 0.05 } }
  const change = { baseline: false, limits }
  expect((await gate.meet('plain', undefined, change)).verdicts).toMatchObject([
    { metric: 'instructions', verdict: 'holds' },
    { metric: 'latencyP99', verdict: 'unsure', reason: 'LOADGATE_COUNT=only times nothing' },
  ])
  expect((await gate.meet('heavy', undefined, change)).verdicts[0]).toMatchObject({ verdict: 'regressed', launches: 3 })
  expect(gate.launches.filter((launch) => launch === 'counted head plain')).toHaveLength(2)
})

test('a server that dies is invalid with its reason, once', async () => {
  const gate = await scriptedGate({
    servers: { plain: { later: 'die' } },
    project: { budget: { waves: 8, rounds: 3 } },
  })
  const { verdicts } = await gate.hold('plain', undefined, { limits: usual })
  expect(verdicts).toMatchObject([{ verdict: 'invalid', reason: 'plain ended with exit code 7' }])
  expect((await gate.conclude(false))?.verdicts).toHaveLength(1)
})

test('without any, that is said', async () => {
  const gate = await scriptedGate({ servers: { plain: {} } })
  await expect(gate.meet('plain', { latencyP99: { below: '50 ms' } })).rejects.toThrow(
    'toMeet(limits): `latencyP99.below` must be a number of seconds and not a text: write 0.05 for "50 ms".',
  )
})
