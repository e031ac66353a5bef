import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assessNoise } from '../../../src/cli/doctor/noise.ts'
import type { SelfTest } from '../../../src/cli/doctor/self-test.ts'

/** Slices of both kinds with these seconds, and these cores in use by others in each second. */
function seen(seconds: readonly number[], others: readonly (number | null)[] = Array<number>(10).fill(0)): SelfTest {
  return {
    slices: seconds.flatMap((one) => [
      { kind: 'calculation' as const, seconds: one },
      { kind: 'memory' as const, seconds: one },
    ]),
    watched: others.map((cores) => ({ others: cores, stolen: cores === null ? null : 0.01 })),
    busy: [],
  }
}

const even = Array.from({ length: 100 }, (_, index) => 0.05 * (1 + (index % 5) / 1000))
/** `quiet` of a hundred slices at their best, the others a tenth above. */
const swinging = (quiet: number) => Array.from({ length: 100 }, (_, index) => (index < quiet ? 0.05 : 0.055))
/** `seconds` of ten in which others used as much as that. */
const cores = (used: number, seconds: number) =>
  Array.from({ length: 10 }, (_, second) => (second < seconds ? used : 0))

test('a pace is the middle slice, the spread around it, and the slowest beyond it', () => {
  const { paces } = assessNoise(seen([0.05, 0.05, 0.05, 0.05, 0.1]))
  const pace = { slices: 5, best: 0.05, median: 0.05, spread: 0, worst: 1, quiet: 0.8 }
  expect(paces).toEqual(['calculation', 'memory'].map((kind) => ({ kind, ...pace })))
  expect(assessNoise(seen([1, 2, 3])).paces[0]?.spread).toBeCloseTo(1.4826 / 2, 9)
})

test('the best is the second best, and quiet what comes within a twentieth of it', () => {
  expect(assessNoise(seen([0.9, 1, 1.04, 1.06, 2])).paces[0]).toMatchObject({ best: 1, quiet: 0.6 })
  expect(assessNoise(seen([1])).paces[0]).toMatchObject({ best: 1, quiet: 1 })
})

test('others are told by the second', () => {
  expect(assessNoise(seen(even, [0, 0.04, 0.08, 0.9])).others).toEqual({
    typical: 0.06,
    most: 0.9,
    busySeconds: 2,
    seconds: 4,
  })
})

test('what the machine cannot tell is null, and never 0', () => {
  expect(assessNoise(seen(even, [null, null]))).toMatchObject({ others: null, stolen: null })
})

test.for<[string, SelfTest, string]>([
  ['even work and nobody else', seen(even), 'quiet'],
  ['one busy second of ten', seen(even, cores(1, 1)), 'quiet'],
  ['two busy seconds of ten', seen(even, cores(0.08, 2)), 'busy'],
  ['others below what the gate bears', seen(even, cores(0.06, 10)), 'quiet'],
  ['a quarter of the slices near the best', seen(swinging(25)), 'quiet'],
  ['fewer', seen(swinging(24)), 'uneven'],
  ['fewer where nobody can be seen', seen(swinging(24), [null]), 'uneven'],
  ['one slice of many that was hit', seen([...even, 5]), 'quiet'],
  ['both', seen(swinging(24), cores(1, 10)), 'busy'],
])('%s: %s', ([, found, judgement]) => {
  expect(assessNoise(found).judgement).toBe(judgement)
})

test('a machine of another speed is judged the same', () => {
  const times = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 })
  fc.assert(
    fc.property(times, fc.constantFrom(0.25, 2, 8), (seconds, factor) => {
      const slower = assessNoise(seen(seconds.map((one) => one * factor)))
      expect(slower.judgement).toBe(assessNoise(seen(seconds)).judgement)
    }),
  )
})
