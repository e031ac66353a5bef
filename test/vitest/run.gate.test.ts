import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { reportSchema } from '../../src/model/report.ts'
import { gate, PATIENCE, sole, wordsOf } from './gate.ts'
import { processesIn, projectFolder, runGate, specText } from './project-folder.ts'

vi.setConfig({ testTimeout: PATIENCE })

describe('a run', () => {
  test('of servers as recorded leaves the metrics that do not wait on the machine unregressed, and writes both reports', async () => {
    const { report, folder, output } = await gate({ ...sole, gate: { budget: { waves: 1 } } })
    // One launch can show nothing, so nothing can be red, however busy the machine is that runs this test.
    expect(report?.verdicts.map(({ verdict }) => verdict)).not.toContain('regressed')
    expect(reportSchema.parse(report).servers.map(({ server }) => server)).toEqual(['plain', 'reference'])
    expect(readFileSync(join(folder, '.loadgate', 'report.md'), 'utf8')).toContain('plain')
    expect(output).toContain('small')
  })

  test('with a server that waits 5 ms is red once fresh launches have repeated it, and the table and the report name it and the metric', async () => {
    const { exitCode, report, output } = await gate({
      servers: { plain: [], slow: ['sleep=5'] },
      baseline: ['plain', 'slow'],
    })
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
    const { exitCode, report, output } = await gate({
      servers: { plain: [], broken: orders },
      baseline: ['plain', 'broken'],
    })
    expect(exitCode).toBe(1)
    expect(report?.verdicts.filter(({ server }) => server === 'broken')).toMatchObject([
      { verdict: 'invalid', reason: expect.stringContaining(reason) as string },
    ])
    expect(output).toContain(reason)
    expect(Object.values(wordsOf(report, 'plain'))).not.toContain('invalid')
  })
})

test.for([
  ['an empty 200', 'body=', 'answered with status 200 and no body'],
  ['500', 'status=500', 'answered with status 500'],
] as const)(
  'a server that answers nothing but %s is invalid, and the others are measured',
  async ([, order, reason]) => {
    const { exitCode, report } = await gate({
      servers: { plain: [], broken: [order] },
      baseline: ['plain', 'broken'],
      definition: { readyWithin: 2 },
    })
    expect(exitCode).toBe(1)
    expect(report?.verdicts.filter(({ server }) => server === 'broken')).toMatchObject([
      { verdict: 'invalid', reason: expect.stringContaining(reason) as string },
    ])
    expect(Object.values(wordsOf(report, 'plain'))).not.toContain('invalid')
  },
)

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
})
