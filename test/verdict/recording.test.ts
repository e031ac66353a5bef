import { expect, test } from 'vitest'
import { valuesOf } from '../../src/verdict/values.ts'
import { LEAST_LAUNCHES } from '../../src/model/baseline.ts'
import { recordedOf, recordingOf } from '../../src/verdict/recording.ts'
import { measurement, REFERENCES } from './measured.ts'

test('what is recorded are the launches as multiples of the yardstick, and read back they are logarithms again', () => {
  const run = measurement(5, 1.3)
  const [recording, back] = [recordingOf(run, 'fastify'), recordedOf(recordingOf(run, 'fastify'))]
  const relative = valuesOf(run, 'fastify', 'throughput').map((launch) => launch.relative)
  expect(recording.throughput).toMatchObject({
    launches: relative.map((value) => expect.closeTo(Math.exp(value), 9) as number),
  })
  expect(back.throughput).toEqual({ relative: relative.map((value) => expect.closeTo(value, 9) as number) })
})

test('the usual value is in base units, as the machine showed it', () => {
  expect(recordingOf(measurement(5), 'fastify')).toMatchObject({
    memory: { typical: 100_000_000 },
    latencyP50: { typical: expect.closeTo(0.0004, 6) as number },
  })
})

test('the share of failed requests stays a share, for 0 has no logarithm', () => {
  const recording = recordingOf(measurement(3), 'fastify')
  expect(recording.failedRequests).toEqual({ typical: 0, launches: [0, 0, 0] })
  expect(recordedOf(recording).failedRequests).toEqual({ relative: [0, 0, 0] })
})

test('fewer launches than a comparison needs are no record, and say so', () => {
  const few = recordingOf(measurement(LEAST_LAUNCHES - 1), 'fastify')
  expect(few.throughput).toEqual({ unusable: 'only 2 launches gave a number, and 3 are needed' })
  expect(recordedOf(few).throughput).toEqual(few.throughput)
})

test('a reference is recorded like any other server', () => {
  const [, large] = REFERENCES
  const { throughput } = recordingOf(measurement(3), large)
  expect(throughput).toMatchObject({
    typical: 10_000,
    launches: [1, 1, 1].map((value) => expect.closeTo(value, 9) as number),
  })
})
