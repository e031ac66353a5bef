import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BUSY_CORES, idleSeconds, isBusy, otherCores } from '../../src/measure/machine-load.ts'

const cores = 2

test('idle and waiting for disks are the 4th and 5th field of the cpu line, in ticks of 10 ms', () => {
  expect(idleSeconds('cpu  3855 0 2156 79913 386 0 58 22 0 0\ncpu0 1 2 3 4 5 6\n')).toBeCloseTo(802.99, 6)
})

test('a /proc/stat without a cpu line tells nothing', () => {
  expect(idleSeconds('intr 1 2 3')).toBeNull()
})

test('what was neither idle nor ours was used by others', () => {
  const before = { at: 0, idle: 0 }
  expect(otherCores(before, { at: 2, idle: 1 }, 1.5, cores)).toBeCloseTo(0.75, 9)
})

test('rounding never makes it negative', () => {
  expect(otherCores({ at: 0, idle: 0 }, { at: 1, idle: 1.5 }, 0.6, cores)).toBe(0)
})

test('a machine that cannot tell gives null, never 0', () => {
  expect(otherCores({ at: 0, idle: null }, { at: 1, idle: 1 }, 0, cores)).toBeNull()
  expect(otherCores({ at: 0, idle: 1 }, { at: 0, idle: 1 }, 0, cores)).toBeNull()
})

test('over seconds, more than a twentieth of a core is busy', () => {
  expect(isBusy({ cores: 0.04, seconds: 10 })).toBe(false)
  expect(isBusy({ cores: 0.06, seconds: 10 })).toBe(true)
  expect(isBusy({ cores: 1, seconds: 0.1 })).toBe(true)
})

test('a tick or two of the idle clock make no stretch busy, however short it is', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), (seconds) => {
      expect(isBusy({ cores: 0.019 / seconds, seconds })).toBe(false)
      expect(isBusy({ cores: 0.021 / seconds + BUSY_CORES, seconds })).toBe(true)
    }),
  )
})

test('a stretch in which nothing was measured is not busy', () => {
  expect(isBusy({ cores: 0, seconds: 0 })).toBe(false)
})
