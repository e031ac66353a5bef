import { describe, expect, test } from 'vitest'
import { decide } from '../../src/verdict/decide.ts'
import type { Evidence } from '../../src/verdict/evidence.ts'
import { launchesNeeded } from '../../src/verdict/launches-needed.ts'
import { judge } from '../../src/verdict/judge.ts'
import { against, measurement } from './measured.ts'

/** Launches around a value in ln units, up to so far from it. */
const around = (center: number, spread: number, count: number) =>
  Array.from({ length: count }, (_, index) => center + spread * Math.sin(index * 2.4))

function needed(evidence: Evidence, margin = 0): number | null {
  const cell = { metric: 'cpuPerRequest', tolerance: 0.1, evidence } as const
  return launchesNeeded({ ...cell, margin, decision: decide({ ...cell, margin: () => margin }) })
}

const beside = (recorded: number, today: number, spread: number, slower = 0): Evidence => ({
  kind: 'independent',
  before: around(0, spread, recorded),
  after: around(slower, spread, today),
})

describe('the launches that would decide a cell', () => {
  test('are more than there were, and more of them where launches differ more', () => {
    const [some, more] = [0.08, 0.1].map((spread) => needed(beside(20, 6, spread)))
    expect(some).toBeGreaterThan(6)
    expect(more).toBeGreaterThan(some ?? Infinity)
  })

  test('decide it, when launches go on as they did', () => {
    const enough = needed(beside(20, 6, 0.08))
    const { verdict } = decide({
      metric: 'cpuPerRequest',
      tolerance: 0.1,
      evidence: beside(20, 2 * (enough ?? 0), 0.08),
      margin: () => 0,
    })
    expect(verdict).toBe('holds')
  })

  test('are none where the baseline is too thin, or the machine has moved by more than the tolerance', () => {
    expect(needed(beside(6, 6, 0.2))).toBeNull()
    expect(needed(beside(20, 6, 0.08), 0.2)).toBeNull()
  })

  test('are none for a change that is as large as the tolerance itself', () => {
    expect(needed({ kind: 'paired', differences: around(Math.log(1.099_9), 0.1, 8) })).toBeNull()
  })
})

test('a reason says what it would take: launches, an update, or LOADGATE_AGAINST', () => {
  const reasonOf = (recorded: number, today: number, slower: number) =>
    judge(measurement(today, slower), 'fastify', against(measurement(recorded)), undefined).find(
      ({ metric, verdict }) => metric === 'cpuPerRequest' && verdict === 'unsure',
    )?.reason
  expect(reasonOf(6, 3, 1.2)).toBe(
    '3 launches are too few to decide: it takes 6 beside the 6 of the baseline, and a longer LOADGATE_BUDGET has more',
  )
})
