import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { CountedBaseline } from '../../src/model/count.ts'
import type { Verdict } from '../../src/model/verdict.ts'
import { scriptedGate, type Orders, type Scripted, type ScriptedOptions } from './scripted.ts'

const AUTO = { LOADGATE_COUNT: 'auto' }
const ONLY = { LOADGATE_COUNT: 'only' }

async function recorded(
  servers: Readonly<Record<string, Orders>>,
  { change = {}, ...more }: Partial<ScriptedOptions> & { readonly change?: Parameters<Scripted['hold']>[2] } = {},
): Promise<string> {
  const gate = await scriptedGate({ servers, recording: 'all', env: AUTO, ...more })
  for (const server of Object.keys(servers)) await gate.hold(server, undefined, change)
  await gate.conclude()
  return gate.folder
}

async function recordedElsewhere(): Promise<string> {
  const folder = await recorded({ plain: { instructions: 2e6 } })
  for (const name of readdirSync(join(folder, 'baselines')).filter((each) => each !== 'counted'))
    rmSync(join(folder, 'baselines', name), { recursive: true })
  return folder
}

/** Holds a server that was recorded with 2 M instructions per request. */
async function holdRecorded(
  instructions: number,
  env: Readonly<Record<string, string>> = {},
  change: Parameters<Scripted['hold']>[2] = {},
): Promise<Scripted> {
  const folder = await recorded({ plain: { instructions: 2e6 } }, { change })
  const servers = { plain: { instructions } }
  const gate = await scriptedGate({ servers, folder, env: { ...AUTO, ...env }, project: { budget: {} } })
  await gate.hold('plain', undefined, change)
  return gate
}

/** Windows of one launch. */
async function roundsWith(instructions: number, change?: Parameters<Scripted['hold']>[2]): Promise<number> {
  const gate = await holdRecorded(instructions, {}, change)
  const windows = gate.windows.filter(({ name }) => name === 'plain')
  return windows.length / gate.launches.filter((launch) => launch === 'head plain').length
}

/** Seconds that are still expected when all is counted. */
async function leftWhenCounted(unsure: string): Promise<number | undefined> {
  const { shown } = await holdRecorded(2e6, { LOADGATE_UNSURE: unsure })
  return shown.findLast(({ step }) => step === 'counting')?.left
}

const fileOf = (folder: string) => join(folder, 'baselines', 'counted', 'small.json')

const counted = (verdicts: readonly Verdict[]) => verdicts.find(({ metric }) => metric === 'instructions')

describe('instructions', () => {
  test('that are as recorded hold after one launch, before anything is measured under load', async () => {
    const folder = await recorded({ plain: { instructions: 2e6 } })
    const gate = await scriptedGate({ servers: { plain: { instructions: 2e6 } }, folder, env: AUTO })
    const { verdicts } = await gate.hold('plain')
    expect(counted(verdicts)).toMatchObject({ verdict: 'holds', launches: 1, tolerance: 0.02 })
    expect(gate.launches[0]).toBe('counted head plain')
    expect(gate.launches.filter((launch) => launch.startsWith('counted'))).toHaveLength(1)
  })

  test('that are 3 % more are red once a further launch has confirmed it, by as much', async () => {
    const folder = await recorded({ plain: { instructions: 2e6 } })
    const gate = await scriptedGate({ servers: { plain: { instructions: 2.06e6 } }, folder, env: AUTO })
    const cell = counted((await gate.hold('plain')).verdicts)
    expect(cell?.verdict).toBe('regressed')
    expect(cell?.change?.estimate).toBeCloseTo(0.03, 3)
    expect(gate.launches.filter((launch) => launch.startsWith('counted'))).toHaveLength(3)
  })

  test('that are 1.5 % more hold by default, and not at a tolerance of 1 %', async () => {
    const folder = await recorded({ plain: { instructions: 2e6 } })
    const gate = await scriptedGate({ servers: { plain: { instructions: 2.03e6 } }, folder, env: AUTO })
    expect(counted((await gate.hold('plain')).verdicts)?.verdict).toBe('holds')
    const strict = counted((await gate.hold('plain', { instructions: 0.01 })).verdicts)
    expect(strict).toMatchObject({ verdict: 'regressed', tolerance: 0.01 })
  })

  test('are recorded from four launches, in one file for every machine, with what they were counted with', async () => {
    const folder = await recorded({ plain: { instructions: 2e6 }, other: { instructions: 3e6 } })
    const { servers } = JSON.parse(readFileSync(fileOf(folder), 'utf8')) as CountedBaseline
    expect(Object.keys(servers)).toEqual(['other', 'plain'])
    expect(servers['plain']?.metrics.instructions.launches).toHaveLength(4)
    expect(servers['plain']?.identity).toMatchObject({ runtime: 'node 24.0.0', libc: 'glibc 2.36' })
  })

  test('that hold leave a launch ten rounds of sixteen, and those that do not hold leave it all', async () => {
    expect([await roundsWith(2e6), await roundsWith(3e6)]).toEqual([10, 16])
  })

  test('leave a mix all rounds, because each of its requests has only a part of the answers', async () => {
    const requests = [
      { name: 'list', path: '/' },
      { name: 'add', path: '/add' },
    ]
    expect(await roundsWith(2e6, { requests, request: undefined })).toBe(16)
  })

  test('are expected to leave little to be timed, unless what is unsure fails', async () => {
    expect([await leftWhenCounted('pass'), await leftWhenCounted('fail')]).toEqual([40, 108])
  })

  test('of another runtime version are not compared, and the row says so', async () => {
    const folder = await recorded({ plain: { instructions: 2e6 } })
    const text = readFileSync(fileOf(folder), 'utf8')
    writeFileSync(fileOf(folder), text.replace('node 24.0.0', 'node 22.0.0'))
    const gate = await scriptedGate({ servers: { plain: { instructions: 3e6 } }, folder, env: AUTO })
    expect(counted((await gate.hold('plain')).verdicts)).toMatchObject({
      verdict: 'unsure',
      reason: expect.stringContaining('node 22.0.0') as string,
    })
  })

  test('of a server that is asked in another way now are not comparable, and neither is what was timed', async () => {
    const api = { name: 'plain', command: ['node', 'scripted'], warmup: 50 }
    const servers = { plain: { instructions: 2e6 } }
    const change = { driver: 'undici' as const }
    const second = { servers, project: { servers: [{ ...api, http2: true as const }] } }
    const [counts, times] = [{ env: ONLY }, {}]
    for (const more of [counts, times]) {
      const first = await scriptedGate({ servers, recording: 'all', ...more })
      await first.hold('plain', undefined, change)
      await first.conclude()
      const gate = await scriptedGate({ ...second, ...more, folder: first.folder })
      await expect(gate.hold('plain', undefined, change)).rejects.toThrow(
        'recorded with requests by HTTP over a port, but now it is asked by HTTP/2, so the two cannot be compared',
      )
    }
    const again = await scriptedGate({ ...second, recording: 'all', env: ONLY })
    await again.hold('plain', undefined, change)
    await again.conclude()
    const { servers: recordings } = JSON.parse(readFileSync(fileOf(again.folder), 'utf8')) as CountedBaseline
    expect(recordings['plain']?.reached).toBe('HTTP/2')
    const held = await scriptedGate({ ...second, env: ONLY, folder: again.folder })
    expect(counted((await held.hold('plain', undefined, change)).verdicts)?.verdict).toBe('holds')
  })

  test('of two servers are compared by a claim, also where no baseline is kept', async () => {
    const servers = { lean: { instructions: 2e6 }, heavy: { instructions: 3e6 } }
    const gate = await scriptedGate({ servers, env: AUTO })
    const claim = { by: 1.4, metric: 'instructions' }
    const [held] = (await gate.outpace('lean', 'heavy', claim, { baseline: false })).verdicts
    const [failed] = (await gate.outpace('heavy', 'lean', claim, { baseline: false })).verdicts
    expect([held?.verdict, failed?.verdict]).toEqual(['holds', 'regressed'])
  })

  test('are counted once for two scenarios that ask the same', async () => {
    const gate = await scriptedGate({ servers: { plain: { instructions: 2e6 } }, env: AUTO })
    await gate.hold('plain')
    const before = gate.launches.filter((launch) => launch.startsWith('counted')).length
    await gate.hold('plain', undefined, { title: 'again' })
    expect(gate.launches.filter((launch) => launch.startsWith('counted'))).toHaveLength(before)
  })
})

describe('in CI, on a kind of machine without a timed baseline', () => {
  test('instructions decide, and the timed metrics are shown without a verdict', async () => {
    const servers = { plain: { instructions: 2e6 } }
    const gate = await scriptedGate({ servers, folder: await recordedElsewhere(), recording: 'none', env: AUTO })
    const { verdicts } = await gate.hold('plain')
    expect(verdicts.map(({ metric, verdict }) => [metric, verdict])).toEqual([
      ['instructions', 'holds'],
      ['failedRequests', 'holds'],
    ])
    expect((await gate.conclude())?.scenarios[0]?.waves).toBeGreaterThan(0)
  })

  test('a machine that cannot count either is told so', async () => {
    const options = { servers: { plain: {} }, folder: await recordedElsewhere(), noCounter: 'not counted: no valgrind' }
    const gate = await scriptedGate({ ...options, recording: 'none', env: AUTO })
    await expect(gate.hold('plain')).rejects.toThrow(/plain/)
  })
})

describe('LOADGATE_COUNT=only', () => {
  test('counts and measures nothing under load', async () => {
    const folder = await recorded({ plain: { instructions: 2e6 } })
    const gate = await scriptedGate({ servers: { plain: { instructions: 2e6 } }, folder, env: ONLY })
    const { verdicts } = await gate.hold('plain')
    expect(verdicts.map(({ metric, verdict }) => [metric, verdict])).toEqual([['instructions', 'holds']])
    expect(gate.launches.filter((launch) => !launch.startsWith('counted'))).toEqual([])
    expect(await gate.conclude()).toMatchObject({ scenarios: [{ waves: 0, counted: { launches: 1 } }], written: [] })
  })

  test('reports every block of every launch; a baseline has none', async () => {
    const folder = await recorded({ plain: { instructions: 2e6 } })
    const gate = await scriptedGate({ servers: { plain: { instructions: 2.2e6 } }, folder, env: ONLY })
    await gate.hold('plain')
    const blocks = (await gate.conclude())?.servers[0]?.blocks
    expect(blocks?.before).toEqual([])
    expect(blocks?.now.map(({ length }) => length)).toEqual([6, 6, 6])
    for (const value of blocks?.now.flat() ?? []) expect(Math.abs(value / 2.2e6 - 1)).toBeLessThan(0.1)
  })

  test('leaves a claim about a timed metric unsure, and says why', async () => {
    const servers = { lean: { instructions: 2e6 }, heavy: { instructions: 3e6 } }
    const gate = await scriptedGate({ servers, env: ONLY })
    const { verdicts } = await gate.outpace('lean', 'heavy', { by: 1.1 })
    expect(verdicts).toMatchObject([
      { metric: 'throughput', verdict: 'unsure', reason: 'LOADGATE_COUNT=only times nothing' },
    ])
  })

  test('is red where a server cannot be counted, and where nothing can', async () => {
    const gate = await scriptedGate({ servers: { plain: {} }, env: ONLY })
    expect((await gate.hold('plain')).verdicts).toMatchObject([
      { metric: 'instructions', verdict: 'invalid', reason: expect.stringContaining('not counted') as string },
    ])
    const without = await scriptedGate({ servers: { plain: {} }, env: ONLY, noCounter: 'valgrind is not installed' })
    expect((await without.hold('plain')).verdicts).toMatchObject([
      { verdict: 'invalid', reason: expect.stringContaining('valgrind is not installed') as string },
    ])
  })
})

describe('where it cannot be counted', () => {
  test('a server says so in its row, and its timed metrics go on', async () => {
    const gate = await scriptedGate({ servers: { plain: {}, other: { instructions: 2e6 } }, env: AUTO })
    const { verdicts } = await gate.hold('plain')
    expect(counted(verdicts)).toMatchObject({
      verdict: 'unsure',
      reason: expect.stringContaining('not counted') as string,
    })
    expect(verdicts).toHaveLength(9)
  })

  test('a machine without valgrind says so once, and every server is timed as ever', async () => {
    const gate = await scriptedGate({ servers: { plain: {} }, env: AUTO, noCounter: 'valgrind is not installed' })
    expect((await gate.hold('plain')).verdicts).toHaveLength(8)
    expect(await gate.conclude()).toMatchObject({
      scenarios: [{ counted: { notCounted: 'valgrind is not installed' } }],
    })
  })

  test('LOADGATE_COUNT=off leaves it out', async () => {
    const gate = await scriptedGate({ servers: { plain: { instructions: 2e6 } } })
    expect((await gate.hold('plain')).verdicts).toHaveLength(8)
    expect((await gate.conclude())?.scenarios[0]).not.toHaveProperty('counted')
    expect(existsSync(fileOf(gate.folder))).toBe(false)
  })
})
