import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatCount, formatCountChange, formatCountPair, formatCountWithBounds } from '../../src/model/count-units.ts'

test.for<readonly [number | null, number | null, string]>([
  [2_136_114, 0.0002, '2.136 M'],
  [2_136_114, 0.000_02, '2.1361 M'],
  [2_136_114, 0.001, '2.14 M'],
  [2_136_114, 0.03, '2.1 M'],
  [2_136_114, 0.4, '2 M'],
  [2_136_114, 0, '2.136114 M'],
  [2_136_114, null, '2.14 M'],
  [2_136_114, Infinity, '2.14 M'],
  [9_536_114, 0.0002, '9.54 M'],
  [218_430, 0.0002, '218.4 k'],
  [999_999.6, 0.0002, '1.000 M'],
  [812.4, 0.0002, '812'],
  [12_345_678_901, 0.0002, '12.35 G'],
  [0, 0.0002, '0'],
  [null, 0.0002, '–'],
  [NaN, 0.0002, '–'],
])('%d to %d is %s', ([value, precision, text]) => {
  expect(formatCount(value, precision)).toBe(text)
})

test.for<readonly [number | null, number | null, number | null, string]>([
  [2_136_114, 2_158_116, 0.0002, '2.136 → 2.158 M'],
  [998_000, 1_020_000, 0.0002, '0.998 → 1.020 M'],
  [218_430, 436_900, 0.001, '218 → 437 k'],
  [null, 2_158_116, 0.0002, '– → 2.158 M'],
  [2_136_114, null, 0.0002, '2.136 → – M'],
  [0, 4096.5, 0.01, '0.0 → 4.1 k'],
  [null, null, 0.0002, '–'],
])('%d and %d to %d are %s', ([before, after, precision, text]) => {
  expect(formatCountPair(before, after, precision)).toBe(text)
})

test.for<readonly [number, number | null, number | null, string]>([
  [0.0103, 0.0101, 0.0105, '+1.03 % ±0.02'],
  [0.0103, 0.0088, 0.0118, '+1.0 % ±0.2'],
  [-0.0034, -0.0036, -0.0032, '−0.34 % ±0.02'],
  [0.000_01, -0.0002, 0.0002, '0.00 % ±0.03'],
  [0.0103, -0.02, 0.06, '+1 % ±5'],
  [0.0103, -0.9, 4, '+1 % ±399'],
  [0.5, 0.499_999, 0.500_001, '+50.000 % ±0.001'],
  [0.5, 0.5, 0.5, '+50.000 % ±0.000'],
  [0.0103, null, null, '+1.0 % ±?'],
  [2e9, null, null, '+2.00e+11 % ±?'],
])('%d in [%d, %d] is %s', ([estimate, low, high, text]) => {
  expect(formatCountChange({ estimate, low, high })).toBe(text)
})

test.for<readonly [number, number | null, number | null, number | null, number, string]>([
  [350_100, 349_600, 350_600, 0.0007, 351_000, '350.1 k [349.6, 350.6]'],
  [2_149_000, 2_147_000, 2_151_000, 0.0002, 2_144_900, '2.149 M [2.147, 2.151]'],
  [2_140_100, 2_139_900, null, 0.0002, 2_140_000, '2.1401 M [2.1399, ?]'],
  [312, 310, 314, null, 900, '312 [310, 314]'],
])('%d in [%d, %d] to %d beside %d is %s', ([value, low, high, precision, beside, text]) => {
  expect(formatCountWithBounds(value, [low, high], precision, beside)).toBe(text)
})

test('the last digit is worth the error at least, and ten times it at most, as far as there are decimals', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 1e12, noNaN: true }),
      fc.double({ min: 1e-5, max: 0.1, noNaN: true }),
      (value, precision) => {
        const [, number = '', prefix = ''] = /^([\d.]+)(?: ([kMG]))?$/.exec(formatCount(value, precision)) ?? []
        const size = { '': 1, k: 1e3, M: 1e6, G: 1e9 }[prefix] ?? 0
        const decimals = number.split('.')[1]?.length ?? 0
        const last = size * 10 ** -decimals
        expect(Math.abs(Number(number) * size - value)).toBeLessThanOrEqual(last / 2 + 1e-9 * value)
        if (decimals > 0) expect(last).toBeGreaterThanOrEqual(precision * value * (1 - 1e-9))
        if (decimals > 0) expect(last).toBeLessThanOrEqual(precision * value * (10 + 1e-9))
      },
    ),
  )
})
