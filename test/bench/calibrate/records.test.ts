import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  appendCounted,
  appendRecord,
  isSamePlan,
  readCountedRecords,
  readRecords,
} from '../../../bench/calibrate/records.ts'
import { appendShowcase, isOfPlan, readShowcaseRecords } from '../../../bench/calibrate/showcase-records.ts'
import { countedGate, countedSession, recordedBaseline } from './counted-gates.ts'
import { header, run } from './live-records.ts'
import { showcaseRow, showcaseRun, wholeRun } from './showcase-runs.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadgate-calibrate-'))
  file = join(folder, 'scratch', 'calibration.jsonl')
})

afterEach(() => rmSync(folder, { recursive: true }))

test('without a file there are no records, and the folder is made for the first one', () => {
  expect(readRecords(file)).toEqual({ headers: [], runs: [], damaged: 0 })
  appendRecord(header(), file)
  expect(readRecords(file).headers).toEqual([header()])
})

test('a run is read back as it was written, under the header before it', () => {
  const [first, second] = [header(), header({ code: 'other' })]
  for (const record of [first, run(), second, run({ plant: 0.1 })]) appendRecord(record, file)
  expect(readRecords(file).runs).toEqual([
    { header: first, run: run() },
    { header: second, run: run({ plant: 0.1 }) },
  ])
})

test('a line that was cut off is damaged, and the line after it is not', () => {
  appendRecord(header(), file)
  appendFileSync(file, JSON.stringify(run()).slice(0, 100))
  appendRecord(run({ plant: 0.2 }), file)
  const { runs, damaged } = readRecords(file)
  expect(runs.map((one) => one.run.plant)).toEqual([0.2])
  expect(damaged).toBe(1)
})

test('a run without a header is damaged', () => {
  appendRecord(run(), file)
  expect(readRecords(file)).toMatchObject({ runs: [], damaged: 1 })
})

test('a record is one line', () => {
  appendRecord(header(), file)
  appendRecord(run(), file)
  expect(readFileSync(file, 'utf8').match(/\n/g)).toHaveLength(2)
})

test('gates and baselines are read back as they were written, under their sessions, in whatever order', () => {
  const [first, second] = [countedSession(), countedSession({ at: '2026-11-27T09:00:00.000Z' })]
  const planted = countedGate({ session: second.at, plant: 0.02, times: 390 })
  for (const record of [first, second, recordedBaseline(), planted, countedGate()]) appendCounted(record, file)
  expect(readCountedRecords(file)).toEqual({
    sessions: [
      { session: first, baselines: [recordedBaseline()], gates: [countedGate()] },
      { session: second, baselines: [], gates: [planted] },
    ],
    damaged: 0,
  })
})

test('a gate without a session is damaged', () => {
  appendCounted(countedGate(), file)
  expect(readCountedRecords(file)).toEqual({ sessions: [], damaged: 1 })
})

test('a plan goes on with the same code on the same kind of machine', () => {
  const session = countedSession()
  expect(isSamePlan(session, countedSession({ at: '2026-11-27T09:00:00.000Z', commit: null }))).toBe(true)
  expect(isSamePlan(session, countedSession({ code: 'other' }))).toBe(false)
  expect(isSamePlan(session, countedSession({ machine: { ...session.machine, id: 'other' } }))).toBe(false)
})

test('a whole run is read back with its rows, and rows of a run that is not there are damaged', () => {
  const [first, second] = [wholeRun(), wholeRun({ at: '2026-11-26T19:00:00.000Z', neighbour: 'hog' })]
  for (const one of [first, second]) appendShowcase(one, file)
  expect(readShowcaseRecords(file)).toEqual({ runs: [first, second], damaged: 0 })
  appendShowcase(
    { run: showcaseRun({ at: '2026-11-26T20:00:00.000Z' }), rows: [showcaseRow({ run: '2026-01-01T00:00:00.000Z' })] },
    file,
  )
  expect(readShowcaseRecords(file)).toMatchObject({ runs: { length: 3 }, damaged: 1 })
})

test('whole runs go on with the same code on the same kind of machine', () => {
  const { machine, code } = showcaseRun()
  expect(isOfPlan(wholeRun(), { machine, code })).toBe(true)
  expect(isOfPlan(wholeRun(), { machine, code: 'other' })).toBe(false)
  expect(isOfPlan(wholeRun(), { machine: { ...machine, id: 'other' }, code })).toBe(false)
})
