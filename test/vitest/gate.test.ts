import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { reportSchema } from '../../src/report/report.ts'
import { leftIn, processesIn, projectFolder, runGate, specText, type ProjectOptions } from './project-folder.ts'

/** Runs a project once, and checks what holds for every run: no process is left. */
async function gate(options: ProjectOptions, env: Record<string, string> = {}, args: readonly string[] = []) {
  const folder = projectFolder(options)
  const result = await runGate(folder, env, args)
  expect(await leftIn(folder)).toEqual([])
  return { folder, ...result }
}

const wordsOf = (report: Awaited<ReturnType<typeof gate>>['report'], server: string) =>
  Object.fromEntries((report?.verdicts ?? []).filter((row) => row.server === server).map((row) => [row.metric, row.verdict]))

const sole = { servers: { plain: [] }, baseline: ['plain'] } as const

describe('a run', () => {
  test('of servers as recorded leaves the metrics that do not wait on the machine unregressed, and writes both reports', async () => {
    const { report, folder, output } = await gate({ ...sole, gate: { budget: { waves: 1 } } })
    // One launch can show nothing, so nothing can be red, however busy the machine is that runs this test.
    expect(report?.verdicts.map(({ verdict }) => verdict)).not.toContain('regressed')
    expect(reportSchema.parse(report).servers.map(({ server }) => server)).toEqual(['plain', 'reference'])
    expect(readFileSync(join(folder, '.loadgate', 'report.md'), 'utf8')).toContain('plain')
    expect(output).toContain('small')
  })

  test('with a server that waits 20 ms is red, and the table and the report name it and the metric', async () => {
    const { exitCode, report, output } = await gate({ servers: { plain: [], slow: ['sleep=20'] }, baseline: ['plain', 'slow'] })
    expect(exitCode).toBe(1)
    expect(wordsOf(report, 'slow')).toMatchObject({ throughput: 'regressed', latencyP50: 'regressed' })
    const table = output.slice(output.lastIndexOf('verdict'))
    expect(table).toMatch(/regressed +slow/)
    expect(table.indexOf('slow')).toBeLessThan(table.indexOf('plain'))
  })

  test('under LOADGATE_UNSURE=fail is red when nothing can be decided', async () => {
    const once = { ...sole, gate: { budget: { waves: 1 } } }
    expect((await gate(once)).exitCode).toBe(0)
    expect((await gate(once, { LOADGATE_UNSURE: 'fail' })).exitCode).toBe(1)
  })

  test('on GitHub appends its table to the job summary', async () => {
    const folder = projectFolder({ ...sole, gate: { budget: { waves: 1 } } })
    const summary = join(folder, 'summary.md')
    writeFileSync(summary, '# before\n')
    await runGate(folder, { GITHUB_STEP_SUMMARY: summary })
    const report = readFileSync(join(folder, '.loadgate', 'report.md'), 'utf8')
    expect(readFileSync(summary, 'utf8')).toBe(`# before\n${report}`)
  })
})

describe('what cannot be measured is invalid, red, and says why', () => {
  test.for([
    ['an empty 200 in the middle of a run', ['empty'], 'wrong or empty body'],
    ['a server that dies in the middle of a run', ['die'], 'exit code 7'],
    ['a server that hangs in the middle of a run', ['hang'], 'timeout'],
  ] as const)('%s', async ([, orders, reason]) => {
    const { exitCode, report, output } = await gate({ servers: { plain: [], broken: orders }, baseline: ['plain', 'broken'] })
    expect(exitCode).toBe(1)
    expect(report?.verdicts.filter(({ server }) => server === 'broken')).toMatchObject([
      { verdict: 'invalid', reason: expect.stringContaining(reason) as string },
    ])
    expect(output).toContain(reason)
    expect(Object.values(wordsOf(report, 'plain'))).not.toContain('invalid')
  })
})

describe('what is wrong before anything is measured is said at once, and is red', () => {
  test.for<[string, ProjectOptions, Record<string, string>, RegExp]>([
    ['an unknown name in LOADGATE_SERVERS', sole, { LOADGATE_SERVERS: 'plane' }, /LOADGATE_SERVERS names the server "plane".*plain/],
    ['an unknown budget', sole, { LOADGATE_BUDGET: 'fast' }, /LOADGATE_BUDGET=fast .*quick, default, thorough/],
    ['an unknown server in a spec', { ...sole, spec: specText(['plane']) }, {}, /scenario "small" names the server "plane"/],
    ['a claim about a server that the scenario does not have', { ...sole, spec: `${specText(['plain'])}
      test.runIf(small.measures('plane'))('never', () => {})` }, {}, /scenario "small" has no server "plane".*It has: plain/i],
    ['a spec with no servers', { ...sole, spec: specText([]) }, {}, /scenario "small": `servers` must name at least one server/],
    ['a tolerance of "10%"', { ...sole, spec: specText(['plain'], ', tolerance: "10%"') }, {}, /`tolerance` must be a fraction such as 0.1/],
    ['a server that answers 500', { servers: { plain: ['status=500'] }, definition: { readyWithin: 2 } }, {}, /500/],
    ['a command that is not found', { servers: { plain: [] }, definition: { command: ['no-such-program'] } }, {}, /no-such-program/],
    ['two servers that should answer alike and do not', { servers: { plain: [], other: ['body=other'] }, definition: { alike: 'page' } }, {}, /plain.*other/s],
    ['no baseline in CI', { servers: { plain: [] } }, { CI: 'true' }, /no baseline for plain, and in CI that is red/],
    ['a scratch folder that is a file', { ...sole, gate: { scratch: 'gate.perf.ts' } }, {}, /gate\.perf\.ts/],
  ])('%s', async ([, options, env, sentence]) => {
    const { exitCode, output, report } = await gate(options, env)
    expect(exitCode).toBe(1)
    expect(output).toMatch(sentence)
    expect(report).toBeNull()
  })

  test('a baseline that was recorded with another number of connections, with the command that fixes it', async () => {
    const folder = projectFolder({ ...sole, spec: specText(['plain']).replace('connections: 2', 'connections: 3') })
    const { exitCode, output } = await runGate(folder)
    expect(exitCode).toBe(1)
    expect(output).toMatch(/load\.connections.*npm run baseline:update/s)
  })

  test('a baseline that leads out of its folder through a symlink', async () => {
    const folder = projectFolder({ servers: { plain: [] } })
    mkdirSync(join(folder, 'elsewhere'))
    symlinkSync('elsewhere', join(folder, 'baselines'))
    symlinkSync('/etc', join(folder, 'elsewhere', 'etc'))
    const { exitCode, output } = await runGate(folder)
    expect(exitCode).toBe(1)
    expect(output).toMatch(/leads to .*outside the baselines folder/)
  })
})

const claimsOf = (report: Awaited<ReturnType<typeof gate>>['report']) =>
  (report?.verdicts ?? []).filter(({ outpaces }) => outpaces).map(({ server, verdict }) => [server, verdict])

describe('a claim', () => {
  const servers = { quick: ['sleep=2'], slow: ['sleep=10'] }
  const spec = `${specText(['quick', 'slow'])}
    const both = test.runIf(small.measures('quick', 'slow'))
    both('quick outpaces slow', () => { expect(small.run('quick')).toOutpace(small.run('slow'), { by: 2 }) })
    both('slow outpaces quick', () => { expect(small.run('slow')).toOutpace(small.run('quick')) })`

  test('is judged without a baseline: the true one holds, the false one is red, and says by how much', async () => {
    const { exitCode, report, output } = await gate({ servers, spec })
    expect(exitCode).toBe(1)
    expect(claimsOf(reportSchema.parse(report))).toEqual([['quick', 'holds'], ['slow', 'regressed']])
    expect(output).toMatch(/slow does not outpace quick: throughput ×0\.\d+ \[/)
  })

  test('is left out of a run that measures only one of the two', async () => {
    const { exitCode, report } = await gate({ servers, spec, gate: { budget: { waves: 1 } } }, { LOADGATE_SERVERS: 'slow' })
    expect(exitCode).toBe(0)
    expect(report?.verdicts).toHaveLength(7)
    expect(claimsOf(report)).toEqual([])
  })
})

describe('without a baseline', () => {
  test('one is recorded on the first run at the desk, and said, and the second run is held against it', async () => {
    const folder = projectFolder({ servers: { plain: [] }, gate: { budget: { waves: 3 } } })
    const first = await runGate(folder)
    expect(first.exitCode).toBe(0)
    expect(first.report?.written).toHaveLength(1)
    expect(first.output).toContain(first.report?.written[0])
    const second = await runGate(folder)
    expect(second.report?.written).toEqual([])
    expect(second.report?.verdicts.some(({ change }) => change !== null)).toBe(true)
  })
})

describe('baseline:update', () => {
  test('measures ten waves, shows old against new, and replaces the file', async () => {
    const folder = projectFolder({ ...sole })
    const { exitCode, report } = await runGate(folder, { LOADGATE_BUDGET: 'quick' }, ['-u'])
    expect(exitCode).toBe(0)
    expect(report).toMatchObject({ mode: 'update', scenarios: [{ waves: 10 }] })
    expect(report?.verdicts.some(({ baseline, current }) => baseline !== null && current !== null)).toBe(true)
    const [file = ''] = report?.written ?? []
    const { servers } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { servers: { plain: { metrics: { memory: { launches: number[] } } } } }
    expect(servers.plain.metrics.memory.launches).toHaveLength(10)
  })

  test('writes nothing when a measurement is invalid', async () => {
    const folder = projectFolder({ servers: { plain: [], broken: ['die'] } })
    const { exitCode } = await runGate(folder, { LOADGATE_BUDGET: 'quick' }, ['-u'])
    expect(exitCode).toBe(1)
    expect(readdirSync(join(folder, 'baselines'))).toEqual([])
  })
})

test('LOADGATE_SERVERS narrows a scenario to some of its servers, and one with none of them is skipped and says so', async () => {
  const spec = `${specText(['plain'])}
    const other = scenario('other', { servers: ['second'], request: { path: '/' }, load: { connections: 1 } })
    test.for(other.servers)('%s too', (server) => { expect(other.run(server)).toHoldBaseline() })`
  const options = { servers: { plain: [], second: [] }, baseline: ['plain'], spec, gate: { budget: { waves: 1 } } }
  const { exitCode, report, folder } = await gate(options, { LOADGATE_SERVERS: 'plain' })
  expect(exitCode).toBe(0)
  expect(new Set(report?.verdicts.map(({ server }) => server))).toEqual(new Set(['plain']))
  const narrowed = await runGate(folder, { LOADGATE_SERVERS: 'second' })
  expect(processesIn(folder)).toEqual([])
  expect(new Set(narrowed.report?.verdicts.map(({ scenario }) => scenario))).toEqual(new Set(['other']))
  rmSync(folder, { recursive: true })
})
