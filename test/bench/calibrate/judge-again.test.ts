import { expect, test } from 'vitest'
import { judgeAgain } from '../../../bench/calibrate/judge-again.ts'
import { type CountedGate, readCountedRecords, type RecordedBaseline } from '../../../bench/calibrate/records.ts'
import { countedGate, countedSession, recordedBaseline } from './counted-gates.ts'

const again = (gate: Partial<CountedGate>, baselines: readonly RecordedBaseline[] = [recordedBaseline()]) =>
  judgeAgain({ sessions: [{ session: countedSession(), baselines, gates: [countedGate(gate)] }], damaged: 3 })

const cellsOf = (...asked: Parameters<typeof again>) => again(...asked).sessions[0]!.gates[0]!.cells

const words = (...asked: Parameters<typeof again>) =>
  cellsOf(...asked).map(({ comparison, verdicts, launches }) => [comparison, ...verdicts, launches])

const side = (thousands: readonly number[], garbage = 0) => ({
  instructions: thousands.map((value) => value * 1000),
  spread: thousands.map(() => 0.0002),
  gcInstructions: thousands.map(() => garbage),
  gcSpread: thousands.map(() => 0.01),
  seconds: thousands.map(() => 9),
})

test('unchanged code holds again: after two launches of each side, and after one against a baseline', () => {
  expect(words({})).toEqual([
    ['A/B', 'holds', 'holds', 2],
    ['baseline', 'holds', 'holds', 1],
    ['unchanged', 'holds', 'holds', 1],
  ])
  expect(words({ base: side([2000, 2000.1, 2000, 2000.2]) })[0]).toEqual(['A/B', 'holds', 'holds', 2])
  expect(again({}).damaged).toBe(3)
})

test('what was recorded as red is judged by its launches, and base stays unchanged', () => {
  expect(words({ plant: 0.02, head: side([2040.2, 2040, 2040.1]) })).toEqual([
    ['A/B', 'regressed', 'regressed', 3],
    ['baseline', 'regressed', 'regressed', 3],
    ['unchanged', 'holds', 'holds', 1],
  ])
  const [, baseline] = cellsOf({ head: side([2030.2, 2030, 2030.1]) })
  expect(baseline).toMatchObject({ verdicts: ['regressed', 'holds'] })
  expect(baseline?.change?.[0]).toBeCloseTo(0.015, 3)
})

test('garbage that grew by more than it may makes the gate red at every tolerance', () => {
  const recorded = recordedBaseline({ launches: side([2000, 2000.2, 1999.9, 2000.1], 10_000) })
  const more = { base: side([2000.1, 2000], 10_000), head: side([2000.1, 2000, 2000.2], 13_000) }
  expect(words(more, [recorded]).map(([, ...verdicts]) => verdicts.slice(0, 2))).toEqual([
    ['regressed', 'regressed'],
    ['regressed', 'regressed'],
    ['holds', 'holds'],
  ])
})

test('what is held against a baseline that the record does not have stays as it was', () => {
  const cells = countedGate().cells
  const committed = { ...cells[2]!, comparison: 'committed' } as const
  expect(cellsOf({ cells: [committed] })).toEqual([committed])
  expect(cellsOf({}, []).slice(1)).toEqual(cells.slice(1))
  expect(cellsOf({}, [recordedBaseline({ server: 'express' })]).slice(1)).toEqual(cells.slice(1))
})

test('a gate is held against what its session had recorded of the server by then', () => {
  const later = recordedBaseline({ at: '2026-11-26T10:00:00.000Z', launches: side([1900, 1900.1, 1900, 1900.2]) })
  expect(words({}, [recordedBaseline(), later])).toEqual(words({}))
})

test('the A/B gates on record come to the verdicts that they had', () => {
  const records = readCountedRecords()
  const verdictsIn = ({ sessions }: typeof records) =>
    sessions.flatMap(({ gates }) =>
      gates.map(({ at, cells }) => [at, cells.find(({ comparison }) => comparison === 'A/B')?.verdicts]),
    )
  expect(verdictsIn(judgeAgain(records))).toEqual(verdictsIn(records))
})
