import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { selfTest } from '../../../src/cli/doctor/self-test.ts'
import { findBusiest, readProcesses } from '../../../src/host/busy-processes.ts'

test('two seconds of it are watched by the second, and both kinds of work take turns', async () => {
  const left: number[] = []
  const { slices, watched, busy } = await selfTest(2, (seconds) => left.push(seconds))
  expect(left).toEqual([2, 1])
  expect(watched).toHaveLength(2)
  expect(slices.length).toBeGreaterThanOrEqual(2)
  expect(slices.map(({ kind }) => kind)).toEqual(slices.map((_, at) => (at % 2 === 0 ? 'calculation' : 'memory')))
  for (const { seconds } of slices) expect(seconds).toBeGreaterThan(0)
  expect(busy.map(({ pid }) => pid)).not.toContain(process.pid)
})

test('a real process is named, and its CPU counted', async () => {
  const child = spawn(process.execPath, [
    '-e',
    'const end = performance.now() + 300; while (performance.now() < end); console.log(1); setInterval(() => {}, 1e6)',
  ])
  onTestFinished(() => void child.kill())
  const before = readProcesses()
  await once(child.stdout, 'data')
  const after = readProcesses(before)
  expect(
    findBusiest([before, after], { seconds: 1, own: new Set([1]), least: 0.025 }).find(({ pid }) => pid === child.pid),
  ).toMatchObject({
    name: 'node',
  })
})
