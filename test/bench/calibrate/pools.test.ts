import { expect, test } from 'vitest'
import { baselinePools, livePools, metricsOf, valuesOf } from '../../../bench/calibrate/pools.ts'
import { baseline } from '../../baseline/baselines.ts'
import { liveMeasurement } from './live-measurement.ts'
import { run, values } from './live-records.ts'

test('a baseline gives a pool for each server, of the metrics that all its launches have', () => {
  const pools = baselinePools(baseline())
  expect(pools.length).toBe(Object.keys(baseline().servers).length)
  for (const pool of pools) expect(metricsOf(pool).length).toBeGreaterThan(0)
})

test('live launches are drawn from only when there are enough, and pairs only from runs without a plant', () => {
  const runs = [
    run({ values: { cpuPerRequest: values(6) } }),
    run({ plant: 0.2, values: { cpuPerRequest: values(6, 0.2) } }),
  ]
  expect(livePools('fastify', runs).map(({ mode }) => mode)).toEqual(['baseline'])
  const [pairs] = livePools('fastify', [...runs, run()])
  if (pairs?.mode !== 'A/B') throw new Error('no pairs')
  expect(pairs.differences).toHaveLength(24)
  expect(Math.max(...pairs.differences.map((one) => Math.abs(one.cpuPerRequest!)))).toBeLessThan(0.01)
})

test('runs beside a neighbour or with a fault are not drawn from', () => {
  const loud = Array.from({ length: 4 }, () => run({ neighbour: 'hog' }))
  const faulty = Array.from({ length: 4 }, () => run({ faults: ['head: it ended'] }))
  expect(livePools('fastify', [...loud, ...faulty])).toEqual([])
})

test('a record keeps one value per wave of every server, and the differences that A/B is judged by', () => {
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
