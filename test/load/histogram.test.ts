import { assert, array, integer, property } from 'fast-check'
import { decodeFromCompressedBase64 } from 'hdr-histogram-js'
import { expect, test } from 'vitest'
import { latencyHistogram } from '../../src/load/histogram.ts'

const MINUTE = 60_000_000
const latencies = array(integer({ min: 1, max: MINUTE }), { minLength: 1, maxLength: 500 })

test('quantiles are within 0.1 % of the sorted latencies', () => {
  assert(
    property(latencies, (values) => {
      const closed = record(values)
      expect(closed?.p50).toSatisfy(near(exact(values, 0.5)))
      expect(closed?.p90).toSatisfy(near(exact(values, 0.9)))
      expect(closed?.p95).toSatisfy(near(exact(values, 0.95)))
      expect(closed?.p99).toSatisfy(near(exact(values, 0.99)))
      expect(closed?.count).toBe(values.length)
    }),
  )
})

test('what is encoded reads back with the same count and quantiles', () => {
  assert(
    property(latencies, (values) => {
      const closed = record(values)
      const decoded = decodeFromCompressedBase64(closed?.encoded ?? '', 32, false)
      const seconds = [50, 90, 99].map((percent) => decoded.getValueAtPercentile(percent) / 1_000_000)
      expect(decoded.totalCount).toBe(values.length)
      expect(seconds).toEqual([closed?.p50, closed?.p90, closed?.p99])
    }),
  )
})

test('the encoding is the one that other HdrHistograms read', () => {
  expect(record([250, 300])?.encoded).toMatch(/^HISTFAAAA/)
})

test('a latency above a minute counts as a minute, one below a microsecond as a microsecond', () => {
  expect(record([90 * MINUTE])?.p50).toSatisfy(near(60))
  expect(record([0.2])?.p50).toBe(0.000_001)
})

test('without a latency there are no quantiles', () => {
  expect(latencyHistogram().close()).toBeNull()
})

function record(microseconds: readonly number[]) {
  const histogram = latencyHistogram()
  for (const value of microseconds) histogram.add(value / 1_000_000)
  return histogram.close()
}

/** The smallest latency, in seconds, that at least this share of them does not exceed. */
function exact(microseconds: readonly number[], share: number): number {
  const sorted = microseconds.toSorted((a, b) => a - b)
  return (sorted[Math.ceil(share * sorted.length - 1e-9) - 1] ?? Number.NaN) / 1_000_000
}

function near(seconds: number): (value: number | undefined) => boolean {
  return (value) => value !== undefined && Math.abs(value - seconds) <= seconds * 0.001 + 1e-12
}
