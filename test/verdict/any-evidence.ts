import fc from 'fast-check'
import type { Evidence } from '../../src/verdict/evidence.ts'

/** Whole steps keep sums and differences exact, so that only the procedure is put to the test and not the rounding. */
const STEP = 1 / 1024

const steps = (most: number) => fc.integer({ min: -most, max: most }).map((count) => count * STEP)

/** A stretch of launches on one level, as an hour, a machine or a change gives them: noise of up to 2 % around it. */
const stretch = (launches: number) =>
  fc
    .tuple(
      fc.constantFrom(0, 0, 0.0625, 0.125, 0.25, 0.75, -0.0625, -0.125, -0.25, -0.75),
      fc.array(steps(20), { minLength: 1, maxLength: launches }),
    )
    .map(([level, noise]) => noise.map((value) => level + value))

/** Launches that change their level up to twice on the way, at most 24 of them. */
const launches = fc.array(stretch(12), { minLength: 1, maxLength: 3 }).map((stretches) => stretches.flat().slice(0, 24))

export const anyIndependent = fc.record({
  kind: fc.constant('independent' as const),
  before: stretch(12),
  after: launches,
})

const anyPaired = fc.record({ kind: fc.constant('paired' as const), differences: launches })

/** What launches may have shown, in ln units on a grid: clear and unclear, steady and changing on the way. */
export const anyEvidence: fc.Arbitrary<Evidence> = fc.oneof(anyIndependent, anyPaired)

export const anyTolerance = fc.constantFrom(0.03, 0.05, 0.1, 0.2, 0.5)

/** None, a steady one, or one that is known better with every launch. */
export const anyMargin = fc.tuple(fc.constantFrom(0, 0, 0.02, 0.1), fc.constantFrom(0, 0, -0.05, 0.2)).map(
  ([least, first]) =>
    (count: number) =>
      Math.max(0, least + first / count),
)
