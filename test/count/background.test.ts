import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backgroundIn, backgroundOf, instructionsOf, workIn } from '../../src/count/background.ts'

const stretch = (seconds: number, ...executed: number[]) => ({ executed, seconds })

test('what a reading and what a second costs is told apart, for each process', () => {
  const background = backgroundIn([stretch(0.2, 1_000, 5), stretch(0.2, 1_400, 5)], [stretch(1.2, 2_200, 5)])
  expect(background).toEqual([
    { perReading: 1_000, perSecond: 1_000 },
    { perReading: 5, perSecond: 0 },
  ])
  expect(backgroundOf(stretch(3, 5_000_000, 0), background)).toBe(4_005)
})

test('what comes once in a while is not taken for what always comes', () => {
  const atOnce = [stretch(0.1, 100), stretch(0.1, 90_000), stretch(0.1, 100)]
  expect(backgroundIn(atOnce, [stretch(1.1, 100), stretch(1.1, 275_000), stretch(1.1, 100)])).toEqual([
    { perReading: 100, perSecond: 0 },
  ])
})

test('what comes twice in six looks, and never again, is not taken for it either', () => {
  const apart = [371_000, 58_000, 228_000, 33_000, 26_000, 50_000].map((executed) => stretch(1, executed))
  expect(backgroundIn([stretch(0.1, 0)], apart)).toEqual([{ perReading: 0, perSecond: 54_000 }])
})

test('what comes every second is known by the mean', () => {
  const apart = [1, 2, 1, 2, 1].map((ticks) => stretch(1, ticks * 30))
  expect(backgroundIn([stretch(0, 0)], apart)).toEqual([{ perReading: 0, perSecond: 40 }])
})

const background = [
  { perReading: 100, perSecond: 1_000 },
  { perReading: 100, perSecond: 1_000 },
]

test('from a process that answers its background is taken off, one that does not is left out', () => {
  const blocks = [stretch(1, 50_000, 1_900), stretch(2, 51_000, 2_500)]
  expect(workIn(blocks, background)).toEqual([48_900, 48_900])
})

test('a server is never left out as a whole: of the process that did most beyond its background, that is taken off', () => {
  expect(
    workIn([stretch(1, 1_500, 40), stretch(1, 2_500, 40)], [{ perReading: 0, perSecond: 1_000 }, background[1]!]),
  ).toEqual([500, 1_500])
})

test('all processes that answer are added up', () => {
  expect(workIn([stretch(1, 50_000, 30_000)], background)).toEqual([77_800])
})

test('a server without background keeps every instruction', () => {
  const none = { perReading: 0, perSecond: 0 }
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ executed: fc.tuple(fc.nat(), fc.nat()), seconds: fc.double({ min: 0.1, max: 60, noNaN: true }) }),
      ),
      (blocks) => {
        expect(workIn(blocks, [none, none])).toEqual(blocks.map(instructionsOf))
      },
    ),
  )
})

test('background is never less than nothing', () => {
  const idle = fc.record({ executed: fc.tuple(fc.nat()), seconds: fc.double({ min: 0.1, max: 0.5, noNaN: true }) })
  const looked = fc.record({ executed: fc.tuple(fc.nat()), seconds: fc.double({ min: 1, max: 2, noNaN: true }) })
  fc.assert(
    fc.property(fc.array(idle, { minLength: 1 }), fc.array(looked, { minLength: 1 }), (atOnce, apart) => {
      const [{ perReading, perSecond } = { perReading: NaN, perSecond: NaN }] = backgroundIn(atOnce, apart)
      return perReading >= 0 && perSecond >= 0 && Number.isFinite(perReading) && Number.isFinite(perSecond)
    }),
  )
})
