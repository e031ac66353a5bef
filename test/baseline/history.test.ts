import { expect, test } from 'vitest'
import { countedText } from '../../src/baseline/counted.ts'
import { parseRecording } from '../../src/baseline/history.ts'
import { baselineText } from '../../src/baseline/text.ts'
import { baseline, machine, TITLE } from './baselines.ts'
import { counted, counts } from './counted.ts'

test('a timed baseline gives its values and their ratios to the yardstick', () => {
  const recording = parseRecording(baselineText(baseline()))
  expect(recording).toMatchObject({ scenario: TITLE, machine: machine.id, node: machine.node })
  expect(recording?.servers['fastify']?.throughput?.relative).toBeCloseTo(0.871, 3)
  expect(recording?.servers['fastify']?.instructions).toBeUndefined()
})

test('a counted one gives the median of its launches, of no machine in particular', () => {
  const recording = parseRecording(countedText(counts()))
  expect(recording).toMatchObject({ scenario: TITLE, machine: 'counted', node: '' })
  expect(recording?.servers['fastify']?.instructions?.typical).toBeCloseTo(2_136_169.5, 0)
})

test('another runtime is another yardstick', () => {
  const other = { ...counted(), identity: { ...counted().identity, runtime: 'node 24.22.0' } }
  const [before, after] = [
    parseRecording(countedText(counts())),
    parseRecording(countedText(counts({ fastify: other }))),
  ]
  expect(after?.yardstick).not.toBe(before?.yardstick)
  expect(parseRecording(countedText(counts()))?.yardstick).toBe(before?.yardstick)
})

test('what is no baseline is null', () => {
  for (const text of ['', '{}', '{"version":1}', countedText(counts()).slice(0, -9)])
    expect(parseRecording(text)).toBeNull()
})
