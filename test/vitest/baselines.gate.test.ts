import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { PATIENCE, sole } from './gate.ts'
import { projectFolder, runGate } from './project-folder.ts'

vi.setConfig({ testTimeout: PATIENCE })

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
    const { servers } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
      servers: { plain: { metrics: { memory: { launches: number[] } } } }
    }
    expect(servers.plain.metrics.memory.launches).toHaveLength(10)
  })

  test('writes nothing when a measurement is invalid', async () => {
    const folder = projectFolder({ servers: { broken: ['die'] } })
    const { exitCode } = await runGate(folder, { LOADGATE_BUDGET: 'quick' }, ['-u'])
    expect(exitCode).toBe(1)
    expect(readdirSync(join(folder, 'baselines'))).toEqual([])
  })
})
