import { describe, expect, test } from 'vitest'
import { seeded, type Random } from '../../src/stats/random.ts'
import { mean } from '../../src/stats/summary.ts'
import { countsOf } from '../../src/verdict/count-values.ts'

/** Blocks of 50 requests, of so many thousand instructions per request. */
const blocks = (thousands: readonly number[]) =>
  thousands.map((value) => ({ requests: 50, instructions: value * 1000 * 50 }))

/** Standard normal, nearly: twelve draws have a variance of one. */
const normal = (random: Random) => Array.from({ length: 12 }, random).reduce((sum, draw) => sum + draw, -6)

/** As counted: blocks of one launch each. */
const fastify = [2135.69, 2136.44, 2136.08, 2136.35, 2136, 2136.14]
const express = [2615.69, 2617.95, 2613.59, 2614.15, 2614.49, 2614.28]
const tornado = [3949.72, 3965.87, 3943.88]

test('a launch is worth the median of its blocks, per request', () => {
  expect(countsOf({ blocks: blocks(fastify) }).instructions.value).toBeCloseTo(2_136_110, 0)
  expect(
    countsOf({
      blocks: [
        { requests: 10, instructions: 100 },
        { requests: 40, instructions: 400 },
      ],
    }).instructions.value,
  ).toBe(10)
})

test('what blocks differ by is the spread of their median', () => {
  expect(countsOf({ blocks: blocks(fastify) }).instructions.spread).toBeLessThan(0.0001)
  expect(countsOf({ blocks: blocks(express) }).instructions.spread).toBeLessThan(0.001)
  expect(countsOf({ blocks: blocks(tornado) }).instructions.spread).toBeGreaterThan(0.002)
})

test.for<readonly [string, readonly number[], readonly [number, number]]>([
  ['what comes in two blocks of three moves no median', [865, 870, 871, 865, 870, 871], [0, 0.0005]],
  ['blocks in two modes, one after the other, do', [2000, 2000, 2000, 2030, 2030, 2030], [0.005, 0.015]],
  ['a drift does', [2100, 2080, 2064, 2051, 2041, 2033], [0.004, 0.02]],
  ['one doubled block of six does not', [2000, 2001, 4000, 2001, 2000, 2001], [0, 0.0005]],
])('%s', ([, values, [low, high]]) => {
  const { spread } = countsOf({ blocks: blocks(values) }).instructions
  expect(spread).toBeGreaterThanOrEqual(low)
  expect(spread).toBeLessThanOrEqual(high)
})

test('the spread is that of the median: of a thousand launches with independent blocks', () => {
  const random = seeded('jackknife')
  const launch = () => countsOf({ blocks: blocks(Array.from({ length: 12 }, () => 2000 + 4 * normal(random))) })
  const launches = Array.from({ length: 1000 }, () => launch().instructions)
  const medians = launches.map(({ value }) => value)
  const middle = mean(medians)
  const actual = Math.sqrt(mean(medians.map((value) => (value - middle) ** 2))) / middle
  const told = Math.sqrt(mean(launches.map(({ spread }) => spread ** 2)))
  expect(told / actual).toBeGreaterThan(0.7)
  expect(told / actual).toBeLessThan(1.4)
})

test('one or two blocks say nothing about the spread, and none are no launch', () => {
  expect(countsOf({ blocks: blocks([2000, 2000]) }).instructions).toEqual({ value: 2_000_000, spread: Infinity })
  expect(() => countsOf({ blocks: [] })).toThrow(RangeError)
})

describe('garbage', () => {
  const collected = [2000, 2000, 2000, 4000, 2000, 2000, 2000, 2000]

  test('a collection is in the mean and not in the median', () => {
    const { instructions, gcInstructions } = countsOf({ blocks: blocks(collected) })
    expect(instructions).toEqual({ value: 2_000_000, spread: 0 })
    expect(gcInstructions.value).toBeCloseTo(250_000, 6)
  })

  test('of one collection one more or less is all of it, of four a quarter', () => {
    expect(countsOf({ blocks: blocks(collected) }).gcInstructions.spread).toBeCloseTo(1, 9)
    expect(
      countsOf({ blocks: blocks([...collected, ...collected, ...collected, ...collected]) }).gcInstructions.spread,
    ).toBeCloseTo(0.25, 9)
  })

  test('what blocks differ by anyhow is no collection', () => {
    for (const values of [fastify, express, tornado, [2000, 2000, 1000, 2000, 2000, 2000]])
      expect(countsOf({ blocks: blocks(values) }).gcInstructions).toEqual({ value: 0, spread: 0 })
  })
})
