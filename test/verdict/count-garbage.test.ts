import { expect, test } from 'vitest'
import { garbageInput } from '../../src/verdict/count-garbage.ts'
import { countsOf, type CountValue } from '../../src/verdict/count-values.ts'
import { decideCount } from '../../src/verdict/decide-count.ts'

/** A launch of so many blocks, of which every n-th is doubled by a collection. */
const collecting = (blocks: number, every: number) =>
  countsOf({
    blocks: Array.from({ length: blocks }, (_, index) => ({
      requests: 50,
      instructions: 1e8 * (index % every === every - 1 ? 2 : 1),
    })),
  }).gcInstructions

const garbageVerdict = (then: CountValue, now: CountValue) => {
  const input = garbageInput({ before: [then, then], now: [now, now, now], tolerance: 0.1 })
  return input && decideCount(input).verdict
}

test('half as much garbage again is red when collections are many, and unsure when they are few', () => {
  expect(garbageVerdict(collecting(120, 6), collecting(120, 4))).toBe('regressed')
  expect(garbageVerdict(collecting(12, 6), collecting(12, 4))).toBe('unsure')
})

test('as much garbage as before holds when collections are many', () => {
  expect(garbageVerdict(collecting(120, 6), collecting(120, 6))).toBe('holds')
  expect(garbageVerdict(collecting(24, 6), collecting(24, 6))).toBe('unsure')
})

test('one large collection that falls among the blocks is no regression, in whichever launches it does', () => {
  // Unchanged `tornado_flask` with a new connection for each request, in its baseline and in a run of later that day.
  const without = { value: 6015, spread: 0.59 }
  const having = { value: 18_713, spread: 0.85 }
  expect(garbageVerdict(without, having)).toBe('unsure')
  expect(garbageVerdict(having, without)).toBe('unsure')
  expect(garbageVerdict({ value: 18_713, spread: 1 }, having)).toBeNull()
})

test('where nothing was collected there is nothing to decide', () => {
  expect(garbageVerdict(collecting(12, 20), collecting(12, 6))).toBeNull()
  expect(garbageVerdict(collecting(12, 6), collecting(12, 20))).toBeNull()
})
