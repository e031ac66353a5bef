import fc from 'fast-check'
import { expect, test } from 'vitest'
import { baselineSchema, type Baseline } from '../../src/baseline/schema.ts'
import { baselineText, rounded } from '../../src/baseline/text.ts'
import { anyBaseline, baseline, recorded } from './baselines.ts'

const EXPECTED = `{
  "$schema": "../../schema/baseline.json",
  "version": 1,
  "scenario": {
    "title": "home page at 4 connections",
    "request": {
      "method": "GET",
      "path": "/",
      "headers": {
        "accept": "text/html"
      }
    },
    "load": {
      "connections": 4
    },
    "driver": "autocannon 9.0.0"
  },
  "machine": {
    "id": "linux-x64-2-cores-some-cpu-6-207-2",
    "os": "linux",
    "arch": "x64",
    "cores": 2,
    "cpu": "Some CPU 6/207/2",
    "node": "24.21.0"
  },
  "reference": {
    "throughput": 12000,
    "cpuPerRequest": 0.000068,
    "failedRequests": 0
  },
  "servers": {
    "fastify": {
      "recorded": {
        "at": "2026-01-31T12:00:00.000Z",
        "commit": "c0ffee1",
        "dirty": false,
        "waves": 4
      },
      "runtime": "steady",
      "warmup": 20000,
      "metrics": {
        "throughput": { "typical": 10410, "launches": [0.8721, 0.8693, 0.8705, 0.8712] },
        "cpuPerRequest": { "typical": 0.00007512, "launches": [1.1, 1.12, 1.09, 1.11] },
        "latencyP50": { "typical": 0.00038, "launches": [1.2, 1.21, 1.19, 1.2] },
        "latencyP90": { "typical": 0.00051, "launches": [1.2, 1.21, 1.19, 1.2] },
        "latencyP99": { "unusable": "too few answers, \\"1000\\" at least" },
        "memory": { "typical": 61230000, "launches": [1.05, 1.04, 1.05, 1.06] },
        "failedRequests": { "typical": 0, "launches": [0, 0, 0, 0] }
      }
    }
  }
}
`

test('a baseline reads as one line a metric, with four digits', () => {
  expect(baselineText(baseline())).toBe(EXPECTED)
})

test('servers and headers stand by name, whatever order they come in', () => {
  const shuffled = baseline({ tornado: recorded(), flask: recorded(), Bottle: recorded() })
  const text = baselineText({ ...shuffled, scenario: { ...shuffled.scenario, request: withHeaders({ b: '2', a: '1' }) } })
  expect(text.match(/^ {4}"(\w+)": \{$/gm)?.slice(-3).map((line) => line.trim().slice(1, -4))).toEqual([
    'Bottle',
    'flask',
    'tornado',
  ])
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
