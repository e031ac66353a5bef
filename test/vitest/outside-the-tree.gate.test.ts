import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { baselineSchema } from '../../src/model/baseline.ts'
import { programOf } from '../server/fixture.ts'
import { leftIn, projectFolder, runGate } from './project-folder.ts'

vi.setConfig({ testTimeout: 300_000 })

const WHY = /what listens is process \d+ \(node\), which the command did not start/

/** The one baseline that a run recorded. */
function recordedIn(folder: string) {
  const [machine = ''] = readdirSync(join(folder, 'baselines'))
  return baselineSchema.parse(JSON.parse(readFileSync(join(folder, 'baselines', machine, 'small.json'), 'utf8')))
}

async function gateOf(env: Readonly<Record<string, string>>) {
  const folder = projectFolder({
    servers: { worker: [] },
    definition: { command: ['node', programOf('outside-the-tree')], env },
    gate: { budget: { waves: 3, rounds: 2 } },
  })
  const result = await runGate(folder)
  expect(await leftIn(folder)).toEqual([])
  const rows = result.report?.verdicts ?? []
  const row = (metric: string) => rows.find((one) => one.metric === metric)
  return { ...result, row, metrics: recordedIn(folder).servers['worker']!.metrics }
}

test('a worker that left the tree of its command is the server, by its token', async () => {
  const { exitCode, output, row, metrics } = await gateOf({})
  expect(exitCode).toBe(0)
  expect(output).not.toContain('cannot be measured')
  expect(row('cpuPerRequest')?.current).toBeGreaterThan(10e-6)
  expect(row('memory')?.current).toBeGreaterThan(60e6)
  expect(metrics.cpuPerRequest).toHaveProperty('launches')
})

test('one that hides, too, is named; CPU and memory are not known then, and all else is measured and recorded', async () => {
  const { exitCode, output, row, metrics } = await gateOf({ HIDDEN: '1' })
  expect(exitCode).toBe(0)
  expect(output).toMatch(
    new RegExp(`CPU per request and memory of worker cannot be measured: ${WHY.source}\\. Throughput`),
  )
  expect(output).not.toMatch(/other programs|Close/)
  for (const metric of ['cpuPerRequest', 'memory'] as const) {
    expect(row(metric)).toMatchObject({ current: null, reason: expect.stringMatching(WHY) as string })
    expect(metrics[metric]).toEqual({ unusable: expect.stringContaining('what listens is node, which') as string })
  }
  expect(row('throughput')?.current).toBeGreaterThan(0)
  expect(metrics.throughput).toHaveProperty('launches')
})
