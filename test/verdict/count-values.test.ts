import { describe, expect, test } from 'vitest'
import { countsOf, isSteady } from '../../src/verdict/count-values.ts'

/** Blocks of 50 requests, of so many thousand instructions per request. */
const blocks = (thousands: readonly number[]) =>
  thousands.map((value) => ({ requests: 50, instructions: value * 1000 * 50 }))

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

test.for<readonly [string, readonly number[], boolean]>([
  ['six alike', fastify, true],
  ['five alike', fastify.slice(0, 5), false],
  ['six, one of them doubled', [2000, 2001, 4000, 2001, 2000, 2001], true],
  ['six, two of them doubled', [2000, 4001, 2000, 2001, 4000, 2001], false],
  ['nine, two of them doubled', [2000, 4001, 2000, 2001, 4000, 2001, 2000, 2001, 2000], true],
  ['six in two modes', [2000, 2000, 2000, 2030, 2030, 2000], false],
  ['six that fall', [2100, 2080, 2064, 2051, 2041, 2033], false],
  ['two levels, one after the other', [2000, 2000, 2000, 2000, 2010, 2010, 2010, 2010], false],
  ['none', [], false],
])('%s: steady or not', ([, values, expected]) => {
  expect(isSteady(blocks(values))).toBe(expected)
})
