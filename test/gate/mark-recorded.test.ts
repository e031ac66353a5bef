import { expect, test } from 'vitest'
import { markRecorded } from '../../src/gate/mark-recorded.ts'
import type { Verdict } from '../../src/model/verdict.ts'
import { cell, claim, counted, limited, noBaseline } from '../report/cells.ts'

const none = new Set<string>()
const fastify = new Set(['fastify'])

const markedIn = (verdicts: readonly Verdict[], recorded: Parameters<typeof markRecorded>[1]) =>
  markRecorded(verdicts, recorded).map((one) => one.recorded ?? false)

test('what is timed is marked where a timed baseline was written, what is counted where a counted one was', () => {
  const verdicts = [
    cell({ server: 'fastify', ...noBaseline }),
    counted('fastify', { ...noBaseline }),
    cell({ server: 'express', ...noBaseline }),
  ]
  expect(markedIn(verdicts, { timed: fastify, counted: none })).toEqual([true, false, false])
  expect(markedIn(verdicts, { timed: none, counted: fastify })).toEqual([false, true, false])
})

test('the requests of a mix are recorded with their server', () => {
  expect(markedIn([cell({ server: 'fastify › list', ...noBaseline })], { timed: fastify, counted: none })).toEqual([
    true,
  ])
})

test('what was compared, could not be measured, or is stated by a spec is no first value', () => {
  const verdicts = [
    cell({ server: 'fastify' }),
    cell({ server: 'fastify', ...noBaseline, current: null }),
    claim('fastify', 'express', 2, { verdict: 'unsure', baseline: null }),
    limited('fastify', { verdict: 'unsure', baseline: null }),
  ]
  expect(markedIn(verdicts, { timed: fastify, counted: fastify })).toEqual([false, false, false, false])
})
