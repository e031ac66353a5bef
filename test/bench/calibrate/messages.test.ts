import { expect, test } from 'vitest'
import { runLine } from '../../../bench/calibrate/messages.ts'
import { cells, run } from './live-records.ts'

test('a run is one line: red cells by name, others by count', () => {
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
    '+10 % beside a hog · A/B RED (throughput) · baseline 0 decided, 7 unsure · autocannon-compare green · 6 waves in 1 min 40 s · 2 busy rounds · 7 runs left',
  )
})

test('a run with faults names them', () => {
  expect(runLine(run({ faults: ['head: it ended'] }), 1)).toContain('faults: head: it ended')
})
