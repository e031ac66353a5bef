import { expect, test } from 'vitest'
import { selfTest } from '../../../src/cli/doctor/self-test.ts'

test('two seconds of it are watched by the second, and both kinds of work take turns', async () => {
  const left: number[] = []
  const { slices, watched, busy } = await selfTest(2, (seconds) => left.push(seconds))
  expect(left).toEqual([2, 1])
  expect(watched).toHaveLength(2)
  expect(slices.map(({ kind }) => kind).slice(0, 4)).toEqual(['calculation', 'memory', 'calculation', 'memory'])
  for (const { seconds } of slices) expect(seconds).toBeGreaterThan(0)
  expect(busy.map(({ pid }) => pid)).not.toContain(process.pid)
})
