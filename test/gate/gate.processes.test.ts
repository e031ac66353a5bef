import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { thisMachine } from '../../src/host/machine.ts'
import type { Baseline } from '../../src/model/baseline.ts'
import { reportSchema, type Report } from '../../src/model/report.ts'
import { terminalTable } from '../../src/report/terminal.ts'
import { scriptedGate, temporaryFolder, type Orders, type ScriptedOptions } from './scripted.ts'

/** The verdicts on one server by metric. */
function wordsOf(report: Report | null, server: string): Record<string, string> {
  const rows = (report?.verdicts ?? []).filter((row) => row.server === server)
  return Object.fromEntries(rows.map((row) => [row.metric, row.verdict]))
}

/** A folder with a baseline of these servers, recorded by a gate of as many waves as an update has. */
async function recorded(
  servers: Readonly<Record<string, Orders>>,
  more: Partial<ScriptedOptions> = {},
): Promise<string> {
  const gate = await scriptedGate({ servers, recording: 'all', ...more })
  for (const server of Object.keys(servers)) await gate.hold(server)
  await gate.conclude()
  return gate.folder
}

const filesIn = (folder: string) =>
  existsSync(join(folder, 'baselines')) ? readdirSync(join(folder, 'baselines'), { recursive: true }) : []

describe('a run', () => {
  test('of servers as recorded holds, and its report is in all its files', async () => {
    const folder = await recorded({ plain: {} })
    const gate = await scriptedGate({ servers: { plain: {} }, folder })
    const { verdicts } = await gate.hold('plain')
    expect(new Set(verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['holds']))
    const report = await gate.conclude()
    expect(report?.verdicts).toEqual(verdicts)
    const scratch = join(folder, 'scratch')
    expect(reportSchema.parse(JSON.parse(readFileSync(join(scratch, 'report.json'), 'utf8'))).servers).toMatchObject([
      { server: 'plain' },
      { server: 'reference' },
    ])
    for (const file of ['report.md', 'report.html'])
      expect(readFileSync(join(scratch, file), 'utf8')).toContain('plain')
  })

  test('beside a baseline without a p95 holds in all else, and says so where a tolerance for it was asked', async () => {
    const folder = await recorded({ plain: {} })
    const [file = ''] = filesIn(folder).filter(
      (name) => String(name).includes('small') && !String(name).includes('counted'),
    )
    const path = join(folder, 'baselines', String(file))
    const text = readFileSync(path, 'utf8')
    expect(text).toContain('"latencyP95"')
    writeFileSync(path, text.replaceAll(/\n *"latencyP95": .*/g, ''))
    const gate = await scriptedGate({ servers: { plain: {} }, folder })
    const { verdicts } = await gate.hold('plain', { latencyP95: 0.2 })
    expect(verdicts.map(({ metric }) => metric)).not.toContain('latencyP95')
    expect(new Set(verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['holds']))
    const report = await gate.conclude()
    expect(report?.scenarios[0]?.notes.join(' ')).toMatch(/baseline of plain has no latency p95.*baseline:update/)
  })

  test('with a server that costs half as much again is red once fresh launches have repeated it', async () => {
    const folder = await recorded({ plain: {}, slow: {} })
    const gate = await scriptedGate({ servers: { plain: {}, slow: { cost: 1.5 } }, folder })
    await gate.hold('plain')
    await gate.hold('slow')
    const report = await gate.conclude(false)
    expect(wordsOf(report, 'slow')).toMatchObject({ throughput: 'regressed', cpuPerRequest: 'regressed' })
    expect(Object.values(wordsOf(report, 'plain'))).not.toContain('regressed')
    expect(gate.launches.filter((launch) => launch === 'head slow')).toHaveLength(6)
  })

  test('measures a scenario once, however often it is asked about', async () => {
    const gate = await scriptedGate({ servers: { plain: {} } })
    await gate.measure()
    const { length } = gate.launches
    await gate.measure()
    await gate.hold('plain')
    await gate.hold('plain')
    expect(gate.launches).toHaveLength(length)
    expect((await gate.conclude())?.verdicts).toHaveLength(8)
  })

  test('measures on for a tolerance that is stricter than what was decided, with that server alone', async () => {
    const servers = { plain: {}, other: {} }
    const folder = await recorded(servers)
    const gate = await scriptedGate({ servers, folder, project: { budget: { waves: 20, rounds: 3 } } })
    await gate.measure()
    const before = [...gate.launches]
    const { verdicts } = await gate.hold('plain', 0.004)
    const more = gate.launches.slice(before.length)
    expect(more.length).toBeGreaterThan(0)
    expect(new Set(more)).toEqual(new Set(['head reference', 'head plain']))
    expect(verdicts.find(({ metric }) => metric === 'throughput')).toMatchObject({ tolerance: 0.004 })
  })

  test('fails by itself for what is red only after its test has passed, in launches for a later test', async () => {
    const folder = await recorded({ plain: {} })
    const servers = { plain: { later: 'die', wellFor: 3 } } as const
    const gate = await scriptedGate({ servers, folder, project: { budget: { waves: 20, rounds: 3 } } })
    const { verdicts } = await gate.hold('plain')
    expect(verdicts.map(({ verdict }) => verdict)).not.toContain('invalid')
    const { current } = verdicts.find(({ metric }) => metric === 'throughput')!
    expect((await gate.meet('plain', { throughput: { above: current } })).verdicts).toMatchObject([
      { verdict: 'invalid' },
    ])
    const { report, failures } = await gate.end()
    expect(failures).toEqual([
      expect.stringMatching(
        /^plain is red in failed requests, which its test was not told: .* So this run fails by itself\.$/,
      ),
    ])
    expect(wordsOf(report, 'plain')).toMatchObject({ failedRequests: 'invalid' })
  })

  test('that is refused before anything is opened leaves no report of an earlier run either', async () => {
    const folder = await recorded({ plain: {} })
    const refused = { servers: { plain: {} }, folder, recording: 'all', env: { LOADGATE_AGAINST: 'main' } } as const
    await expect(scriptedGate(refused)).rejects.toThrow('exclude each other')
    expect(existsSync(join(folder, 'scratch', 'report.json'))).toBe(false)
  })

  test('that was asked for nothing has no report, and leaves none of an earlier run', async () => {
    const folder = await recorded({ plain: {} })
    expect(existsSync(join(folder, 'scratch', 'report.json'))).toBe(true)
    const gate = await scriptedGate({ servers: { plain: {} }, folder })
    expect(await gate.end()).toEqual({ report: null, nothing: null, failures: [] })
    expect(existsSync(join(folder, 'scratch', 'report.json'))).toBe(false)
  })

  test('says which servers cannot run here, and measures the others', async () => {
    const gate = await scriptedGate({ servers: { plain: {}, flask: { skipped: 'there is no Python' } } })
    const skipped = [{ server: 'flask', reason: 'there is no Python' }]
    expect(await gate.hold('plain')).toMatchObject({ skipped })
    expect(await gate.conclude()).toMatchObject({ skipped })
    expect(gate.launches).not.toContain('head flask')
  })

  test('takes undici for servers that close their connections, and says so', async () => {
    const gate = await scriptedGate({ servers: { plain: {}, closer: { closes: true } } })
    await gate.hold('plain')
    const [scenario] = (await gate.conclude())?.scenarios ?? []
    expect(scenario?.driver).toBe('undici 9.0.0')
    expect(scenario?.notes).toContainEqual(expect.stringContaining('closer closes the connection after every answer'))
  })
})

describe('a run in which nothing was measured', () => {
  const servers = { flask: { skipped: 'there is no Python' }, tornado: { skipped: 'there is no Python' } }

  test('fails, and its report names every skipped server with its reason', async () => {
    const gate = await scriptedGate({ servers })
    await gate.hold('flask')
    const { report, nothing } = await gate.end()
    expect(nothing).toMatchObject({ fails: true })
    expect(nothing?.sentence).toMatch(/^Nothing was measured.*\n- flask and tornado: there is no Python$/)
    expect(report).toMatchObject({ verdicts: [], skipped: [{ server: 'flask' }, { server: 'tornado' }] })
    const text = stripVTControlCharacters(terminalTable(report as Report, { columns: 120, colour: false }))
    expect(text).toContain('2 servers were skipped (flask, tornado): there is no Python')
    for (const file of ['report.json', 'report.md', 'report.html'])
      expect(readFileSync(join(gate.folder, 'scratch', file), 'utf8')).toContain('there is no Python')
  })

  test('passes where LOADGATE_UNSURE=pass was set by hand, and is named all the same', async () => {
    const gate = await scriptedGate({ servers, env: { LOADGATE_UNSURE: 'pass' } })
    await gate.measure()
    expect((await gate.end()).nothing).toMatchObject({ fails: false })
  })

  test('is not one in which a server was measured, whatever came of it', async () => {
    const gate = await scriptedGate({ servers: { ...servers, plain: { later: 'die' } } })
    await gate.hold('plain')
    expect((await gate.end(false)).nothing).toBeNull()
  })

  test('is not one that was refused, which has failed already', async () => {
    const gate = await scriptedGate({ servers: { plain: {} }, recording: 'none' })
    await expect(gate.measure()).rejects.toThrow('no baseline')
    expect((await gate.end(false)).nothing).toBeNull()
  })
})

describe('what cannot be measured is invalid, says why, and the others are measured', () => {
  test.for<[string, Orders, string]>([
    ['a server that answers empty in the middle of a run', { later: 'empty' }, 'wrong or empty body'],
    ['a server that dies in the middle of a run', { later: 'die' }, 'exit code 7'],
    ['a server that hangs in the middle of a run', { later: 'hang' }, 'timeout'],
    ['a server that does not start', { broken: 'Server "broken" cannot be started' }, 'cannot be started'],
  ])('%s', async ([, orders, reason]) => {
    const folder = await recorded({ plain: {}, broken: {} })
    const gate = await scriptedGate({ servers: { plain: {}, broken: orders }, folder })
    await gate.hold('plain')
    const { verdicts } = await gate.hold('broken')
    expect(verdicts).toMatchObject([{ verdict: 'invalid', reason: expect.stringContaining(reason) as string }])
    const report = await gate.conclude(false)
    expect(Object.values(wordsOf(report, 'plain'))).not.toContain('invalid')
  })

  test.for<[string, Orders, string]>([
    ['does not start', { broken: 'no port' }, 'no port'],
    ['answers empty in the middle of a run', { later: 'empty' }, 'wrong or empty body'],
  ])(
    'a server that %s fails the run, has a row and keeps baselines from being recorded, even if no test asks about it',
    async ([, orders, reason]) => {
      const gate = await scriptedGate({ servers: { plain: {}, other: {}, broken: orders } })
      await gate.hold('plain')
      const { report, failures } = await gate.end()
      expect(failures).toEqual([
        expect.stringMatching(/^broken cannot be measured, and no test asks about it, so this run fails by itself\./),
      ])
      expect(report?.verdicts.filter(({ server }) => server !== 'plain')).toMatchObject([
        { server: 'broken', verdict: 'invalid', reason: expect.stringContaining(reason) as string },
      ])
      expect(report?.written).toEqual([])
    },
  )

  test('a server that no test asks about, and that runs, is no matter', async () => {
    const gate = await scriptedGate({ servers: { plain: {}, other: {} } })
    await gate.hold('plain')
    const { report, failures } = await gate.end()
    expect(failures).toEqual([])
    expect(report?.verdicts.map(({ server }) => server)).not.toContain('other')
    expect(report?.written).toHaveLength(1)
  })

  test('where no server starts, nothing is launched, and nothing was measured', async () => {
    const gate = await scriptedGate({ servers: { one: { broken: 'no port' }, two: { broken: 'no program' } } })
    expect((await gate.hold('one')).verdicts).toMatchObject([{ verdict: 'invalid', reason: 'no port' }])
    expect(gate.launches).toEqual([])
    expect((await gate.end(false)).nothing).toMatchObject({
      sentence: expect.stringMatching(/Nothing was measured.*\n- one: no port\n- two: no program/) as string,
      fails: true,
    })
  })

  test('a server that does not start is not counted, and invalid also where nothing but counts decides', async () => {
    const servers = { plain: { instructions: 1000 }, broken: { broken: 'no port' } }
    const gate = await scriptedGate({ servers, env: { LOADGATE_COUNT: 'only' } })
    expect((await gate.hold('broken')).verdicts).toMatchObject([{ verdict: 'invalid', metric: 'instructions' }])
    expect(gate.launches.every((launch) => launch === 'counted head plain')).toBe(true)
  })
})

describe('without a baseline', () => {
  test('one is recorded on the first run at the desk, and said, and the second run is held against it', async () => {
    const first = await scriptedGate({ servers: { plain: {} } })
    await first.hold('plain')
    const report = await first.conclude()
    expect(report?.written).toHaveLength(1)
    expect(report?.scenarios[0]?.notes).toEqual([
      expect.stringMatching(
        /^There is no timed baseline on this kind of machine \(.*\) yet: this run recorded one, from 3 launches per server\. That is a thin one: until a run has 20 launches, .* records 20\.$/,
      ),
    ])
    const second = await scriptedGate({ servers: { plain: {} }, folder: first.folder })
    const { verdicts } = await second.hold('plain')
    expect(await second.conclude()).toMatchObject({ written: [], scenarios: [{ notes: [] }] })
    expect(verdicts.some(({ change }) => change !== null)).toBe(true)
  })

  test('the run is refused in CI, with the command that records one', async () => {
    const gate = await scriptedGate({ servers: { plain: {} }, recording: 'none' })
    await expect(gate.measure()).rejects.toThrow(
      /no baseline for plain on this kind of machine \(.*\), which fails in CI.*npm run baseline:update.*LOADGATE_AGAINST/,
    )
    expect(gate.launches).toEqual([])
  })

  test('nothing is recorded from a run that failed', async () => {
    const gate = await scriptedGate({ servers: { plain: {} } })
    await gate.hold('plain')
    expect(await gate.conclude(false)).toMatchObject({
      written: [],
      scenarios: [{ notes: [expect.stringContaining('this run recorded none, because it failed')] }],
    })
    expect(filesIn(gate.folder)).toEqual([])
  })

  test('of this kind of machine that of another is not used: a run at the desk records its own, and in CI it is refused', async () => {
    const folder = await recorded({ plain: {} })
    const kinds = join(folder, 'baselines')
    const [own = ''] = readdirSync(kinds)
    const text = readFileSync(join(kinds, own, 'small.json'), 'utf8')
    rmSync(join(kinds, own), { recursive: true })
    mkdirSync(join(kinds, 'elsewhere'))
    writeFileSync(join(kinds, 'elsewhere', 'small.json'), text.replaceAll(own, 'elsewhere'))
    const inCi = await scriptedGate({ servers: { plain: {} }, folder, recording: 'none' })
    await expect(inCi.measure()).rejects.toThrow(/no baseline for plain on this kind of machine/)
    await inCi.conclude()
    const gate = await scriptedGate({ servers: { plain: { cost: 3 } }, folder })
    await gate.hold('plain')
    const report = await gate.conclude()
    expect(Object.values(wordsOf(report, 'plain'))).not.toContain('regressed')
    expect(report?.written).toEqual([join(kinds, own, 'small.json')])
    expect(readdirSync(kinds).toSorted()).toEqual([own, 'elsewhere'].toSorted())
  })

  test('a server that is new last keeps the notes of the scenario', async () => {
    const folder = await recorded({ plain: {} })
    const both = { plain: { cost: 1 }, fresh: {} }
    const gate = await scriptedGate({ servers: both, folder })
    await gate.hold('plain')
    await gate.hold('fresh')
    const swapped = await scriptedGate({ servers: both, folder: await recorded({ plain: {} }) })
    await swapped.hold('fresh')
    await swapped.hold('plain')
    const notes = async (of: typeof gate) => (await of.conclude(false))?.scenarios[0]?.notes
    expect(await notes(gate)).toEqual(await notes(swapped))
  })
})

describe('an update', () => {
  test('measures as many waves as a recording has, shows old against new, and replaces the file', async () => {
    const folder = await recorded({ plain: {} })
    const gate = await scriptedGate({
      servers: { plain: { cost: 2 } },
      folder,
      recording: 'all',
      env: { LOADGATE_BUDGET: 'quick' },
    })
    await gate.hold('plain')
    const report = await gate.conclude()
    expect(report).toMatchObject({ mode: 'update', scenarios: [{ waves: 10 }] })
    expect(report?.verdicts.some(({ baseline, current }) => baseline !== null && current !== null)).toBe(true)
    const { servers } = JSON.parse(readFileSync(report?.written[0] ?? '', 'utf8')) as Baseline
    expect(servers['plain']?.metrics.memory).toMatchObject({ launches: Array.from({ length: 10 }, () => 1e8) })
  })

  test('and a comparison with a git ref exclude each other', async () => {
    const options = { servers: { plain: {} }, recording: 'all', env: { LOADGATE_AGAINST: 'main' } } as const
    await expect(scriptedGate(options)).rejects.toThrow('Unset LOADGATE_AGAINST')
  })
})

describe('a claim', () => {
  const servers = { quick: {}, slow: { cost: 3 } }

  test('needs no baseline: the true one holds, the false one regressed, and both servers are in the report', async () => {
    const gate = await scriptedGate({ servers })
    const [held] = (await gate.outpace('quick', 'slow', { by: 2 })).verdicts
    const [failed] = (await gate.outpace('slow', 'quick')).verdicts
    expect([held?.verdict, failed?.verdict]).toEqual(['holds', 'regressed'])
    const report = await gate.conclude(false)
    expect(report?.verdicts).toHaveLength(2)
    expect(report?.servers.map(({ server }) => server).toSorted()).toEqual(['quick', 'reference', 'slow'])
  })

  test('is all that is asked of a scenario without a baseline: nothing is recorded, and in CI nothing is missing', async () => {
    const gate = await scriptedGate({ servers, recording: 'none' })
    const { verdicts } = await gate.outpace('quick', 'slow', { by: 2 }, { baseline: false })
    expect(verdicts).toMatchObject([{ verdict: 'holds' }])
    await gate.conclude()
    expect(filesIn(gate.folder)).toEqual([])
  })

  test('is judged while baselines are updated, and a scenario without one gets none', async () => {
    const gate = await scriptedGate({ servers, recording: 'all' })
    await gate.outpace('quick', 'slow', { by: 2 }, { baseline: false })
    expect(await gate.conclude()).toMatchObject({ mode: 'update', written: [] })
  })
})

describe('what makes a comparison impossible is said before anything is measured', () => {
  test('another number of connections than recorded, with the command that fixes it', async () => {
    const gate = await scriptedGate({ servers: { plain: {} }, folder: await recorded({ plain: {} }) })
    await expect(gate.measure({ load: { connections: 3 } })).rejects.toThrow(
      /load\.connections.*npm run baseline:update/s,
    )
    expect(gate.launches).toEqual([])
  })

  test('other references than recorded, with the command that fixes it', async () => {
    const references = ['reference', 'second'].map((name) => ({ name, command: ['node'], warmup: 50 }))
    const folder = await recorded({ plain: {} })
    const gate = await scriptedGate({ servers: { plain: {} }, folder, project: { references } })
    await expect(gate.measure()).rejects.toThrow(/references\.second.*absent.*npm run baseline:update/s)
  })

  test('a baseline that leads out of its folder through a symlink', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'elsewhere'))
    symlinkSync('elsewhere', join(folder, 'baselines'))
    symlinkSync('/etc', join(folder, 'elsewhere', thisMachine().id))
    const gate = await scriptedGate({ servers: { plain: {} }, folder })
    await expect(gate.measure()).rejects.toThrow(/leads to .*outside the baselines folder/)
  })

  test('a server that cannot run here, under LOADGATE_REQUIRE=all', async () => {
    const servers = { plain: {}, flask: { skipped: 'there is no Python' } }
    const gate = await scriptedGate({ servers, env: { LOADGATE_REQUIRE: 'all' } })
    await expect(gate.measure()).rejects.toThrow('flask: there is no Python')
  })

  test('a scratch folder that is a file', async () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    await expect(scriptedGate({ servers: { plain: {} }, project: { scratch: file } })).rejects.toThrow(
      `Nothing can be written to ${file}`,
    )
  })

  test('another gate that measures on this machine is waited for, and named', async () => {
    const folder = temporaryFolder()
    const first = await scriptedGate({ servers: { plain: {} }, folder })
    let opened = false
    const second = scriptedGate({ servers: { plain: {} }, folder }).then((gate) => ((opened = true), gate))
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(opened).toBe(false)
    await first.conclude()
    await (await second).conclude()
  })
})

test.for<[string, string, boolean]>([
  ['at once where nothing is timed', 'only', true],
  ['one after the other where something is', 'auto', false],
])('questions are answered %s', async ([, count, sideBySide]) => {
  const { gate } = await scriptedGate({ servers: { plain: {} }, env: { LOADGATE_COUNT: count } })
  expect(gate.sideBySide).toBe(sideBySide)
})
