import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sharesOf } from '../../../src/load/several/shares.ts'

test('the parts of a load are whole thousandths and connections, equal but for the last one, and add up to it', () => {
  const rates = fc.integer({ min: 1000, max: 100_000_000 }).map((thousandths) => thousandths / 1000)
  fc.assert(
    fc.property(rates, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 20, max: 10_000 }), (rate, count, most) => {
      const shares = sharesOf(rate, most, count)
      const thousandths = shares.map((share) => Math.round(share.rate * 1000))
      const connections = shares.map((share) => share.connections)
      expect(shares).toHaveLength(count)
      for (const [parts, whole] of [
        [thousandths, Math.round(rate * 1000)],
        [connections, most],
      ] as const) {
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(whole)
        expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1)
      }
    }),
  )
})

test('500 per second over 100 connections are 167 and 34 at most for each of three', () => {
  expect(sharesOf(500, 100, 3)).toEqual([
    { rate: 166.667, connections: 34 },
    { rate: 166.667, connections: 33 },
    { rate: 166.666, connections: 33 },
  ])
})
