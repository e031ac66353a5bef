import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { appendCounted, isSamePlan, readCountedRecords } from '../../../bench/calibrate/counted-records.ts'
import { countedGate, countedSession, recordedBaseline } from './counted-gates.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadgate-calibrate-'))
  file = join(folder, 'counted.jsonl')
})

afterEach(() => rmSync(folder, { recursive: true }))

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
