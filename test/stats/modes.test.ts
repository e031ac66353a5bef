import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findModes } from '../../src/stats/modes.ts'
import { seeded, type Random } from '../../src/stats/random.ts'
import { recorded } from '../fixtures/stats/launches.ts'
import { draws } from './draws.ts'

const logarithms = (values: readonly number[]) => values.map(Math.log)
const sizes = (values: readonly number[]) => findModes(values).map(({ members }) => members.length)

describe('of recorded launches', () => {
  test.for([
    ['node20', [3, 3]],
    ['old', [8, 4]],
    ['oldest', [8, 4]],
    ['nodeHttp', [17, 3]],
  ] as const)('%s shows its two modes', ([name, expected]) => {
    expect(sizes(logarithms(recorded[name]))).toEqual(expected)
  })

  test.for(['young', 'fresh', 'steady', 'express'] as const)('%s shows one, outliers and all', (name) => {
    expect(sizes(logarithms(recorded[name]))).toEqual([recorded[name].length])
  })
})

test('modes are told by their median and by where their members stand', () => {
  const values = [0, 0.5, 0.01, 0.52, -0.01, 0.02, 0.51, 0]
  expect(findModes(values)).toEqual([
    { centre: 0, members: [0, 2, 4, 5, 7] },
    { centre: 0.51, members: [1, 3, 6] },
  ])
})

const steps = (count: number, from: number) => Array.from({ length: count }, (_, index) => from + index / 1000)

test('a mode has a tenth of the launches and one more', () => {
  expect(sizes([...steps(5, 0), 0.5])).toEqual([6])
  expect(sizes([...steps(6, 0), ...steps(2, 0.5)])).toEqual([6, 2])
  expect(sizes([...steps(18, 0), ...steps(2, 0.5)])).toEqual([20])
  expect(sizes([...steps(17, 0), ...steps(3, 0.5)])).toEqual([17, 3])
})

test('fewer than six launches show nothing', () => {
  expect(sizes([...steps(3, 0), ...steps(2, 0.5)])).toEqual([5])
  expect(sizes([...steps(3, 0), ...steps(3, 0.5)])).toEqual([3, 3])
})

const clear = (change: number) => sizes([...Array(4).fill(0), ...Array(4).fill(Math.log1p(change))] as number[])

test('modes less than 12 % apart are none, however clear', () => {
  expect(clear(0.119)).toEqual([8])
  expect(clear(0.121)).toEqual([4, 4])
})

test('of an empty sample there is none, of equal values one, and NaN is refused', () => {
  expect(findModes([])).toEqual([])
  expect(findModes([3])).toEqual([{ centre: 3, members: [0] }])
  expect(sizes(Array(9).fill(1) as number[])).toEqual([9])
  expect(() => findModes([1, Number.NaN])).toThrow(RangeError)
})

const samples = fc.array(
  fc.oneof(fc.double({ min: -0.1, max: 0.1, noNaN: true }), fc.double({ min: 0.4, max: 0.5, noNaN: true })),
  { maxLength: 30 },
)

test('modes share out the sample, the lower first, whatever its order and place', () => {
  fc.assert(
    fc.property(samples, (values) => {
      const modes = findModes(values)
      expect(modes.flatMap(({ members }) => members).toSorted((a, b) => a - b)).toEqual([...values.keys()])
      expect(modes.map(({ centre }) => centre)).toEqual(modes.map(({ centre }) => centre).toSorted((a, b) => a - b))
      expect(sizes(values.toReversed())).toEqual(sizes(values))
      expect(sizes(values.map((value) => -value))).toEqual(sizes(values).toReversed())
    }),
  )
})

/** Box & Muller, 1958. */
const normal = (random: Random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
const exponential = (random: Random) => -Math.log(1 - random())

const unimodal: Readonly<Record<string, (random: Random) => number>> = {
  normal,
  Laplace: (random) => exponential(random) - exponential(random),
  'Student t with 3 degrees of freedom': (random) =>
    normal(random) / Math.sqrt((normal(random) ** 2 + normal(random) ** 2 + normal(random) ** 2) / 3),
}

/** Most where samples are smallest: there a gap is the likeliest to come by chance, and a draw costs least. */
const drawsOf = (size: number) => draws(Math.round(12_000 / size))

/** The share of samples in which exactly the planted slow launches are found; with none planted, any that are. */
function found(noise: (random: Random) => number, size: number, slow: number, apart: number, spread: number): number {
  const random = seeded(`${size} ${slow} ${apart}`)
  const splits = Array.from({ length: drawsOf(size) }, () => {
    const values = Array.from({ length: size }, (_, index) => (index < slow ? apart : 0) + spread * noise(random))
    return sizes(values)
  })
  return splits.filter(([, high]) => (slow === 0 ? high !== undefined : high === slow)).length / splits.length
}

const cells = Object.entries(unimodal).flatMap(([name, noise]) =>
  [6, 8, 10, 11, 14, 20, 40].map((size) => ({ name, noise, size })),
)

// Four standard deviations above 1 %; the seed is fixed, so a pass stays a pass.
test.for(cells)(
  'one in a hundred samples of $size values, $name, is split at most, whatever their spread',
  ({ noise, size }) => {
    const limit = 0.01 + 4 * Math.sqrt((0.01 * 0.99) / drawsOf(size))
    for (const spread of [0.05, 1]) expect(found(noise, size, 0, 0, spread)).toBeLessThanOrEqual(limit)
  },
)

test.for([
  [8, 2],
  [8, 4],
  [20, 5],
] as const)('of %i launches that differ by 3 %, the %i that cost 63 % more are found nearly always', ([size, slow]) => {
  for (const noise of Object.values(unimodal)) {
    const unit = noise === normal ? 1 : noise === unimodal['Laplace'] ? Math.SQRT2 : Math.sqrt(3)
    expect(found(noise, size, slow, Math.log(1.63), 0.03 / unit)).toBeGreaterThan(0.95)
  }
})
