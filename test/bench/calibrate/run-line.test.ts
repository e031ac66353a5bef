import { expect, test } from 'vitest'
import { runLine } from '../../../bench/calibrate/run-line.ts'
import { baseCpuNow } from '../../../bench/calibrate/share-of-cpu.ts'
import { cells, header, run, values } from './live-records.ts'

test('a run is told in one line: red cells by name, others by count', () => {
  const [first, ...rest] = cells('holds')
  const line = runLine(
    run({
      plant: 0.1,
      neighbour: 'hog',
      busyRounds: 2,
      cells: [{ ...first!, verdict: 'regressed' }, ...rest, ...cells('unsure', 'baseline')],
    }),
    7,
  )
  expect(line).toBe(
    '+10 % beside a hog · A/B RED (throughput) · baseline 0 decided, 6 unsure · autocannon-compare green · 6 waves in 1 min 40 s · 2 busy rounds · 7 runs left',
  )
})

test('faults are told', () => {
  expect(runLine(run({ faults: ['head: it ended'] }), 1)).toContain('faults: head: it ended')
})

const costs = (factor: number) => ({ cpuPerRequest: { ...values(1), base: [0.0001 * factor, null, 0.0001 * factor] } })

test('a plant is a share of what base cost in the latest run without a neighbour of the session', () => {
  const session = header({ baseCpu: 0.0005 })
  expect(baseCpuNow(session, [])).toBe(0.0005)
  expect(baseCpuNow(session, [run({ values: costs(2) }), run({ values: costs(3) })])).toBeCloseTo(0.0003)
  expect(baseCpuNow(session, [run({ values: costs(2) }), run({ values: costs(3), neighbour: 'hog' })])).toBeCloseTo(
    0.0002,
  )
  expect(baseCpuNow(session, [run({ values: costs(2), at: '2026-11-21T08:00:00.000Z' })])).toBe(0.0005)
  expect(baseCpuNow(session, [run({ values: {} })])).toBe(0.0005)
})
