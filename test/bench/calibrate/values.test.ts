import { expect, test } from 'vitest'
import { valuesOf } from '../../../bench/calibrate/values.ts'
import { liveMeasurement } from './live-measurement.ts'

test('a record keeps one value a wave of everyone, and the differences that A/B is judged by', () => {
  const { cpuPerRequest, memory } = valuesOf(liveMeasurement(4, 1.5), 'fastify')
  expect(cpuPerRequest?.base).toHaveLength(4)
  expect(cpuPerRequest?.base[0]).toBeCloseTo(0.0001, 6)
  expect(cpuPerRequest?.head[0]).toBeCloseTo(0.00015, 6)
  for (const difference of cpuPerRequest?.difference ?? []) expect(difference).toBeCloseTo(Math.log(1.5), 1)
  for (const relative of cpuPerRequest?.relative.base ?? []) expect(relative).toBeCloseTo(0, 1)
  for (const relative of cpuPerRequest?.relative.head ?? []) expect(relative).toBeCloseTo(Math.log(1.5), 1)
  expect(Object.keys(cpuPerRequest?.references ?? {})).toEqual(['reference', 'reference-large'])
  expect(memory?.references['reference']).toEqual([1e8, 1e8, 1e8, 1e8])
})

test('a wave in which a launch gave nothing is null there, and the other waves keep their places', () => {
  const whole = liveMeasurement(3)
  const { cpuPerRequest } = valuesOf(
    { ...whole, samples: whole.samples.filter(({ wave, server }) => wave !== 1 || server !== 'head') },
    'fastify',
  )
  expect(cpuPerRequest?.head).toEqual([expect.any(Number), null, expect.any(Number)])
  expect(cpuPerRequest?.difference[1]).toBeNull()
  expect(cpuPerRequest?.base[1]).toEqual(expect.any(Number))
})
