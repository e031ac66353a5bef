import { expect, test } from 'vitest'
import { openTally } from '../../src/bisect/tally.ts'
import { commit, countedAs } from './counted.ts'

const [good, bad, middle, broken] = ['a', 'b', 'c', 'd'].map((subject) => commit(subject)) as [
  ReturnType<typeof commit>,
  ReturnType<typeof commit>,
  ReturnType<typeof commit>,
  ReturnType<typeof commit>,
]

test('it says which commit is counted, of how many, and how long all of it still takes', () => {
  let now = 100
  const tally = openTally(() => now)
  expect(tally.now()).toBeNull()
  tally.begin(good, 3)
  expect(tally.now()).toEqual({ nth: 1, of: 4, left: 80 })
  now += 10
  expect(tally.now()).toEqual({ nth: 1, of: 4, left: 70 })
  tally.end(good, countedAs(100))
  expect(tally.now()).toBeNull()
  tally.begin(bad, 2)
  expect(tally.now()).toEqual({ nth: 2, of: 4, left: 30 })
  now += 1000
  expect(tally.now()).toEqual({ nth: 2, of: 4, left: 0 })
})

test('a kept count says nothing about how long one takes', () => {
  let now = 0
  const tally = openTally(() => now)
  tally.begin(good, 1)
  now += 0.1
  tally.end(good, countedAs(100, 2, 0))
  tally.begin(bad, 0)
  expect(tally.now()).toMatchObject({ left: 20 })
})

test('each commit is told with its change against the first that was counted', () => {
  const tally = openTally(() => 0)
  expect(tally.end(broken, { skipped: 'it does not start' })).toMatchObject({
    nth: 1,
    more: null,
    commit: { skipped: 'it does not start' },
  })
  expect(tally.end(good, countedAs(100))).toMatchObject({
    nth: 2,
    more: null,
    commit: { subject: 'a', count: { instructions: 100 } },
  })
  expect(tally.end(bad, countedAs(103)).more).toBeCloseTo(0.03)
})

test('the sum has each commit once, and knows which were kept from before', () => {
  let now = 5
  const tally = openTally(() => now)
  tally.end(good, countedAs(100, 2, 0))
  tally.end(bad, countedAs(103, 2, 0))
  tally.end(bad, countedAs(103, 4, 2))
  tally.end(middle, countedAs(103))
  tally.end(broken, { skipped: 'why' })
  now = 65
  expect(tally.sum()).toEqual({ counted: 3, kept: 1, skipped: [{ ...broken, skipped: 'why' }], seconds: 60 })
})
