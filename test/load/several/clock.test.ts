import fc from 'fast-check'
import { expect, test } from 'vitest'
import { APART, judgeOffset, nanosecondsAt, offsetIn, secondsIn } from '../../../src/load/several/clock.ts'

const NOW = Date.parse('2026-11-26T15:17:24Z') / 1000

const seconds = (max: number) => fc.double({ min: 0, max, noNaN: true })

test('the true offset is within the uncertainty of the midpoint, wherever on the way the clock was read', () => {
  const way = fc.record({ there: seconds(2), back: seconds(2) })
  fc.assert(
    fc.property(fc.double({ min: -5, max: 5, noNaN: true }), fc.array(way, { minLength: 1 }), (ahead, ways) => {
      const offset = offsetIn(
        ways.map(({ there, back }) => ({ asked: NOW, theirs: NOW + there + ahead, answered: NOW + there + back })),
      )
      expect(Math.abs(offset.ahead - ahead)).toBeLessThanOrEqual(offset.uncertainty + 1e-6)
      expect(offset.uncertainty).toBeCloseTo(Math.min(...ways.map(({ there, back }) => there + back)) / 2, 5)
    }),
  )
})

test.for([
  [{ ahead: 0.01, uncertainty: 0.02 }, 'agrees'],
  [{ ahead: -APART, uncertainty: 0 }, 'agrees'],
  [{ ahead: 0.09, uncertainty: 0.045 }, 'agrees'],
  [{ ahead: 0.2, uncertainty: 0.02 }, 'apart'],
  [{ ahead: -3600, uncertainty: 1 }, 'apart'],
  [{ ahead: 0.01, uncertainty: 0.3 }, 'unclear'],
] as const)('a clock that is %o: %s', ([offset, verdict]) => {
  expect(judgeOffset(offset)).toBe(verdict)
})

test('nanoseconds since 1970 are seconds, and nothing else is', () => {
  expect(secondsIn('1764170244000000001')).toBeCloseTo(1764170244, 6)
  for (const text of ['1764170244', '1764170244N', '1764170244%N', '', 'Thu Nov 26']) expect(secondsIn(text)).toBeNull()
})

test('a moment is told in the time of the other clock', () => {
  expect(nanosecondsAt(1764170244.25, { ahead: -0.125, uncertainty: 0 })).toBe('1764170244125000000')
})
