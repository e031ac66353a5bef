import { describe, expect, test } from 'vitest'
import { decide, type DecisionInput } from '../../src/verdict/decide.ts'
import { mirror, type Evidence } from '../../src/verdict/evidence.ts'

/** Launches at `by` with half a percent of noise, the same on either side. */
const around = (by: number, length: number) => Array.from({ length }, (_, index) => by + (((index * 3) % 5) - 2) / 400)

const KINDS: readonly (readonly [string, (launches: readonly number[]) => Evidence])[] = [
  ['launches beside those of twenty recorded', (after) => ({ kind: 'independent', before: around(0, 20), after })],
  ['pairs of base and head', (differences) => ({ kind: 'paired', differences })],
]

const ask = (evidence: Evidence, change: Partial<DecisionInput> = {}) =>
  decide({ metric: 'cpuPerRequest', tolerance: 0.1, margin: () => 0, evidence, ...change })

describe.for(KINDS)('of %s', ([, evidenceOf]) => {
  const moved = (factor: number, launches = 6) => evidenceOf(around(Math.log(factor), launches))
  const turned = (factor: number, then: number, fresh: number) =>
    ask(evidenceOf([...around(Math.log(factor), 3), ...around(Math.log(then), fresh)]))

  test('three of the same cost hold', () => {
    expect(ask(moved(1, 3))).toMatchObject({ verdict: 'holds', suspected: null, launches: 3 })
  })

  test('twice the cost is suspected at the first look, and red when three fresh launches have repeated it', () => {
    expect(ask(moved(2, 2))).toMatchObject({ verdict: 'unsure', suspected: null })
    for (const launches of [3, 4, 5])
      expect(ask(moved(2, launches))).toMatchObject({ verdict: 'unsure', suspected: 'regressed', launches })
    expect(ask(moved(2, 6))).toMatchObject({ verdict: 'regressed', suspected: null, launches: 6 })
  })

  test('half the cost holds while it is only suspected, and improved when fresh launches have repeated it', () => {
    expect(ask(moved(0.5, 3))).toMatchObject({ verdict: 'holds', suspected: 'improved' })
    expect(ask(moved(0.5, 6))).toMatchObject({ verdict: 'improved', suspected: null })
  })

  test('a slowdown that vanishes in the fresh launches is not red, and in the end holds', () => {
    expect(turned(2, 1, 2)).toMatchObject({ verdict: 'unsure', suspected: 'regressed' })
    for (const fresh of [3, 5, 9, 17]) expect(turned(2, 1, fresh).verdict).not.toBe('regressed')
    expect(turned(2, 1, 27)).toMatchObject({ verdict: 'holds', suspected: null })
  })

  test('an improvement that turns into a slowdown neither improved nor holds', () => {
    expect(turned(0.5, 4, 1)).toMatchObject({ verdict: 'unsure', suspected: 'improved' })
    expect(turned(0.5, 4, 3)).toMatchObject({ verdict: 'unsure', suspected: null })
  })

  test('15 % more regressed, and the change says 15 %', () => {
    const { verdict, change } = ask(moved(1.15))
    expect(verdict).toBe('regressed')
    expect(change.estimate).toBeCloseTo(0.15, 2)
    expect(change.low).toBeGreaterThan(0.1)
  })

  test('5 % more stays within a tolerance of 10 %', () => {
    expect(ask(moved(1.05)).verdict).toBe('holds')
  })

  test('it looks worse from the tolerance on, beside what the references moved', () => {
    for (const [factor, margin, expected] of [
      [1, 0, false],
      [1.09, 0, false],
      [1.11, 0, true],
      [1.11, 0.03, false],
      [1.14, 0.03, true],
    ] as const)
      expect(ask(moved(factor, 4), { margin: () => margin }).looksWorse).toBe(expected)
  })

  test('15 % less throughput regressed, and the change has a minus', () => {
    const { verdict, change } = ask(moved(0.85), { metric: 'throughput' })
    expect(verdict).toBe('regressed')
    expect(change.estimate).toBeCloseTo(-0.15, 2)
    expect(change.high).toBeLessThan(-0.1)
  })

  test('a clear slowdown read backwards improved, by the interval turned round', () => {
    const [there, back] = [ask(moved(2)), ask(mirror(moved(2)))]
    expect([there.verdict, back.verdict]).toEqual(['regressed', 'improved'])
    for (const [one, other] of [
      ['estimate', 'estimate'],
      ['low', 'high'],
      ['high', 'low'],
    ] as const) {
      expect(Math.log1p(back.change[other] ?? 0)).toBeCloseTo(-Math.log1p(there.change[one] ?? 0), 9)
    }
  })

  test('what the comparison may be wrong by keeps a change of 15 % from being red, and widens the interval by as much', () => {
    const sure = ask(moved(1.15))
    expect(ask(moved(1.15), { margin: () => 0.2 }).verdict).toBe('unsure')
    const wider = ask(moved(1.15), { margin: () => 0.01 })
    expect(Math.log1p(wider.change.low ?? 0)).toBeCloseTo(Math.log1p(sure.change.low ?? 0) - 0.01, 9)
    expect(Math.log1p(wider.change.high ?? 0)).toBeCloseTo(Math.log1p(sure.change.high ?? 0) + 0.01, 9)
  })

  test('one launch decides nothing, and no change would have been seen', () => {
    expect(ask(moved(2, 1))).toMatchObject({
      verdict: 'unsure',
      suspected: null,
      detectable: null,
      change: { low: null, high: null },
    })
  })

  test('launches that would only show a slowdown to eleven times the time are said to show none', () => {
    expect(ask(moved(1), { margin: () => 2.3 }).detectable).toBeGreaterThan(8)
    expect(ask(moved(1), { margin: () => 2.5 }).detectable).toBeNull()
  })

  test('a tolerance of everything is never exceeded by a throughput', () => {
    expect(ask(moved(0.05, 20), { metric: 'throughput', tolerance: 1.5 }).verdict).toBe('holds')
  })
})

test('the launches behind a verdict are those of the look that decided, and later ones are not in its figures', () => {
  const before = around(0, 20)
  const decided = ask({ kind: 'independent', before, after: around(0, 3) })
  expect(ask({ kind: 'independent', before, after: [...around(0, 3), ...around(3, 9)] })).toEqual(decided)
})

test('one wild launch of eleven is not red', () => {
  for (const [, evidenceOf] of KINDS) expect(ask(evidenceOf([3, ...around(0, 10)])).verdict).not.toBe('regressed')
})
