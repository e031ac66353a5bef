import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  BUSY_CORES,
  idleSeconds,
  isBusy,
  otherCores,
  STOLEN_CORES,
  stolenBetween,
  stolenCores,
  stealIn,
} from '../../src/host/machine-load.ts'

const cores = 2

/** Idle and stolen CPU seconds at a moment. */
const at = (moment: number, idle: number | null, steal?: number) => ({
  at: moment,
  idle,
  stolen: steal === undefined ? null : { steal, total: 0 },
})

const used = (others: number, seconds: number) => isBusy({ others, stolen: 0, seconds })

test('idle and waiting for disks are the 4th and 5th field of the cpu line, in ticks of 10 ms', () => {
  expect(idleSeconds('cpu  3855 0 2156 79913 386 0 58 22 0 0\ncpu0 1 2 3 4 5 6\n')).toBeCloseTo(802.99, 6)
})

test('a /proc/stat without a cpu line tells nothing', () => {
  expect(idleSeconds('intr 1 2 3')).toBeNull()
})

test('what was neither idle nor ours was used by others', () => {
  expect(otherCores(at(0, 0), at(2, 1), 1.5, cores)).toBeCloseTo(0.75, 9)
})

test('what the hypervisor took is told apart from what others used', () => {
  const [before, after] = [at(0, 0, 10), at(2, 1, 10.5)]
  expect(otherCores(before, after, 1.5, cores)).toBeCloseTo(0.5, 9)
  expect(stolenBetween(before, after)).toBeCloseTo(0.25, 9)
})

test('rounding never makes it negative', () => {
  expect(otherCores(at(0, 0), at(1, 1.5), 0.6, cores)).toBe(0)
})

test('a machine that cannot tell gives null, never 0', () => {
  expect(otherCores(at(0, null), at(1, 1), 0, cores)).toBeNull()
  expect(otherCores(at(0, 1), at(0, 1), 0, cores)).toBeNull()
})

test('over seconds, more than a twentieth of a core is busy', () => {
  expect(used(0.04, 10)).toBe(false)
  expect(used(0.06, 10)).toBe(true)
  expect(used(1, 0.1)).toBe(true)
})

test('more may be stolen than used, up to half a core', () => {
  expect(isBusy({ others: 0, stolen: STOLEN_CORES - 0.01, seconds: 10 })).toBe(false)
  expect(isBusy({ others: 0, stolen: STOLEN_CORES + 0.01, seconds: 10 })).toBe(true)
})

test('a tick or two of the idle clock make no stretch busy, however short it is', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), (seconds) => {
      expect(used(0.019 / seconds, seconds)).toBe(false)
      expect(used(0.021 / seconds + BUSY_CORES, seconds)).toBe(true)
    }),
  )
})

test('a stretch in which nothing was measured is not busy', () => {
  expect(used(0, 0)).toBe(false)
})

test('steal is the 8th field of the cpu line, in ticks of 10 ms, and guests count once', () => {
  expect(stealIn('cpu  100 10 50 700 20 5 15 100 40 3\ncpu0 1 2 3 4 5 6 7 8 9 10\n')).toEqual({ steal: 1, total: 10 })
})

test.for(['', 'intr 1 2 3', 'cpu  1 2 3 4 5 6 7', 'cpu0 1 2 3 4 5 6 7 8 9 10', 'cpu  a b c d e f g h'])(
  '%j tells nothing',
  (stat) => {
    expect(stealIn(stat)).toBeNull()
  },
)

test('cores stolen are seconds stolen in a second', () => {
  expect(stolenCores({ steal: 1, total: 10 }, { steal: 1.5, total: 14 }, 2)).toBe(0.25)
})

test('a machine that cannot tell gives null, never 0', () => {
  expect(stolenCores(null, { steal: 1, total: 2 }, 1)).toBeNull()
  expect(stolenCores({ steal: 1, total: 2 }, null, 1)).toBeNull()
  expect(stolenCores({ steal: 1, total: 2 }, { steal: 1, total: 2 }, 0)).toBeNull()
})

test('any line of ten counts has a steal that is part of the total', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 10, maxLength: 10 }), (ticks) => {
      const found = stealIn(`cpu  ${ticks.join(' ')}\n`)
      expect(found?.steal).toBe((ticks[7] ?? 0) / 100)
      expect(found?.total).toBeGreaterThanOrEqual(found?.steal ?? 0)
    }),
  )
})
