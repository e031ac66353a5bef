import { expect, test } from 'vitest'
import { countRuns, isSameCalibration } from '../../../bench/calibrate/live-part.ts'
import { header, run } from './live-records.ts'

test('only runs that belong with the latest are shown; the others are counted', () => {
  const [older, newer] = [header({ code: 'older' }), header()]
  const found = countRuns({
    headers: [older, newer, newer],
    runs: [
      { header: older, run: run() },
      { header: newer, run: run() },
    ],
  })
  expect(found).toMatchObject({ others: 1, part: { runs: 1, sessions: 2 } })
  expect(countRuns({ headers: [newer], runs: [] })).toBeNull()
})

test.for([
  ['another server', { server: 'express' }],
  ['other code', { code: 'other' }],
  ['another budget', { budget: 'quick' }],
  ['another Node', { machine: { ...header().machine, node: '26.0.0' } }],
  ['another machine', { machine: { ...header().machine, id: 'elsewhere' } }],
] as const)('runs of %s are not counted together', ([, change]) => {
  expect(isSameCalibration(header(), header(change))).toBe(false)
})

test('another commit or day is the same calibration as long as the code is the same', () => {
  expect(isSameCalibration(header(), header({ commit: 'abc', at: '2027-01-01T00:00:00.000Z', baseCpu: 1 }))).toBe(true)
})
