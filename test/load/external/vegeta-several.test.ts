import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dueIn, sumUp, type Hit, type SentByOne } from '../../../src/load/external/vegeta-results.ts'
import { latencyHistogram } from '../../../src/load/histogram.ts'
import { exactly } from '../../../src/load/answer/right-answer.ts'
import { mixOf } from '../../../src/load/mix.ts'
import { distributionOf } from '../../../src/stats/latencies.ts'

const asked = { origin: 'http://127.0.0.1:1', path: '/', method: 'GET', headers: {}, connections: 4 }
const mix = mixOf({ ...asked, right: exactly('hello') })
const counted = { rate: 500, began: 100, ended: 101, mix }
const clock = { ahead: 0, uncertainty: 0.001 }

/** Of one generator: some before and after the time that counts, some late, some never answered, some wrong. */
const hits = fc.array(
  fc
    .record({
      due: fc.double({ min: 99.5, max: 101.5, noNaN: true }),
      lag: fc.double({ min: 0, max: 0.01, noNaN: true }),
      latency: fc.double({ min: 0.000_1, max: 4, noNaN: true }),
      end: fc.constantFrom<Hit['end']>('right', 'right', 'right', 'unanswered', 'status'),
    })
    .map(({ due, lag, latency, end }): Hit => ({
      seq: 0,
      at: 0,
      due,
      sent: due + lag,
      over: due + lag + latency,
      end,
    })),
  { minLength: 1, maxLength: 200 },
)

const generators = fc.array(hits, { minLength: 1, maxLength: 4 })
const named = (all: readonly (readonly Hit[])[]): readonly SentByOne[] =>
  all.map((one, index) => ({ hits: one, connections: 1000, generator: { name: `g${index}`, clock } }))

const inTime = ({ due }: Hit) => due >= counted.began && due < counted.ended

test('the histogram of several generators is that of all their requests put together', () => {
  fc.assert(
    fc.property(generators, (all) => {
      const histogram = latencyHistogram()
      for (const { due, over, end } of all.flat().filter(inTime)) if (end !== 'status') histogram.add(over - due)
      const load = sumUp(named(all), counted)
      expect(load.histogram).toBe(histogram.close()?.encoded ?? null)
      expect(load.offered?.requests).toBe(all.flat().filter(inTime).length)
    }),
  )
})

test('so is the sum of the histograms of each, at every share', () => {
  fc.assert(
    fc.property(generators, (all) => {
      const { histogram, offered } = sumUp(named(all), counted)
      const sum = distributionOf((offered?.generators ?? []).flatMap((one) => one.histogram ?? []))
      const whole = histogram === null ? null : distributionOf([histogram])
      expect(sum?.count).toBe(whole?.count)
      for (const share of [0.1, 0.5, 0.9, 0.95, 0.99, 1]) expect(sum?.at(share)).toBe(whole?.at(share))
    }),
    { numRuns: 40 },
  )
})

test('who sent a request changes nothing of what all come to', () => {
  fc.assert(
    fc.property(hits, fc.integer({ min: 2, max: 4 }), (all, count) => {
      const dealt = Array.from({ length: count }, (_, one) => all.filter((_hit, index) => index % count === one))
      const { offered: several, ...load } = sumUp(named(dealt), counted)
      const { offered: one, ...alone } = sumUp([{ hits: all, connections: 1000 }], counted)
      expect(load).toEqual(alone)
      expect({ ...several, generators: undefined }).toEqual({ ...one, generators: undefined })
    }),
  )
})

/** A hundred in a second. */
const every = (latency: number) =>
  Array.from({ length: 100 }, (_, index): Hit => {
    const due = 100 + index / 100
    return { seq: index, at: 0, due, sent: due, over: due + latency, end: 'right' }
  })

test('a percentile of two generators is no mean of theirs', () => {
  const { latency } = sumUp(named([every(0.002), every(0.1)]), counted)
  expect(latency?.p50).toBeCloseTo(0.002, 4)
  expect(latency?.p90).toBeCloseTo(0.1, 3)
})

test('each generator begins where its own requests put it', () => {
  const one = { at: 0, over: 0, end: 'right' } as const
  const sent = dueIn(
    [
      { ...one, seq: 3, sent: 100.3 },
      { ...one, seq: 0, sent: 100.02 },
    ],
    10,
  )
  expect(sent.map(({ due }) => Math.round(due * 1000))).toEqual([100_300, 100_000])
})
