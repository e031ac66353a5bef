import { expect, test } from 'vitest'
import { valuesOf } from '../../src/verdict/launch-values.ts'
import { LEAST_LAUNCHES } from '../../src/model/baseline.ts'
import { againstOf, launchesBeforeAndNow, logRatiosOf, recordingOf, referencesOf } from '../../src/verdict/recording.ts'
import { against, comparison, measurement, REFERENCES } from './measured.ts'

test('what is recorded are the launches as multiples of the yardstick, and read back they are logarithms again', () => {
  const run = measurement(5, 1.3)
  const [recording, back] = [recordingOf(run, 'fastify'), logRatiosOf(recordingOf(run, 'fastify'))]
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
  expect(logRatiosOf(recording).failedRequests).toEqual({ relative: [0, 0, 0] })
})

test('fewer launches than a comparison needs are no record, and say so', () => {
  const few = recordingOf(measurement(LEAST_LAUNCHES - 1), 'fastify')
  expect(few.throughput).toEqual({ unusable: 'only 2 launches gave a number, and 3 are needed' })
  expect(logRatiosOf(few).throughput).toEqual(few.throughput)
})

test('a reference is recorded like any other server', () => {
  const [, large] = REFERENCES
  const { throughput } = recordingOf(measurement(3), large)
  expect(throughput).toMatchObject({
    typical: 10_000,
    launches: [1, 1, 1].map((value) => expect.closeTo(value, 9) as number),
  })
})

/** A baseline of `fastify`, as far as verdicts need it. */
const baseline = () => {
  const run = measurement(20)
  const launched = (name: string) => ({ runtime: 'plain' as const, warmup: 50, metrics: recordingOf(run, name) })
  const recorded = { at: '2026-11-20T12:00:00.000Z', commit: null, dirty: false, waves: 20 }
  return {
    references: Object.fromEntries(REFERENCES.map((name) => [name, launched(name)])),
    servers: { fastify: { recorded, ...launched('fastify') } },
  }
}

test('a server is held against its own recording and those of the references', () => {
  expect(againstOf(baseline(), 'fastify')).toEqual(against())
})

test('a server that a baseline does not have is held against nothing, but the references are there for all', () => {
  for (const name of ['koa', 'toString']) expect(againstOf(baseline(), name)).toBeNull()
  expect(referencesOf(baseline())).toEqual(against().references)
  expect([againstOf(null, 'fastify'), referencesOf(null)]).toEqual([null, null])
})

test('launches of now beside those of the baseline, as this machine would have measured them now', () => {
  const { throughput, cpuPerRequest } = launchesBeforeAndNow(measurement(3, 1.25), 'fastify', against())
  expect(throughput?.now).toHaveLength(3)
  expect(throughput?.before).toHaveLength(20)
  expect(throughput?.before[0]).toBeCloseTo(10_000, -2)
  expect(throughput?.now[0]).toBeCloseTo(8000, -2)
  expect(cpuPerRequest?.before[0]).toBeCloseTo(0.4 / 5000, 6)
})

test('in an A/B run those of base', () => {
  expect(launchesBeforeAndNow(comparison(4, 2), 'fastify', null).latencyP50).toMatchObject({
    before: Array.from({ length: 4 }, () => 0.0004),
    now: expect.any(Array),
  })
})

test('without a baseline there is nothing before, and what cannot be used is left out', () => {
  expect(launchesBeforeAndNow(measurement(3), 'fastify', null).memory?.before).toEqual([])
  expect(launchesBeforeAndNow(measurement(0), 'fastify', against())).toEqual({})
})
