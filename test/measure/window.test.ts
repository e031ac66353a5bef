import { availableParallelism } from 'node:os'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { spanAt, spanFor, usedBetween, type Clocks } from '../../src/measure/window.ts'
import type { Unmeasured } from '../../src/model/measurement.ts'

test.for([
  [20_000, 0.08],
  [600, 0.16],
  [300, 0.35],
  [50, 1],
] as const)('a server with %d answers a second has windows of %d s', ([rate, seconds]) => {
  expect(spanFor(4, rate).seconds).toBe(seconds)
})

test('at a rate all windows together hold the answers that a p99 takes, and each lasts between half a second and a second', () => {
  expect([1, 200, 250, 333, 1000, 1e5].map((rate) => spanAt(rate, 16).seconds)).toEqual([1, 1, 0.81, 0.61, 0.5, 0.5])
  expect(spanAt(1000, 16)).toMatchObject({ rate: 1000, answers: 500 })
  for (const rate of [200, 250, 333, 1000]) expect(5 * spanAt(rate, 5).answers!).toBeGreaterThanOrEqual(1000)
  for (const rate of [334, 500, 1000]) expect(3 * spanAt(rate, 3).answers!).toBeGreaterThanOrEqual(1000)
})

test('what is not known of a server costs it the longest window', () => {
  for (const rate of [null, 0]) expect(spanFor(4, rate).seconds).toBe(1)
})

const anyRate = fc.double({ min: 0.1, max: 1e6, noNaN: true })

test('a window holds eighty answers, or is the longest there is', () => {
  fc.assert(
    fc.property(anyRate, (rate) => {
      const { seconds } = spanFor(4, rate)
      expect(seconds === 1 || rate * seconds >= 80 - 1e-6).toBe(true)
    }),
  )
})

test('a quicker server never has a longer window, and the number of connections does not change it', () => {
  fc.assert(
    fc.property(
      anyRate,
      fc.double({ min: 1, max: 100, noNaN: true }),
      fc.integer({ min: 1, max: 10_000 }),
      (rate, times, connections) => {
        expect(spanFor(connections, rate * times).seconds).toBeLessThanOrEqual(spanFor(4, rate).seconds)
      },
    ),
  )
})

test('the lead-in gives every connection the time to be opened', () => {
  expect(spanFor(1, null).leadIn).toBeLessThan(0.05)
  expect(spanFor(400, null).leadIn).toBeCloseTo(0.05, 9)
})

const usage = (at: number, cpu: number) => ({ at, threads: cpu, total: cpu, memory: 1e8, pids: [1] })

/** `server` cores of a server, half a core of the generator, and nobody else, from the beginning to a moment. */
function reading(at: number, server: number): Clocks {
  const machine = { at, idle: at * (availableParallelism() - server - 0.5), stolen: null }
  return { machine, server: usage(at, at * server), generator: usage(at, at * 0.5), alongside: null, gate: 0 }
}

const usedBy = (unmeasured: Unmeasured | null) =>
  usedBetween({ elapsed: 1 }, reading(0, 0.8), reading(1, 0.8), unmeasured)

describe('the CPU of what answers', () => {
  test('is the server’s, and no neighbour’s', () => {
    const used = usedBy(null)
    expect(used).toMatchObject({ cpu: 0.8, memory: 1e8 })
    expect(used.otherCores).toBeCloseTo(0, 9)
  })

  test('is not the server’s where its command did not start that, and no neighbour’s either', () => {
    const used = usedBy({ kind: 'stranger', pid: 1234, name: 'node' })
    expect(used).toMatchObject({ cpu: null, memory: null })
    expect(used.otherCores).toBeCloseTo(0, 9)
  })

  test.for<Unmeasured>([{ kind: 'unseen', port: 80 }, { kind: 'container' }])(
    'may be anybody’s where it cannot be read (%j), so that nobody can say what neighbours use',
    (why) => {
      expect(usedBy(why)).toMatchObject({ cpu: null, memory: null, otherCores: null })
    },
  )
})
