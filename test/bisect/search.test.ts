import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countsLeft, LAUNCHES, LEAST_STEP, nextCount, type Found, type Known } from '../../src/bisect/search.ts'
import type { CountValue } from '../../src/verdict/count-values.ts'

/** What each commit executes per request, by its place. `null`: it cannot be counted. */
type Levels = readonly (number | null)[]

type Searched = {
  readonly found: Found
  readonly counted: readonly number[]
  readonly launches: number
  readonly left: readonly number[]
}

/** Launches of unchanged code, which lie 0.01 % apart. */
const launchesAt = (level: number, launches: number): readonly CountValue[] =>
  Array.from({ length: launches }, (_, index) => ({ value: level * (1 + (index % 2) * 1e-4), spread: 1e-5 }))

/** Counts whatever the search asks for, until it has found something. */
function search(levels: Levels, all = false, launchesOf = launchesAt): Searched {
  const known = new Map<number, readonly CountValue[] | 'skipped'>()
  const left: number[] = []
  let launches = 0
  for (;;) {
    const next = nextCount(known satisfies Known, levels.length - 1, all)
    left.push(countsLeft(known, levels.length - 1))
    if (next.found) return { found: next.found, counted: [...known.keys()], launches, left }
    expect(next.count).not.toEqual([])
    for (const { place, launches: wanted } of next.count) {
      const level = levels[place]!
      const before = known.get(place)
      expect(before === undefined || (before !== 'skipped' && before.length < wanted)).toBe(true)
      launches += wanted - (Array.isArray(before) ? before.length : 0)
      known.set(place, level === null ? 'skipped' : launchesOf(level, wanted))
    }
  }
}

/** The level after each of these factors, from a million instructions on. */
function levelsOf(factors: readonly number[]): number[] {
  const levels = [1e6]
  for (const factor of factors) levels.push(levels.at(-1)! * factor)
  return levels
}

const placesOf = ({ steps }: Found) => steps.map(({ from, to }) => [from, to])

/** Steps that add 1 to 30 %, far enough apart to tell which of two is the larger. */
const someSteps = fc
  .uniqueArray(fc.tuple(fc.nat(200), fc.integer({ min: 2, max: 60 })), {
    minLength: 1,
    maxLength: 5,
    selector: ([place]) => place,
  })
  .filter((steps) => new Set(steps.map(([, size]) => size)).size === steps.length)

const ranges = fc.record({ commits: fc.integer({ min: 1, max: 200 }), steps: someSteps }).map(({ commits, steps }) => {
  const sizes = new Map(steps.map(([place, size]) => [place % commits, size]))
  return Array.from({ length: commits }, (_, index) => 1 + (sizes.get(index) ?? 0) / 200)
})

/** Places whose commit adds so much to the one before, the largest first. */
function bruteForce(levels: Levels, least: number): readonly number[] {
  const added = levels.flatMap((level, place) => {
    const before = levels[place - 1]
    return place === 0 || level === null || before === null || before === undefined ? [] : [[place, level / before - 1]]
  }) as [number, number][]
  return added
    .filter(([, more]) => more >= least)
    .toSorted(([, a], [, b]) => b - a)
    .map(([place]) => place)
}

describe('one commit that adds to what a request costs', () => {
  test('is found in log2(n) + 2 counts, wherever it is and however much it adds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.nat(),
        fc.double({ min: 0.006, max: 5, noNaN: true }),
        (commits, at, more) => {
          const guilty = 1 + (at % commits)
          const factors = Array.from({ length: commits }, (_, index) => (index + 1 === guilty ? 1 + more : 1))
          const { found, counted, launches, left } = search(levelsOf(factors))
          expect(placesOf(found)).toEqual([[guilty - 1, guilty]])
          expect(found.rest).toEqual([])
          expect(found.whole.estimate).toBeCloseTo(Math.log1p(more), 3)
          expect(counted.length).toBeLessThanOrEqual(2 + Math.ceil(Math.log2(commits)))
          expect(launches).toBe(LAUNCHES * counted.length)
          // To one more where the range does not halve evenly.
          expect(left.at(-1)).toBe(0)
          expect(left[0]! - counted.length).toBeOneOf([0, 1])
        },
      ),
    )
  })

  test('is found in 8 counts among 64', () => {
    for (let guilty = 1; guilty <= 64; guilty += 1) {
      const { found, counted } = search(
        levelsOf(Array.from({ length: 64 }, (_, index) => (index + 1 === guilty ? 1.03 : 1))),
      )
      expect(placesOf(found)).toEqual([[guilty - 1, guilty]])
      expect(counted.length).toBeLessThanOrEqual(8)
    }
  })
})

describe('several of them', () => {
  test('the largest is named first, as a look at every commit would', () => {
    fc.assert(
      fc.property(ranges, (factors) => {
        const levels = levelsOf(factors)
        const [largest] = bruteForce(levels, LEAST_STEP)
        const { found } = search(levels)
        expect(placesOf(found)).toEqual([[largest! - 1, largest]])
      }),
    )
  })

  test('what else the range has lies in the stretches that are offered, and all of it is found on request', () => {
    fc.assert(
      fc.property(ranges, (factors) => {
        const levels = levelsOf(factors)
        const [largest, ...others] = bruteForce(levels, LEAST_STEP)
        const { rest } = search(levels).found
        for (const place of others) expect(rest.filter(({ from, to }) => from < place && place <= to)).toHaveLength(1)
        const every = search(levels, true).found
        expect(placesOf(every)).toEqual([largest!, ...others].map((place) => [place - 1, place]))
        expect(every.rest).toEqual([])
      }),
    )
  })
})

/** Steps up and down. */
const anyLevels = fc
  .array(fc.constantFrom(1, 1, 1, 1, 0.9, 0.97, 1.03, 1.1, 2), { minLength: 1, maxLength: 80 })
  .map(levelsOf)

describe('a range that goes up and down', () => {
  test('what is named did add something; without an end that is heavier, nothing is', () => {
    fc.assert(
      fc.property(anyLevels, fc.boolean(), (levels, all) => {
        const { found } = search(levels, all)
        const isHeavier = levels.at(-1)! / levels[0]! > 1 + LEAST_STEP
        expect(found.steps.length > 0).toBe(isHeavier)
        for (const { from, to } of found.steps) {
          expect(to).toBe(from + 1)
          expect(levels[to]! / levels[from]!).toBeGreaterThan(1.02)
        }
      }),
    )
  })

  test('a slope of steps too small to see is a stretch, and no commit is blamed', () => {
    const { found } = search(levelsOf(Array.from({ length: 64 }, () => 1.0005)))
    expect(found.steps).toEqual([])
    expect(found.spread!.shift.estimate).toBeGreaterThan(LEAST_STEP)
    expect(found.spread!.to - found.spread!.from).toBeLessThanOrEqual(16)
  })
})

describe('commits that cannot be counted', () => {
  const holes = fc.record({ levels: ranges.map(levelsOf), skipped: fc.array(fc.nat(), { maxLength: 60 }) })

  test('lie among those that are named with the guilty one, which is alone where its neighbours can be counted', () => {
    fc.assert(
      fc.property(holes, ({ levels, skipped }) => {
        const last = levels.length - 1
        const holed: (number | null)[] = [...levels]
        for (const one of skipped)
          if (one % levels.length > 0 && one % levels.length < last) holed[one % levels.length] = null
        const { found } = search(holed, true)
        for (const { from, to } of found.steps) {
          expect(holed.slice(from + 1, to)).toEqual(Array.from({ length: to - from - 1 }, () => null))
          expect(levels[to]! / levels[from]!).toBeGreaterThan(1 + LEAST_STEP)
        }
        for (const place of bruteForce(levels, LEAST_STEP))
          expect(found.steps.filter(({ from, to }) => from < place && place <= to)).toHaveLength(1)
      }),
    )
  })

  test('an end that cannot be counted is refused', () => {
    const known: Known = new Map<number, readonly CountValue[] | 'skipped'>([[0, 'skipped']]).set(1, launchesAt(1, 2))
    expect(() => nextCount(known, 1)).toThrow(RangeError)
  })
})

/** By 1 % and more from launch to launch. */
const restless = (level: number, launches: number) =>
  Array.from({ length: launches }, (_, index) => ({
    value: level * [1, 1.01, 0.995, 1.005][index % 4]!,
    spread: 0.002,
  }))

describe('a server whose launches differ', () => {
  test('has more launches counted before it is said to have become heavier, and before it is said not to have', () => {
    const { found, launches, counted } = search([1e6, 1e6, 1.05e6], false, restless)
    expect(placesOf(found)).toEqual([[1, 2]])
    expect(launches).toBeGreaterThan(LAUNCHES * counted.length)
    const flat = search([1e6, 1e6, 1.007e6], false, restless)
    expect(flat.found.steps).toEqual([])
    expect(flat.launches).toBeGreaterThan(LAUNCHES * flat.counted.length)
  })
})
