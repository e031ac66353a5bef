import { describe, expect, test } from 'vitest'
import type { CountValue } from '../../src/verdict/count-values.ts'
import type { CountInput } from '../../src/verdict/count-look.ts'
import { decideCount } from '../../src/verdict/decide-count.ts'

/** Launches of so many thousand instructions per request. */
const launches = (thousands: readonly number[], spread = 0.000_05): readonly CountValue[] =>
  thousands.map((value) => ({ value: value * 1000, spread }))

const before = launches([2136.11, 2136.22])

const ask = (now: readonly CountValue[], change: Partial<CountInput> = {}) =>
  decideCount({ before, now, tolerance: 0.01, ...change })

describe('a server that repeats', () => {
  test('holds after two launches, with an interval of less than 0.2 % to either side', () => {
    const { change, spread, ...answer } = ask(launches([2136.05, 2136.3]))
    expect(answer).toMatchObject({ verdict: 'holds', suspected: null, launches: 2, detectable: 0.01 })
    expect(change.low).toBeGreaterThan(-0.002)
    expect(change.high).toBeLessThan(0.002)
    expect(spread).toBeLessThan(0.0001)
  })

  test('2 % more is suspected after two launches and red after a third', () => {
    expect(ask(launches([2179, 2178.8]))).toMatchObject({ verdict: 'unsure', suspected: 'regressed', launches: 2 })
    const red = ask(launches([2179, 2178.8, 2179.1]))
    expect(red).toMatchObject({ verdict: 'regressed', suspected: null, launches: 3 })
    expect(red.change.estimate).toBeCloseTo(0.02, 3)
  })

  test('2 % more that a third launch does not show is no red', () => {
    expect(ask(launches([2179, 2178.8, 2136.2]))).toMatchObject({ verdict: 'unsure', suspected: null })
  })

  test('2 % less holds after two launches, and improved after a third', () => {
    expect(ask(launches([2093.4, 2093.6]))).toMatchObject({ verdict: 'holds', suspected: 'improved' })
    expect(ask(launches([2093.4, 2093.6, 2093.5]))).toMatchObject({ verdict: 'improved', suspected: null })
    expect(ask(launches([2093.4, 2093.6, 2136.2]))).toMatchObject({ verdict: 'unsure', suspected: null })
  })

  test('half a percent more is seen, and holds', () => {
    const { verdict, change } = ask(launches([2146.9, 2146.7]))
    expect(verdict).toBe('holds')
    expect(change.low).toBeGreaterThan(0)
  })

  test('another libc may have moved it: the interval is wider by that on both sides, and 2 % more is unsure', () => {
    const [plain, wider] = [ask(launches([2179, 2178.8])), ask(launches([2179, 2178.8]), { margin: 0.03 })]
    expect(wider).toMatchObject({ verdict: 'unsure', suspected: null })
    expect((1 + wider.change.low!) * 1.03).toBeCloseTo(1 + plain.change.low!, 9)
    expect((1 + wider.change.high!) / 1.03).toBeCloseTo(1 + plain.change.high!, 9)
    expect(wider.detectable).toBeGreaterThan(0.03)
  })
})

const asked = (thousands: readonly number[], margin: number) => ask(launches(thousands), { tolerance: 0.02, margin })

describe('what another libc may have moved', () => {
  test('leaves further launches nothing to tell where it does not fit into the tolerance', () => {
    expect(asked([2136.2, 2136], 0.025)).toMatchObject({ verdict: 'unsure', suspected: null, needed: { now: 0 } })
    expect(asked([2100, 2100.1], 0.05)).toMatchObject({ verdict: 'unsure', suspected: null, needed: { now: 0 } })
    expect(asked([2173.5, 2173.6], 0.015)).toMatchObject({ verdict: 'unsure', suspected: null, needed: { now: 0 } })
  })

  test('and something where they may still hold, or be red', () => {
    expect(asked([2146.7, 2146.9], 0.0145)).toMatchObject({ verdict: 'unsure', needed: { now: 2 } })
    expect(asked([2189, 2189.2], 0.025)).toMatchObject({ verdict: 'unsure', suspected: null, needed: { now: 2 } })
    expect(asked([2200, 2200.2], 0.025)).toMatchObject({ verdict: 'unsure', suspected: 'regressed' })
    expect(asked([2000, 2136], 0.05)).toMatchObject({ verdict: 'unsure', needed: { now: 2 } })
  })
})

describe('a server that does not repeat', () => {
  test.for<readonly [string, readonly CountValue[], readonly CountValue[]]>([
    ['launches 1 % apart', launches([2136, 2158]), launches([2179, 2201])],
    ['one launch 2 % off', before, launches([2136.1, 2179])],
    ['blocks that say nothing', launches([2136, 2136.1], 0.02), launches([2179, 2179.1], 0.02)],
    ['launches with two blocks each', launches([2136, 2136.1], Infinity), launches([2179, 2179.1], Infinity)],
  ])('%s: unsure, and one more launch may tell', ([, then, now]) => {
    const answer = ask(now, { before: then })
    expect(answer).toMatchObject({ verdict: 'unsure', suspected: null })
    expect(answer.change.low ?? -Infinity).toBeLessThan(0)
    expect(answer.needed.now).toBe(2)
  })

  test('half as much again is red all the same, but after three further launches', () => {
    const then = launches([2136, 2144])
    expect(ask(launches([3200, 3190]), { before: then })).toMatchObject({ verdict: 'unsure', suspected: 'regressed' })
    expect(ask(launches([3200, 3190, 3210, 3195]), { before: then })).toMatchObject({ suspected: 'regressed' })
    expect(ask(launches([3200, 3190, 3210, 3195, 3201]), { before: then })).toMatchObject({
      verdict: 'regressed',
      launches: 5,
    })
  })

  test('where launches nearly repeat, one further launch is enough if the whole interval is beyond the tolerance', () => {
    const then = launches([2136, 2139])
    const far = [2224, 2221]
    expect(ask(launches(far), { before: then })).toMatchObject({ suspected: 'regressed', needed: { now: 1 } })
    expect(ask(launches([...far, 2222]), { before: then })).toMatchObject({ verdict: 'regressed', launches: 3 })
    expect(ask(launches([...far, 2138]), { before: then })).toMatchObject({ verdict: 'unsure', suspected: null })
    expect(ask(launches(far), { before: then, margin: 0.03 })).toMatchObject({ needed: { now: 3 } })
    const near = ask(launches([2160, 2163]), { before: then })
    expect(near).toMatchObject({ suspected: 'regressed', needed: { now: 3 } })
  })

  test('the same goes for improvements', () => {
    const then = launches([2136, 2139])
    expect(ask(launches([2051, 2054]), { before: then })).toMatchObject({ suspected: 'improved', needed: { now: 0 } })
    expect(ask(launches([2051, 2054, 2052]), { before: then })).toMatchObject({ verdict: 'improved', launches: 3 })
  })

  test('four launches that could not tell are the end', () => {
    const answer = ask(launches([2136, 2179, 2140, 2170]))
    expect(answer.verdict).toBe('unsure')
    expect(answer.needed).toEqual({ before: 0, now: 0 })
  })
})

describe('one launch beside four recorded ones', () => {
  const four = launches([2136.11, 2136.22, 2136.05, 2136.31])
  const one = (thousands: number, change: Partial<CountInput> = {}) =>
    ask(launches([thousands]), { before: four, ...change })

  test('holds, with an interval of less than 0.25 % to either side', () => {
    const { change, ...answer } = one(2136.2)
    expect(answer).toMatchObject({ verdict: 'holds', suspected: null, launches: 1, needed: { before: 0, now: 0 } })
    expect(change.low).toBeGreaterThan(-0.0025)
    expect(change.low).toBeLessThan(-0.001)
    expect(change.high).toBeLessThan(0.0025)
  })

  test('and says so whatever comes after it', () => {
    expect(ask(launches([2136.2, 2179, 2178.9]), { before: four })).toEqual(one(2136.2))
  })

  test('2 % more is suspected, and takes two launches more, as beside fewer recorded ones', () => {
    expect(one(2179)).toMatchObject({ verdict: 'unsure', suspected: 'regressed', needed: { before: 0, now: 2 } })
    const two = ask(launches([2179, 2178.9]), { before: four })
    expect(two).toMatchObject({ verdict: 'unsure', suspected: 'regressed', needed: { now: 1 } })
    expect(ask(launches([2179, 2178.9, 2179.1]), { before: four })).toMatchObject({ verdict: 'regressed', launches: 3 })
  })

  test('a first launch that stands alone with its 2 % is no red', () => {
    for (const further of [[2136.2], [2136.2, 2136.1], [2136.2, 2136.1, 2136.3]])
      expect(ask(launches([2179, ...further]), { before: four })).toMatchObject({ suspected: null })
  })

  test('beside another libc it is enough, too, where what that may have moved fits into the tolerance', () => {
    const wider = { tolerance: 0.02, margin: 0.015 }
    expect(one(2136.2, wider)).toMatchObject({ verdict: 'holds', launches: 1 })
    expect(one(2124, wider)).toMatchObject({ verdict: 'holds', launches: 1 })
    for (const thousands of [2110, 2145])
      expect(one(thousands, wider)).toMatchObject({ verdict: 'unsure', needed: { now: 1 } })
    expect(one(2136.2, { ...wider, margin: 0.025 })).toMatchObject({ verdict: 'unsure', needed: { now: 0 } })
  })

  test('what changed by more than half of the tolerance, either way, takes a second launch', () => {
    for (const thousands of [2093.4, 2124, 2148, 2154])
      expect(one(thousands)).toMatchObject({ verdict: 'unsure', suspected: null, needed: { now: 1 } })
    for (const thousands of [2130, 2142]) expect(one(thousands)).toMatchObject({ verdict: 'holds' })
  })

  test('where recorded launches differ by 1 %, or its own blocks do, it takes a second launch', () => {
    expect(one(2136, { before: launches([2136, 2158, 2120, 2140]) })).toMatchObject({ needed: { now: 1 } })
    expect(ask(launches([2136], 0.02), { before: four })).toMatchObject({ verdict: 'unsure', needed: { now: 1 } })
    expect(ask(launches([2136], Infinity), { before: four })).toMatchObject({ change: { low: null, high: null } })
  })

  test('three recorded ones are too few for that, as are those of an A/B run, which are of today', () => {
    expect(one(2136.2, { before: four.slice(1) })).toMatchObject({ verdict: 'unsure', needed: { before: 0, now: 1 } })
    expect(one(2136.2, { bothToday: true })).toMatchObject({ verdict: 'unsure', needed: { before: 0, now: 1 } })
  })
})

test('one launch beside one or two decides nothing, and nothing would have been seen', () => {
  for (const question of [{ now: before.slice(1) }, { before: before.slice(1), now: before }]) {
    expect(ask(question.now, question)).toMatchObject({
      verdict: 'unsure',
      suspected: null,
      detectable: null,
      spread: null,
      change: { low: null, high: null },
    })
  }
})

test('nothing can be held against no launches, or against a count of 0', () => {
  expect(() => ask([])).toThrow(RangeError)
  expect(() => ask(launches([0, 2136]))).toThrow(RangeError)
})

const both = (base: readonly number[], head: readonly number[]) =>
  decideCount({ before: launches(base), now: launches(head), tolerance: 0.01, bothToday: true })

describe('both sides of today', () => {
  test('a look takes as many launches of base as of head, so that later ones never change what was decided', () => {
    const decided = both([2136, 2136.2], [2136.1, 2136.3])
    expect(decided).toMatchObject({ verdict: 'holds', needed: { before: 0, now: 0 } })
    expect(both([2136, 2136.2, 2200, 2300], [2136.1, 2136.3])).toEqual(decided)
  })

  test('what two launches of each side cannot tell takes two more of each, and a red one more of head', () => {
    expect(both([2136, 2158], [2179, 2201]).needed).toEqual({ before: 2, now: 2 })
    expect(both([2136], [2136, 2136.1]).needed).toEqual({ before: 1, now: 0 })
    expect(both([2136, 2136.2], [2179, 2178.8])).toMatchObject({
      suspected: 'regressed',
      needed: { before: 0, now: 1 },
    })
    expect(both([2136, 2136.2], [2179, 2178.8, 2178.9]).verdict).toBe('regressed')
  })
})
