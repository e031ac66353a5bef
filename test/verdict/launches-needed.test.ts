import { describe, expect, test } from 'vitest'
import { decide } from '../../src/verdict/decide.ts'
import type { Evidence } from '../../src/verdict/evidence.ts'
import { launchesNeeded } from '../../src/verdict/launches-needed.ts'
import { judge } from '../../src/verdict/judge.ts'
import { messages } from '../../src/verdict/messages.ts'
import type { Sample } from '../../src/model/measurement.ts'
import { against, costly, measurement, REFERENCES, sample, windows } from './measured.ts'

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

/** Why CPU per request is unsure, where requests of these launches cost so many times what they did. */
function reasonOf(recorded: number, costs: readonly number[], mode: 'baseline' | 'ab' = 'baseline') {
  const sides = (at: Pick<Sample, 'wave' | 'round'>) =>
    mode === 'ab' ? [sample({ ...at, side: 'base' })] : REFERENCES.map((server) => sample({ ...at, server }))
  const samples = windows(costs.length, (at) => [...sides(at), costly(costs[at.wave] ?? 1, at)])
  const run = { ...measurement(costs.length), mode, samples, ...(mode === 'ab' ? { references: [] } : {}) }
  const cells = judge(run, 'fastify', mode === 'ab' ? null : against(measurement(recorded)), undefined)
  return cells.find(({ metric, verdict }) => metric === 'cpuPerRequest' && verdict === 'unsure')?.reason
}

test('a reason says what it would take: launches, an update, LOADGATE_AGAINST, or a wider tolerance', () => {
  const noisy = [0.9, 1.2, 1, 1.25, 0.95, 1.15, 1.3, 0.9]
  expect(reasonOf(6, [1.2, 1.2, 1.2])).toBe(
    '3 launches are too few to decide: it takes 6 beside the 6 of the baseline, and a longer LOADGATE_BUDGET has more',
  )
  expect(reasonOf(20, noisy)).toMatch(/^8 launches show slowdowns from .* on; /)
  expect(
    reasonOf(
      20,
      noisy.map((cost) => cost * 1.02),
    ),
  ).toMatch(/LOADGATE_(BUDGET|AGAINST)/)
  expect(reasonOf(20, [...noisy, ...noisy], 'ab')).toMatch(/LOADGATE_BUDGET/)
})

const sentence = (launches: number | null, inAb: boolean) =>
  messages.tooNoisy({ launches: 8, detectable: 0.2, needed: launches, inAb })

test('where no number of launches would do, it names the other way', () => {
  expect(sentence(14, false)).toMatch(/about 14 would decide it, which a longer LOADGATE_BUDGET has$/)
  expect(sentence(null, false)).toMatch(/LOADGATE_AGAINST=<git ref> compares/)
  expect(sentence(null, true)).toMatch(/a wider one can be decided$/)
  expect(messages.tooFewLaunches({ launches: 3, beside: { recorded: 2, needed: null } })).toMatch(
    /npm run baseline:update/,
  )
})
