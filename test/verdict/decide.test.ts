import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decide } from '../../src/verdict/decide.ts'

const twenty = Array.from({ length: 20 }, (_, index) => (index - 9.5) / 1000)
const moved = (by: number, length = 6) => Array.from({ length }, (_, index) => by + (index - 2.5) / 1000)

const logs = (min: number) => fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), { minLength: min, maxLength: 20 })
const question = fc.record({ before: logs(1), after: logs(1), tolerance: fc.double({ min: 0.01, max: 0.6, noNaN: true }) })

describe('on six launches against twenty', () => {
  const asked = { metric: 'cpuPerRequest', tolerance: 0.1, before: twenty, margin: 0 } as const

  test('the same cost holds', () => {
    expect(decide({ ...asked, after: moved(0) })).toMatchObject({ verdict: 'holds' })
  })

  test('15 % more CPU a request regressed, and the change says 15 %', () => {
    const answer = decide({ ...asked, after: moved(Math.log(1.15)) })
    expect(answer.verdict).toBe('regressed')
    expect(answer.change.estimate).toBeCloseTo(0.15, 5)
    expect(answer.change.low).toBeGreaterThan(0.14)
  })

  test('15 % less CPU a request improved', () => {
    expect(decide({ ...asked, after: moved(Math.log(0.85)) }).verdict).toBe('improved')
  })

  test('5 % more stays within a tolerance of 10 %', () => {
    expect(decide({ ...asked, after: moved(Math.log(1.05)) }).verdict).toBe('holds')
  })

  test('15 % less throughput regressed, and the change has a minus', () => {
    const answer = decide({ ...asked, metric: 'throughput', after: moved(Math.log(0.85)) })
    expect(answer.verdict).toBe('regressed')
    expect(answer.change.estimate).toBeCloseTo(-0.15, 5)
    expect(answer.change.high).toBeLessThan(-0.14)
  })

  test('what two machines differ by keeps a change of 15 % from being red', () => {
    expect(decide({ ...asked, margin: 0.2, after: moved(Math.log(1.15)) }).verdict).toBe('unsure')
  })
})

test('one launch against twenty decides nothing, and no change would have been seen', () => {
  const answer = decide({ metric: 'cpuPerRequest', tolerance: 0.1, before: twenty, after: [0.7], margin: 0 })
  expect(answer).toMatchObject({ verdict: 'unsure', detectable: null, change: { low: null, high: null } })
})

test('a tolerance of everything is never exceeded by a throughput', () => {
  const answer = decide({ metric: 'throughput', tolerance: 1.5, before: twenty, after: moved(-3), margin: 0 })
  expect(answer.verdict).toBe('holds')
})

test('what is detectable is never less than the tolerance', () => {
  fc.assert(
    fc.property(question, ({ before, after, tolerance }) => {
      const { detectable } = decide({ metric: 'latencyP50', before, after, tolerance, margin: 0 })
      expect(detectable ?? 1).toBeGreaterThanOrEqual(tolerance - 1e-9)
    }),
  )
})

test('a wider tolerance never turns a cell red', () => {
  fc.assert(
    fc.property(question, fc.double({ min: 0, max: 0.3, noNaN: true }), ({ before, after, tolerance }, more) => {
      const strict = decide({ metric: 'cpuPerRequest', before, after, tolerance, margin: 0 })
      const lenient = decide({ metric: 'cpuPerRequest', before, after, tolerance: tolerance + more, margin: 0 })
      if (strict.verdict === 'holds') expect(lenient.verdict).toBe('holds')
      if (lenient.verdict === 'regressed') expect(strict.verdict).toBe('regressed')
    }),
  )
})

test('a slowdown seen backwards is an improvement, and the other way round', () => {
  fc.assert(
    fc.property(question, ({ before, after, tolerance }) => {
      const there = decide({ metric: 'cpuPerRequest', before, after, tolerance, margin: 0 }).verdict
      const back = decide({ metric: 'cpuPerRequest', before: after, after: before, tolerance, margin: 0 }).verdict
      expect(there === 'regressed').toBe(back === 'improved')
      expect(there === 'improved').toBe(back === 'regressed')
    }),
  )
})

/** Whole steps keep the sums exact, so that only the procedure is compared and not the rounding. */
const grid = (values: readonly number[]) => values.map((value) => Math.round(value * 1024) / 1024)

test('scaling a metric of both sides alike changes nothing', () => {
  fc.assert(
    fc.property(question, fc.integer({ min: -8, max: 8 }), ({ before, after, tolerance }, by) => {
      const scaled = (values: readonly number[]) => grid(values).map((value) => value + by / 4)
      const plain = decide({ metric: 'memory', before: grid(before), after: grid(after), tolerance, margin: 0 })
      expect(decide({ metric: 'memory', before: scaled(before), after: scaled(after), tolerance, margin: 0 })).toEqual(plain)
    }),
  )
})
