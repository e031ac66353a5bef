import { expect, test } from 'vitest'
import { endsIn, sideOf } from '../../src/bisect/git-bisect.ts'

const LOG = `# bad: [f9aa8fd679e126c0d4dcf86c245051c94a964946] Change number 64
# good: [afe165ed8b1356a592a622e112eccf58793e76f6] Change number 0
git bisect start 'HEAD' 'HEAD~64'
# bad: [3529300abe041fad42dbe3649ffb5e897e9edfbe] Change number 32
git bisect bad 3529300abe041fad42dbe3649ffb5e897e9edfbe
`

test('the ends of a git bisect are those that were named, not those that it found', () => {
  expect(endsIn(LOG, 'good', 'bad')).toEqual({
    good: 'afe165ed8b1356a592a622e112eccf58793e76f6',
    bad: 'f9aa8fd679e126c0d4dcf86c245051c94a964946',
  })
})

test('they may have other names, and one of them may be missing', () => {
  expect(endsIn(LOG.replaceAll('bad:', 'slow:').replaceAll('good:', 'fast:'), 'fast', 'slow')).toHaveProperty('good')
  expect(
    endsIn('git bisect start\n# status: waiting for both good and bad commits\n# bad: [abc] Change', 'good', 'bad'),
  ).toEqual({ bad: 'abc' })
  expect(endsIn(LOG, 'fast', 'slow')).toEqual({})
})

const launches = (value: number) => [1, 1.0002].map((factor) => ({ value: value * factor, spread: 0.0001 }))

test('a commit is on the side that it is nearer to', () => {
  const ends = { good: launches(100), bad: launches(110) }
  for (const [value, side] of [
    [90, 'good'],
    [100, 'good'],
    [104, 'good'],
    [106, 'bad'],
    [110, 'bad'],
    [300, 'bad'],
  ] as const)
    expect(sideOf({ ...ends, current: launches(value) }), `${value}`).toBe(side)
})

test('without a heavier end there are no sides', () => {
  const current = launches(100)
  for (const bad of [90, 100, 100.1]) expect(sideOf({ good: launches(100), bad: launches(bad), current })).toBeNull()
})
