import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { baselineSchema, type Baseline } from '../../src/model/baseline.ts'
import { baselineText, rounded } from '../../src/baseline/text.ts'
import { anyBaseline } from './any-baseline.ts'
import { baseline, recorded, reference } from './baselines.ts'

const EXPECTED = readFileSync(new URL('golden/baseline.json', import.meta.url), 'utf8')

test('a baseline reads as one line a metric, with four digits', () => {
  expect(baselineText(baseline())).toBe(EXPECTED)
})

test('servers, references and headers stand by name, whatever order they come in', () => {
  const references = { slow: reference(), Quick: reference() }
  const shuffled = { ...baseline({ tornado: recorded(), flask: recorded(), Bottle: recorded() }), references }
  const text = baselineText({
    ...shuffled,
    scenario: { ...shuffled.scenario, request: withHeaders({ b: '2', a: '1' }) },
  })
  expect(
    text
      .match(/^ {4}"(\w+)": \{$/gm)
      ?.slice(-5)
      .map((line) => line.trim().slice(1, -4)),
  ).toEqual(['Quick', 'slow', 'Bottle', 'flask', 'tornado'])
  expect(text.indexOf('"a": "1"')).toBeLessThan(text.indexOf('"b": "2"'))
})

function withHeaders(headers: Record<string, string>): Baseline['scenario']['request'] {
  return { headers, path: '/', method: 'GET' }
}

test('what is read back is the rounded baseline', () => {
  fc.assert(
    fc.property(anyBaseline, (any) => {
      expect(baselineSchema.parse(JSON.parse(baselineText(any)))).toEqual(rounded(any))
    }),
  )
})

test('the text does not depend on the order of any fields', () => {
  fc.assert(
    fc.property(anyBaseline, (any) => {
      expect(baselineText(reversed(any))).toBe(baselineText(any))
    }),
  )
})

test('writing what was read changes nothing', () => {
  fc.assert(
    fc.property(anyBaseline, (any) => {
      const text = baselineText(any)
      expect(baselineText(baselineSchema.parse(JSON.parse(text)))).toBe(text)
    }),
  )
})

test('rounding loses less than a thousandth', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (typical) => {
      const memory = { typical, launches: [1, 1, 1] }
      const kept = rounded(baseline({ fastify: recorded({ memory }) })).servers['fastify']?.metrics.memory
      expect(kept && 'typical' in kept && Math.abs(kept.typical / typical - 1)).toBeLessThanOrEqual(0.0005)
    }),
  )
})

function reversed<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value).map(([key, item]) => [key, reversed(item)])
  return Object.fromEntries(entries.toReversed()) as Value
}
