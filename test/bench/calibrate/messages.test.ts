import { expect, test } from 'vitest'
import { runLine, showcaseLine } from '../../../bench/calibrate/messages.ts'
import { cells, run } from './live-records.ts'
import { showcaseRow, showcaseRun, wholeRun } from './showcase-runs.ts'

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

test('a whole run is one line, with what does not hold by name', () => {
  expect(showcaseLine(wholeRun({ neighbour: 'hog' }), 3)).toBe(
    'showcase beside a hog · exit code 0 · 3 servers and scenarios · 5 min 13 s · 3 runs left',
  )
  const rows = [showcaseRow(), showcaseRow({ server: 'express', verdict: 'regressed' })]
  expect(showcaseLine({ run: showcaseRun({ exitCode: 1 }), rows }, 1)).toBe(
    'showcase beside nothing · exit code 1 · 2 servers and scenarios · express in "home page": instructions regressed · 5 min 13 s · 1 run left',
  )
})
