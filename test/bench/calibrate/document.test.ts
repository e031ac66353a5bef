import { expect, test } from 'vitest'
import { countedPart } from '../../../bench/calibrate/counted-figures.ts'
import { type Calibration, calibrationDocument } from '../../../bench/calibrate/document.ts'
import { findingLines } from '../../../bench/calibrate/messages.ts'
import type { RunRecord } from '../../../bench/calibrate/records.ts'
import { share } from '../../../bench/calibrate/shares.ts'
import { type CountedSimulation, type CountedTally, REPEATING } from '../../../bench/calibrate/simulate-counted.ts'
import { countRuns } from '../../../bench/calibrate/timed-figures.ts'
import { faultFindings, liveFindings, simulatedFindings } from '../../../bench/calibrate/timed-findings.ts'
import { countedSession, countedSessionRecords } from './counted-gates.ts'
import { cells, header, run } from './live-records.ts'
import { lost, partOf, wholeRun } from './showcase-runs.ts'

const KEPT = `20 runs of \`fastify\`.

| planted | neighbour | runs | plain rule | any other run |
|---|---|---|---|---|
| +0 % | none | 4 | 25 % (1 of 4) | 37.5 % |
| +7 % | none | 5 | 60 % (3 of 5) | 36.3 % |

More text.`

const minutes = (count: number) => new Date(Date.UTC(2026, 10, 21, 9, count)).toISOString()

/** Twenty runs alone at each of three plants, and two beside a hog. */
const runs: readonly RunRecord[] = [
  ...Array.from({ length: 20 }, (_, index) => run({ at: minutes(index) })),
  ...Array.from({ length: 20 }, (_, index) => {
    const word = index < 19 ? 'regressed' : 'unsure'
    return run({
      at: minutes(20 + index),
      plant: 0.1,
      cells: [...cells(word), ...cells('unsure', 'baseline'), ...cells('holds', 'unchanged')],
    })
  }),
  ...Array.from({ length: 20 }, (_, index) =>
    run({
      at: minutes(40 + index),
      plant: 0.2,
      cells: [
        ...cells('regressed'),
        ...cells(index < 18 ? 'regressed' : 'unsure', 'baseline'),
        ...cells('holds', 'unchanged'),
      ],
    }),
  ),
  ...Array.from({ length: 2 }, (_, index) =>
    run({ at: minutes(60 + index), neighbour: 'hog', endedBusy: true, busyRounds: 3, cells: [...cells('unsure')] }),
  ),
]

const [repeating] = REPEATING

function countedTally(
  { plant, tolerance }: { plant: number; tolerance: number },
  verdicts: Partial<CountedTally['verdicts']>,
): CountedSimulation[number] {
  const words = { holds: 0, regressed: 0, improved: 0, unsure: 0, ...verdicts }
  const kind = { name: repeating!.name, recorded: 4, plant, tolerance, gates: 100 }
  return { ...kind, verdicts: words, seen: plant === 0 ? 0 : 96, missed: 1 }
}

const simulated: Calibration['simulated'] = {
  gates: 100,
  seed: 'loadgate',
  budget: 'default',
  counted: [
    countedTally({ plant: 0, tolerance: 0.01 }, { holds: 100 }),
    countedTally({ plant: 0.02, tolerance: 0.01 }, { regressed: 99, unsure: 1 }),
    countedTally({ plant: 0.005, tolerance: 0.01 }, { holds: 100 }),
  ],
  beyond: [
    { name: 't with 2 df, 3 %', factor: 1, recorded: 3, red: share(0, 100) },
    { name: 't with 2 df, 3 %', factor: 5, recorded: 3, red: share(98, 100) },
    { name: 't with 2 df, 3 %', factor: 1, recorded: null, red: share(0, 100) },
    { name: 't with 2 df, 3 %', factor: 5, recorded: null, red: share(97, 100) },
  ],
  sleeps: [
    { sleep: 0, budget: 'quick', recorded: 3, red: share(0, 100), left: 0, seconds: 42.4 },
    { sleep: 0, budget: 'default', recorded: 3, red: share(0, 100), left: 0, seconds: 42.4 },
    { sleep: 0.005, budget: 'quick', recorded: 3, red: share(99, 100), left: 0, seconds: 42.4 },
    { sleep: 0.005, budget: 'default', recorded: 3, red: share(100, 100), left: 0, seconds: 42.4 },
  ],
  faults: [
    { fault: 'body', gates: 100, asPromised: 100, same: 100 },
    { fault: 'generator-bound', gates: 100, asPromised: 98, same: 100 },
  ],
  tallies: [
    {
      name: 'waves/x',
      group: 'steady',
      mode: 'A/B',
      plant: 0,
      recorded: false,
      gates: 100,
      red: 0,
      cells: { cpuPerRequest: { holds: 100 } },
      unsure: { cells: 0, explained: 0 },
      launches: { cpu: 4, all: 6 },
    },
    {
      name: 'waves/x',
      group: 'steady',
      mode: 'A/B',
      plant: 0.07,
      recorded: false,
      gates: 100,
      red: 71,
      cells: { cpuPerRequest: { regressed: 60, unsure: 40 } },
      unsure: { cells: 40, explained: 39 },
      launches: { cpu: 14, all: 19 },
    },
    {
      name: 'waves/x+4us',
      group: 'steady',
      mode: 'A/B',
      plant: 0.048,
      recorded: true,
      gates: 100,
      red: 30,
      cells: { cpuPerRequest: { regressed: 30, unsure: 70 } },
      unsure: { cells: 70, explained: 70 },
      launches: { cpu: 20, all: 20 },
    },
  ],
}

const before = header({ code: 'fedcba987654' })
const earlier = [
  run({ at: minutes(-60) }),
  run({ at: minutes(-50), plant: 0.1, cells: [...cells('regressed'), ...cells('unsure', 'baseline')] }),
]
const headed = [
  ...earlier.map((one) => ({ header: before, run: one })),
  ...runs.map((one) => ({ header: header(), run: one })),
]
const live = countRuns({ headers: [before, header()], runs: headed })!.part
const calibration: Calibration = {
  at: '2026-11-21T12:00:00.000Z',
  code: 'fedcba987654',
  live,
  kept: KEPT,
  countedCode: countedSession().code,
  counted: countedPart({ sessions: [countedSessionRecords()], damaged: 0 }),
  showcase: partOf([wholeRun(), wholeRun({ at: '2026-11-26T18:40:00.000Z', neighbour: 'hog' })]),
  simulated,
}

/** Read it before you accept a change with `-u`. */
test('the document is as in its golden file', async () => {
  await expect(calibrationDocument(calibration)).toMatchFileSnapshot('golden/calibration.md')
})

test('without timed live runs, the section of an earlier calibration stands, and its rules are beside the counts', () => {
  const text = calibrationDocument({ ...calibration, live: null })
  expect(text).toContain('The records of these runs are gone.')
  expect(text).toContain(KEPT)
  expect(text).toContain('| +0 % | none | 0 % (0 of 20) | 0 % (0 of 20) | 4 | 25 % (1 of 4) | 37.5 % |')
})

test('without counted gates the document says so, and with others than of today’s code it says that', () => {
  expect(calibrationDocument({ ...calibration, counted: null })).toContain('There are no records of counted gates.')
  const changed = 'The code that counts and decides about counts, or a server, has changed since these gates.'
  expect(calibrationDocument(calibration)).not.toContain(changed)
  expect(calibrationDocument({ ...calibration, countedCode: 'other' })).toContain(changed)
})

test('what is not as usual in whole runs is said before their table', () => {
  const failed = wholeRun({ exitCode: 1, skipped: [{ server: 'express', reason: 'no such program' }] }, lost)
  const older = wholeRun({ identity: { ...failed.run.identity!, method: 0 } })
  const text = calibrationDocument({ ...calibration, showcase: partOf([older, failed]) })
  expect(text).toContain(
    'Red: `fastify` in "home page", instructions, in the run of 2026-11-26T18:30:00.000Z: invalid, not counted: it ended;',
  )
  expect(text).toContain('Skipped: express: no such program.')
  expect(text).toContain('0 of the 1 runs exited with 0.')
  expect(text).toContain('2 verdicts were not judged again')
  expect(text).toContain('Runs of an earlier method of counting are left out: 1.')
  expect(calibrationDocument({ ...calibration, showcase: null })).not.toContain('Whole runs')
})

test('in the terminal, missed promises come last', () => {
  const findings = [
    ...simulatedFindings(simulated.tallies),
    ...faultFindings(simulated.faults),
    ...liveFindings(live.rows),
  ]
  const marks = findingLines(findings)
    .split('\n')
    .map((line) => line[0])
  expect(marks).toEqual(marks.toSorted((a = '', b = '') => '✓·✗'.indexOf(a) - '✓·✗'.indexOf(b)))
  expect(new Set(marks)).toEqual(new Set(['✓', '·', '✗']))
})
