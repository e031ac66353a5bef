import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Unit } from '../../src/model/metrics.ts'
import {
  formatChange,
  formatFactor,
  formatFactors,
  formatInterval,
  formatMultiple,
  formatPair,
  formatQuantity,
  formatSeconds,
  formatShare,
  formatWholeChange,
  formatWithBounds,
  formatWritten,
} from '../../src/model/units.ts'

const UNITS: readonly Unit[] = ['req/s', 's', 'bytes', 'share']
const unit = fc.constantFrom(...UNITS)
const anything = fc.option(fc.double())
const positive = fc.double({ min: 1e-7, max: 1e11, noNaN: true })

/** What a unit's name and prefix stand for, in base units. */
const SIZES: Readonly<Record<string, number>> = {
  'req/s': 1,
  'kreq/s': 1e3,
  'Mreq/s': 1e6,
  s: 1,
  ms: 1e-3,
  µs: 1e-6,
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  '%': 0.01,
}

/** A printed number back in base units. */
function read(number: string, name: string): number {
  const [, digits, prefix] = /^([\d.e+-]+)([kM]?)$/.exec(number) ?? []
  return Number(digits) * (SIZES[`${prefix}${name}`] ?? Number.NaN)
}

test.each<[number | null, Unit, string]>([
  [8412, 'req/s', '8.41k req/s'],
  [941.26, 'req/s', '941 req/s'],
  [999.7, 'req/s', '1.00k req/s'],
  [1_250_000, 'req/s', '1.25M req/s'],
  [119e-6, 's', '119 µs'],
  [0.000_731, 's', '0.731 ms'],
  [0.025, 's', '25.0 ms'],
  [1.5, 's', '1.50 s'],
  [190_300_000, 'bytes', '190 MB'],
  [2_147_000_000, 'bytes', '2.15 GB'],
  [512, 'bytes', '512 B'],
  [0.014_812, 'share', '1.48 %'],
  [0.1, 'share', '10 %'],
  [0, 'share', '0 %'],
  [0, 's', '0 µs'],
  [-0, 'req/s', '0 req/s'],
  [-3, 'req/s', '−3.00 req/s'],
  [null, 's', '–'],
  [Number.NaN, 's', '–'],
  [Number.POSITIVE_INFINITY, 'bytes', '–'],
])('%f %s is %s', (value, own, text) => {
  expect(formatQuantity(value, own)).toBe(text)
})

test.each<[number | null, number | null, Unit, string]>([
  [10_420, 8412, 'req/s', '10.4k → 8.41k req/s'],
  [941, 10_420, 'req/s', '941 → 10.4k req/s'],
  [84.2e-6, 119e-6, 's', '84.2 → 119 µs'],
  [0.000_731, 0.000_912, 's', '0.731 → 0.912 ms'],
  [0.000_231, 0.000_912, 's', '0.231 → 0.912 ms'],
  [181e6, 190e6, 'bytes', '181 → 190 MB'],
  [0, 0.0148, 'share', '0 → 1.48 %'],
  [null, 8412, 'req/s', '– → 8.41k req/s'],
  [84.2e-6, null, 's', '84.2 → – µs'],
  [null, null, 's', '–'],
])('%f and %f %s are %s', (before, after, own, text) => {
  expect(formatPair(before, after, own)).toBe(text)
})

test.each<[number | null, string, string]>([
  [0.1234, '+12.3 %', '+12 %'],
  [-0.19, '−19 %', '−19 %'],
  [-0.0004, '±0 %', '±0 %'],
  [-0, '±0 %', '±0 %'],
  [0.004, '+0.4 %', '±0 %'],
  [1.379, '+138 %', '+138 %'],
  [-1, '−100 %', '−100 %'],
  [-0.996, '−99.6 %', '−99.6 %'],
  [null, '–', '–'],
  [Number.NaN, '–', '–'],
])('a change by %f is %s, or %s in short', (fraction, text, short) => {
  expect(formatChange(fraction)).toBe(text)
  expect(formatWholeChange(fraction)).toBe(short)
})

test.each<[number | null, number | null, string]>([
  [-0.214, -0.169, '[−21, −17]'],
  [-0.003, 0.045, '[−0.3, +4.5]'],
  [-0.0004, 1.06, '[±0, +106]'],
  [-0.997, -0.995, '[−99.7, −99.5]'],
  [0.998, 1.001, '[+99.8, +100.1]'],
  [null, 0.031, '[?, +3.1]'],
  [null, null, '[?, ?]'],
])('an interval from %f to %f is %s', (low, high, text) => {
  expect(formatInterval(low, high)).toBe(text)
})

test.each<[number | null, string]>([
  [1.2149, '×1.21'],
  [1.5, '×1.50'],
  [38.44, '×38.4'],
  [0.9431, '×0.943'],
  [0, '×0'],
  [null, '×?'],
  [Number.POSITIVE_INFINITY, '×?'],
])('a factor of %f is %s', (factor, text) => {
  expect(formatFactor(factor)).toBe(text)
})

test('factors with an open bound say so', () => {
  expect(formatFactors({ estimate: 1.21, low: 1.18, high: null })).toBe('×1.21 [×1.18, ×?]')
})

test.each<[number, Unit, string]>([
  [0.05, 's', '50 ms'],
  [1000, 'req/s', '1k req/s'],
  [1234, 'req/s', '1.234k req/s'],
  [0.9995, 'share', '99.95 %'],
  [1.004, 's', '1.004 s'],
  [0.1 + 0.2, 's', '300 ms'],
  [351_000, 'instructions', '351 k'],
  [2_144_900, 'instructions', '2.1449 M'],
  [Number.NaN, 's', '–'],
])('a limit of %f %s is written %s', (value, own, text) => {
  expect(formatWritten(value, own)).toBe(text)
})

test.each<[number, number | null, number | null, Unit, number, string]>([
  [0.0621, 0.0583, 0.066, 's', 0.05, '62.1 ms [58.3, 66.0]'],
  [0.999, 0.9989, 0.9991, 'share', 0.9995, '99.9 % [99.89, 99.91]'],
  [0.999_61, 0.9995, 0.9997, 'share', 0.9999, '99.96 % [99.95, 99.97]'],
  [1227, 1225, 1229, 'req/s', 1234, '1.227k req/s [1.225k, 1.229k]'],
  [1.001, 1, 1.003, 's', 1.004, '1.001 s [1.000, 1.003]'],
  [1.001, null, 1.0039, 's', 1.004, '1.0010 s [?, 1.0039]'],
  [0.05, 0.04, 0.049_999_999, 's', 0.05, '50.0000 ms [40.0000, 50.0000]'],
])('%f in [%f, %f] %s beside %f is %s', (value, low, high, own, beside, text) => {
  expect(formatWithBounds(value, [low, high], own, beside)).toBe(text)
})

test('a value that is not the limit is never printed as the limit, as far as six digits tell them apart', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Unit>('req/s', 's', 'bytes'),
      fc.double({ min: 0.01, max: 1e5, noNaN: true }),
      fc.double({ min: 2e-5, max: 0.9, noNaN: true }),
      (own, at, by) => {
        const limit = Number(at.toPrecision(4))
        const [, value, name] =
          /^(\S+) (\S+) \[/.exec(formatWithBounds(limit * (1 + by), [null, null], own, limit)) ?? []
        expect(read(value ?? '', name ?? '')).toBeGreaterThan(limit)
      },
    ),
  )
})

test('a multiple is told as it was written, but for noise', () => {
  expect([1.5, 2, 1.125, 0.1 + 0.2, 1500].map(formatMultiple)).toEqual(['1.5', '2', '1.125', '0.3', '1500'])
})

test.each<[number | null, string]>([
  [0, '0 s'],
  [0.42, '0.4 s'],
  [9.96, '10 s'],
  [14.4, '14 s'],
  [59.6, '1 min'],
  [112, '1 min 52 s'],
  [119.7, '2 min'],
  [3599.6, '1 h'],
  [3725, '1 h 2 min'],
  [400 * 24 * 3600, '9600 h'],
  [-1, '0 s'],
  [null, '–'],
  [Number.NaN, '–'],
])('%f seconds are %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text)
})

test('a fraction without a sign is a share in percent', () => {
  expect([0.1, 0.125, null].map((fraction) => formatShare(fraction))).toEqual(['10 %', '12.5 %', '–'])
})

test('whatever the number, the text has no NaN, no infinity and no zero below zero', () => {
  fc.assert(
    fc.property(anything, anything, unit, (a, b, own) => {
      const texts = [
        formatQuantity(a, own),
        formatPair(a, b, own),
        formatChange(a),
        formatWholeChange(a),
        formatInterval(a, b),
        formatShare(a),
        formatFactor(a),
        formatMultiple(a ?? Number.NaN),
        formatSeconds(a),
      ]
      for (const text of texts) expect(text).not.toMatch(/nan|inf|null|undefined|[-−]0(?:\.0*)?(?![.\d])/i)
    }),
    { numRuns: 1000 },
  )
})

test('a printed value is within half a percent of the value', () => {
  fc.assert(
    fc.property(positive, unit, (value, own) => {
      const [number, name] = formatQuantity(value, own).split(' ')
      expect(Math.abs(read(number ?? '', name ?? '') / value - 1)).toBeLessThan(0.005_01)
    }),
    { numRuns: 1000 },
  )
})

test('both values of a pair are in the one unit that it names', () => {
  fc.assert(
    fc.property(positive, positive, unit, (before, after, own) => {
      const [first, arrow, second, name, ...more] = formatPair(before, after, own).split(' ')
      expect([arrow, more]).toEqual(['→', []])
      expect(Math.abs(read(first ?? '', name ?? '') / before - 1)).toBeLessThan(0.005_01)
      expect(Math.abs(read(second ?? '', name ?? '') / after - 1)).toBeLessThan(0.005_01)
    }),
    { numRuns: 1000 },
  )
})

test('a change that can be seen has a sign', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (fraction) => {
      fc.pre(Math.abs(Math.abs(fraction) - 0.000_5) > 1e-9)
      const sign = Math.abs(fraction) < 0.000_5 ? '±' : fraction < 0 ? '−' : '+'
      expect(formatChange(fraction)[0]).toBe(sign)
    }),
  )
})

test('durations never name sixty seconds or sixty minutes', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (seconds) => {
      expect(formatSeconds(seconds)).not.toMatch(/\b60 (?:s|min)\b/)
    }),
    { numRuns: 2000 },
  )
})
