import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { reportSchema } from '../../src/model/report.ts'
import { gate, PATIENCE } from './gate.ts'
import { specText } from './project-folder.ts'

vi.setConfig({ testTimeout: PATIENCE })

const claimsOf = (report: Awaited<ReturnType<typeof gate>>['report']) =>
  (report?.verdicts ?? [])
    .filter(({ outpaces }) => outpaces)
    .map(({ server, verdict, reason }) => [server, verdict, reason])

describe('a claim', () => {
  // Three pairs pay seven standard errors, and a launch that was warmed up by 50 requests is still being compiled: five pay four.
  const enough = { budget: { waves: 5 } }
  const servers = { quick: [], slow: ['sleep=5'] }
  const spec = `${specText(['quick', 'slow'])}
    const both = test.runIf(small.measures('quick', 'slow'))
    both('quick outpaces slow', () => { expect(small.run('quick')).toOutpace(small.run('slow'), { by: 2 }) })
    both('slow outpaces quick', () => { expect(small.run('slow')).toOutpace(small.run('quick')) })`

  const alone = `${specText(['quick', 'slow'], ', baseline: false').replace(/test\.for.*$/m, '')}
    test('quick outpaces slow', () => { expect(small.run('quick')).toOutpace(small.run('slow'), { by: 2 }) })`

  test('is judged without a baseline: the true one holds, the false one is red, and says by how much', async () => {
    const { exitCode, report, output } = await gate({ servers, spec, gate: enough })
    expect(exitCode).toBe(1)
    expect(claimsOf(reportSchema.parse(report))).toEqual([
      ['quick', 'holds', null],
      ['slow', 'regressed', null],
    ])
    expect(output).toMatch(/slow does not outpace quick: throughput ×0\.\d+ \[/)
  })

  test('is all that is asked of a scenario without a baseline: nothing is recorded, and in CI nothing is missing', async () => {
    const { exitCode, report, folder } = await gate({ servers, spec: alone, gate: enough }, { CI: 'true' })
    expect(exitCode).toBe(0)
    expect(report?.verdicts).toHaveLength(1)
    expect(claimsOf(report)).toEqual([['quick', 'holds', null]])
    expect(existsSync(join(folder, 'baselines'))).toBe(false)
  })

  test('is judged while baselines are updated, and a scenario without one gets none', async () => {
    const { exitCode, report, folder } = await gate({ servers, spec: alone }, {}, ['-u'])
    expect(exitCode).toBe(0)
    expect(report).toMatchObject({ mode: 'update', written: [] })
    expect(claimsOf(report)).toEqual([['quick', 'holds', null]])
    // Whether it may be written to is tried before anything is measured.
    expect(readdirSync(join(folder, 'baselines'))).toEqual([])
  })

  test('is left out of a run that measures only one of the two', async () => {
    const { exitCode, report } = await gate(
      { servers, spec, gate: { budget: { waves: 1 } } },
      { LOADGATE_SERVERS: 'slow' },
    )
    expect(exitCode).toBe(0)
    expect(report?.verdicts).toHaveLength(7)
    expect(claimsOf(report)).toEqual([])
  })
})
