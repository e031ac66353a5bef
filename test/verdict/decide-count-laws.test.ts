import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countShift } from '../../src/verdict/count-shift.ts'
import type { CountValue } from '../../src/verdict/count-values.ts'
import type { CountInput } from '../../src/verdict/count-look.ts'
import { decideCount } from '../../src/verdict/decide-count.ts'

/** What must be so whatever was counted. */

/** Launches of a server that repeats well or badly, at one of a few levels. */
function anySide(least: number, most: number): fc.Arbitrary<readonly CountValue[]> {
  return fc
    .tuple(fc.constantFrom(0.0002, 0.002, 0.02), fc.constantFrom(0.98, 1, 1, 1.005, 1.02))
    .chain(([noise, level]) => {
      const value = fc.double({ min: -noise, max: noise, noNaN: true }).map((by) => 2e6 * level * (1 + by))
      const spread = fc.double({ min: 0, max: noise, noNaN: true })
      return fc.array(fc.record({ value, spread }), { minLength: least, maxLength: most })
    })
}

const anyQuestion: fc.Arbitrary<CountInput> = fc.record({
  before: anySide(2, 4),
  now: anySide(1, 7),
  tolerance: fc.constantFrom(0.006, 0.011, 0.018),
  margin: fc.constantFrom(0, 0, 0.003),
})

const RUNS = { numRuns: 500 }
const times = (side: readonly CountValue[], factor: number) =>
  side.map(({ value, spread }) => ({ value: value * factor, spread }))

test('what is made up here comes to every verdict and every suspicion', () => {
  const answers = fc.sample(anyQuestion, { numRuns: 2000, seed: 1 }).map(decideCount)
  expect(new Set(answers.map(({ verdict }) => verdict))).toEqual(new Set(['holds', 'regressed', 'improved', 'unsure']))
  expect(new Set(answers.map(({ suspected }) => suspected))).toEqual(new Set([null, 'regressed', 'improved']))
})

test('scaling both sides changes nothing', () => {
  fc.assert(
    // Powers of two are scaled without a rounding.
    fc.property(anyQuestion, fc.integer({ min: -8, max: 8 }), (question, power) => {
      expect(
        decideCount({ ...question, before: times(question.before, 2 ** power), now: times(question.now, 2 ** power) }),
      ).toEqual(decideCount(question))
    }),
    RUNS,
  )
})

test('swapping sides of two launches mirrors what is suspected, and the interval', () => {
  const opposite = { regressed: 'improved', improved: 'regressed' } as const
  fc.assert(
    fc.property(anyQuestion, (any) => {
      const [then, now] = [any.before.slice(0, 2), [...any.now, ...any.now].slice(0, 2)]
      const [there, back] = [
        decideCount({ ...any, before: then, now }),
        decideCount({ ...any, before: now, now: then }),
      ]
      expect(back.suspected).toBe(there.suspected && opposite[there.suspected])
      expect(1 + back.change.estimate).toBeCloseTo(1 / (1 + there.change.estimate), 9)
      expect(countShift(now, then).low).toBeCloseTo(-countShift(then, now).high, 9)
    }),
    RUNS,
  )
})

test('more tolerance never turns holds into regressed, nor makes a cell red', () => {
  fc.assert(
    fc.property(anyQuestion, fc.constantFrom(1.01, 1.5, 4), (question, by) => {
      const [strict, lenient] = [
        decideCount(question).verdict,
        decideCount({ ...question, tolerance: question.tolerance * by }).verdict,
      ]
      if (strict === 'holds') expect(lenient).toBe('holds')
      if (lenient === 'regressed') expect(strict).not.toBe('holds')
    }),
    RUNS,
  )
})

test('launches after a verdict never change it', () => {
  fc.assert(
    fc.property(anyQuestion, (question) => {
      const answers = question.now.map((_, index) =>
        decideCount({ ...question, now: question.now.slice(0, index + 1) }),
      )
      const first = answers.findIndex(({ verdict, suspected }) => verdict !== 'unsure' && suspected === null)
      if (first >= 0) for (const later of answers.slice(first)) expect(later).toEqual(answers[first])
    }),
    RUNS,
  )
})

test('a single launch is never red, and what it suspects takes at least two more', () => {
  fc.assert(
    fc.property(anyQuestion, (question) => {
      const { verdict, suspected, needed } = decideCount({ ...question, now: question.now.slice(0, 1) })
      expect(['holds', 'unsure']).toContain(verdict)
      if (suspected === 'regressed') expect(needed.now).toBeGreaterThanOrEqual(2)
    }),
    RUNS,
  )
})

test('a red has its whole interval above 0 and its estimate beyond the tolerance, and what holds is estimated within it', () => {
  fc.assert(
    fc.property(anyQuestion, (question) => {
      const { verdict, change } = decideCount(question)
      if (verdict === 'regressed') expect(change.low).toBeGreaterThan(0)
      if (verdict === 'regressed') expect(change.estimate).toBeGreaterThanOrEqual(question.tolerance - 1e-12)
      if (verdict === 'holds') expect(change.estimate).toBeLessThan(question.tolerance)
    }),
    RUNS,
  )
})
