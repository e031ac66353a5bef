import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { reportSchema, type Report } from '../../src/model/report.ts'
import { leftIn, projectFolder, runGate, specText, type ProjectOptions } from './project-folder.ts'

/** Whole gates in Vitests of their own: what only Vitest can show. What the gate itself does, test/gate shows in one process. */

vi.setConfig({ testTimeout: 300_000 })

const once = { budget: { waves: 1, rounds: 2 } }

/** Runs a project once, and checks what holds for every run: no process is left. */
async function gate(options: ProjectOptions, env: Record<string, string> = {}, args: readonly string[] = []) {
  const folder = projectFolder(options)
  const result = await runGate(folder, env, args)
  expect(await leftIn(folder)).toEqual([])
  return { folder, ...result }
}

function wordsOf(report: Report | null, server: string): Record<string, string> {
  const rows = (report?.verdicts ?? []).filter((row) => row.server === server)
  return Object.fromEntries(rows.map((row) => [row.metric, row.verdict]))
}

/** Vitest's own reporters, for a CI system that reads JUnit. */
const JUNIT = ['--reporter=default', '--reporter=junit', '--outputFile.junit=junit.xml']

test('a server that waits 150 ms fails its test at the line of its expect, and the table, the report, the job summary and JUnit name it', async () => {
  const servers = { plain: [], slow: ['sleep=150'] }
  const folder = projectFolder({ servers, baseline: ['plain', 'slow'], gate: { budget: { waves: 3, rounds: 3 } } })
  const summary = join(folder, 'summary.md')
  writeFileSync(summary, '# before\n')
  const { exitCode, report, output } = await runGate(folder, { GITHUB_STEP_SUMMARY: summary }, JUNIT)
  expect(exitCode).toBe(1)
  // Beside twelve busy loops a median latency of 60 ms was 115 to 481 times too long, by its interval, and once in CI it could not tell.
  const words = wordsOf(report, 'slow')
  expect([words['throughput'], words['latencyP50']]).toEqual(['regressed', expect.stringMatching(/regressed|unsure/)])
  const median = report?.verdicts.find(({ server, metric }) => server === 'slow' && metric === 'latencyP50')
  expect(median?.change?.estimate).toBeGreaterThan(1)
  expect(output).toMatch(/FAIL .*gate\.perf\.ts.*slow holds its baseline/)
  expect(output).toMatch(/gate\.perf\.ts:\d+:\d+/)
  const table = output.slice(output.lastIndexOf('verdict'))
  expect(table).toMatch(/regressed +slow/)
  expect(readFileSync(summary, 'utf8')).toBe(
    `# before\n${readFileSync(join(folder, '.loadgate', 'report.md'), 'utf8')}`,
  )
  expect(readFileSync(join(folder, 'junit.xml'), 'utf8')).toMatch(
    /<testcase [^>]*name="slow holds its baseline"[^>]*>\s*<failure message="[^"]*slow: throughput regressed, −\d[^"]* allowed/,
  )
  const command = `LOADGATE_BUSY=measure LOADGATE_COUNT=off LOADGATE_EXPLAIN=off npx vitest run ${JUNIT.join(' ')}`
  expect(reportSchema.parse(report).run?.command).toBe(command)
})

test('a claim or a limit is true or fails its test, which GitHub shows at its line and JUnit with its sentence, and one about a server that this run leaves out is skipped, which alone is no success', async () => {
  const servers = { quick: [], slow: ['sleep=5'] }
  const spec = `${specText(['quick', 'slow'], ', baseline: false').replace(/test\.for.*$/m, '')}
    const both = test.runIf(small.measures('quick', 'slow'))
    both('quick outpaces slow', () => { expect(small.run('quick')).toOutpace(small.run('slow'), { by: 2 }) })
    both('slow outpaces quick', () => { expect(small.run('slow')).toOutpace(small.run('quick')) })
    test.runIf(small.measures('quick'))('quick meets its limit', () => { expect(small.run('quick')).toMeet({ throughput: { above: 1 } }) })
    both('slow meets its limit', () => { expect(small.run('slow')).toMeet({ throughput: { above: 100_000 } }) })`
  const budget = { waves: 5, rounds: 2 }
  const { exitCode, output, report, folder } = await gate(
    { servers, spec, gate: { budget } },
    { GITHUB_ACTIONS: 'true' },
    [...JUNIT, '--reporter=github-actions'],
  )
  expect(exitCode).toBe(1)
  expect(report?.verdicts.map(({ server, verdict, limit }) => [server, verdict, limit !== undefined])).toEqual([
    ['quick', 'holds', true],
    ['quick', 'holds', false],
    ['slow', 'regressed', true],
    ['slow', 'regressed', false],
  ])
  expect(readFileSync(join(folder, 'junit.xml'), 'utf8')).toMatch(
    /<testcase [^>]*name="slow meets its limit"[^>]*>\s*<failure message="slow misses its limit of throughput, above 100k req\/s: \d+ req\/s \[[^"]*\]"/,
  )
  const line = spec.split('\n').findIndex((one) => one.includes("both('slow outpaces quick'")) + 1
  expect(output).toMatch(
    new RegExp(
      `::error file=${folder}/gate\\.perf\\.ts,[^:]*line=${line},[^:]*::AssertionError: slow does not outpace quick: throughput ×0\\.\\d+ \\[`,
    ),
  )
  const narrowed = await runGate(folder, { LOADGATE_SERVERS: 'slow' })
  expect([narrowed.exitCode, narrowed.report]).toEqual([1, null])
  expect(narrowed.output).toMatch(/4 skipped/)
  expect(narrowed.output).toContain('LOADGATE_SERVERS=slow leaves no test that measures anything')
})

test('only the servers of the specs that were chosen are started', async () => {
  const spec = specText(['plain'])
  const folder = projectFolder({ servers: { plain: [], second: [], broken: ['status=500'] }, spec, gate: once })
  writeFileSync(join(folder, 'other.perf.ts'), specText(['broken']).replace("'small'", "'other'"))
  const { exitCode, report, output } = await runGate(folder, {}, ['gate'])
  expect([exitCode, output]).toEqual([0, expect.not.stringContaining('broken')])
  expect(report?.servers.map(({ server }) => server)).toEqual(['plain', 'reference'])
})

/** A module that notes when it is loaded. */
const noting = (what: string) => `import { appendFileSync } from 'node:fs'\nappendFileSync('notes', '${what} ')\n`

test('unit tests in the same configuration keep their settings, and the gate takes none of them', async () => {
  const folder = projectFolder({ servers: { plain: [] }, gate: once })
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  const settings =
    "include: ['*.check.ts'], environment: './environment.ts', setupFiles: ['./setup.ts'], globalSetup: ['./global.ts']"
  const config = readFileSync(join(folder, 'vitest.config.ts'), 'utf8')
  const unit = `{ ${settings}, projects: [{ extends: true, test: { name: 'unit' } }, `
  write('vitest.config.ts', config.replace('{ projects: [', unit))
  write(
    'environment.ts',
    `${noting('environment')}export default { name: 'own', viteEnvironment: 'ssr', setup: () => ({ teardown() {} }) }`,
  )
  write('setup.ts', noting('setup'))
  write('global.ts', `${noting('global')}export default () => {}`)
  write('one.check.ts', "import { test } from 'vitest'\ntest('of the unit tests', () => {})")
  const { exitCode, output } = await runGate(folder, {}, ['--reporter=verbose'])
  expect([exitCode, output]).toEqual([0, expect.stringContaining('plain holds its baseline')])
  expect(output.match(/of the unit tests/g)).toHaveLength(1)
  expect(readFileSync(join(folder, 'notes'), 'utf8').trim().split(' ')).toEqual(['global', 'environment', 'setup'])
})

test('a server that does not start is told at once in one sentence, and its tests fail with it; the others are measured', async () => {
  const servers = { plain: [], broken: ['exit=3'], mute: ['mute'] }
  const { exitCode, report, output } = await gate({ servers, definition: { ready: { within: 10 } }, gate: once })
  expect(exitCode).toBe(1)
  expect(wordsOf(report, 'broken')).toEqual({ failedRequests: 'invalid' })
  expect(wordsOf(report, 'mute')).toEqual({ failedRequests: 'invalid' })
  expect(report?.servers.find(({ server }) => server === 'plain')?.requests).toBeGreaterThan(0)
  expect(output).toMatch(/2 failed \| 1 passed/)
  expect(output.indexOf('Server "broken" ended with exit code 3')).toBeLessThan(output.indexOf('small: wave 1'))
  expect(output).not.toMatch(/AggregateError|No test files found|^ +at /m)
})

test('a server that does not start fails the run even if no test asks about it', async () => {
  const spec = specText(['plain', 'broken']).replace('small.servers', "['plain']")
  const { exitCode, report, output } = await gate({ servers: { plain: [], broken: ['exit=3'] }, spec, gate: once })
  expect(exitCode).toBe(1)
  expect(output).toMatch(/Tests +1 passed/)
  expect(output).toContain('broken cannot be measured, and no test asks about it, so this run fails by itself.')
  expect(wordsOf(report, 'broken')).toEqual({ failedRequests: 'invalid' })
})

test('LOADGATE_UNSURE=fail makes what cannot be decided fail its test', async () => {
  const options = { servers: { plain: [] }, baseline: ['plain'], gate: once }
  expect((await gate(options)).exitCode).toBe(0)
  expect((await gate(options, { LOADGATE_UNSURE: 'fail' })).exitCode).toBe(1)
})

test('LOADGATE_SERVERS narrows a scenario to some of its servers, and skips one with none of them', async () => {
  const spec = `${specText(['plain'])}
    const other = scenario('other', { servers: ['second'], request: { path: '/' }, load: { connections: 1 } })
    test.for(other.servers)('%s too', (server) => { expect(other.run(server)).toHoldBaseline() })`
  const options = { servers: { plain: [], second: [] }, spec, gate: once }
  const { exitCode, report, output } = await gate(options, { LOADGATE_SERVERS: 'plain' })
  expect(exitCode).toBe(0)
  expect(new Set(report?.verdicts.map(({ server }) => server))).toEqual(new Set(['plain']))
  expect(output).toMatch(/1 passed \| 1 skipped/)
})

test('`vitest --update` records: the report is one of an update', async () => {
  const spec = `${specText(['plain', 'other'], ', baseline: false').replace(/test\.for.*$/m, '')}
    test('a claim', () => { expect(small.run('plain')).toOutpace(small.run('other'), { by: 0.01 }) })`
  const { report } = await gate({ servers: { plain: [], other: [] }, spec, gate: once }, {}, ['--update=all'])
  expect(report).toMatchObject({ mode: 'update', written: [] })
})

test('where there is no Python, its servers are skipped with the reason, the others are measured, and without others the run fails', async () => {
  const folder = projectFolder({ servers: { plain: [], flask: [] }, gate: once })
  const config = readFileSync(join(folder, 'vitest.config.ts'), 'utf8')
  writeFileSync(join(folder, 'lock.txt'), '')
  writeFileSync(
    join(folder, 'vitest.config.ts'),
    config.replace('"name":"flask"', '"python":"lock.txt","name":"flask"'),
  )
  const { exitCode, report, output } = await runGate(folder, { PATH: dirname(process.execPath) })
  expect(exitCode).toBe(0)
  expect(report?.skipped).toMatchObject([{ server: 'flask', reason: expect.stringContaining('Python') as string }])
  expect(output).toMatch(/1 passed \| 1 skipped/)
  const alone = { PATH: dirname(process.execPath), LOADGATE_SERVERS: 'flask' }
  const nothing = await runGate(folder, alone)
  expect([nothing.exitCode, nothing.report?.verdicts]).toEqual([1, []])
  expect(nothing.output).toMatch(/Nothing was measured, .*\n- flask: .*Python/)
  expect((await runGate(folder, { ...alone, LOADGATE_UNSURE: 'pass' })).exitCode).toBe(0)
  const wrong = await runGate(folder, { LOADGATE_BUDGET: 'fast' })
  expect([wrong.exitCode, wrong.report]).toEqual([1, null])
})

test('a project in a folder whose name has a blank in it is measured', async () => {
  const { exitCode, report } = await gate({ servers: { plain: [] }, gate: once, name: 'with a blank' })
  expect([exitCode, report?.servers.length]).toEqual([0, 2])
})

test('what is wrong in a spec is said at once, in every spec, and is red', async () => {
  const wrong = {
    'stranger.perf.ts': [specText(['plane']), /scenario "small" names the server "plane"/],
    'nothing.perf.ts': [specText([]), /scenario "small": `servers` must name at least one server/],
    'tolerance.perf.ts': [specText(['plain'], ', tolerance: "10%"'), /`tolerance` must be a fraction such as 0.1/],
    'claim.perf.ts': [
      `${specText(['plain'])}; test.runIf(small.measures('plane'))('never', () => {})`,
      /scenario "small" has no server "plane".*It has: plain/i,
    ],
  } as const
  const folder = projectFolder({ servers: { plain: [] }, gate: once })
  for (const [file, [spec]] of Object.entries(wrong)) writeFileSync(join(folder, file), spec)
  const { exitCode, output, report } = await runGate(folder, { CI: 'true' })
  expect(exitCode).toBe(1)
  for (const [, sentence] of Object.values(wrong)) expect(output).toMatch(sentence)
  expect(output).toMatch(/no baseline for plain on this kind of machine \(.*\), which fails in CI/)
  expect(report).toBeNull()
})

test.for([
  [{ LOADGATE_SERVERS: 'plane' }, /LOADGATE_SERVERS names the server "plane".*plain/],
  [{ LOADGATE_BUDGET: 'fast' }, /LOADGATE_BUDGET=fast .*quick, default or thorough/],
] as const)('a variable that makes no sense stops the run: %j', async ([env, sentence]) => {
  const { exitCode, output, report } = await gate({ servers: { plain: [] } }, env)
  expect([exitCode, output, report]).toEqual([1, expect.stringMatching(sentence), null])
})
