import fc from 'fast-check'
import type { Baseline } from '../../src/model/baseline.ts'
import type { Json } from '../../src/model/json-path.ts'
import type { TimedMetric } from '../../src/model/metrics.ts'
import { machine } from './baselines.ts'

const word = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }).filter((text) => text !== '__proto__')
const ratio = fc.double({ min: 1e-6, max: 1e9, noNaN: true })
const share = fc.double({ min: 0, max: 1, noNaN: true })

function entry(value: fc.Arbitrary<number>) {
  return fc.oneof(
    fc.record({ typical: value, launches: fc.array(value, { minLength: 3, maxLength: 6 }) }),
    fc.record({ unusable: word }),
  )
}

const metrics = fc.record({
  throughput: entry(ratio),
  cpuPerRequest: entry(ratio),
  latencyP50: entry(ratio),
  latencyP90: entry(ratio),
  latencyP95: entry(ratio),
  latencyP99: entry(ratio),
  firstByte: entry(ratio),
  answered: entry(share),
  memory: entry(ratio),
  failedRequests: entry(share),
} satisfies Record<TimedMetric, unknown>)

const launched = {
  runtime: fc.constantFrom('plain' as const, 'steady' as const),
  warmup: fc.nat({ max: 100_000 }),
  metrics,
}

const server: fc.Arbitrary<Baseline['servers'][string]> = fc.record({
  recorded: fc.record({
    at: fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true }).map((at) => at.toISOString()),
    commit: fc.option(fc.constantFrom('c0ffee1', 'a'.repeat(40))),
    dirty: fc.boolean(),
    waves: fc.integer({ min: 1, max: 50 }),
  }),
  ...launched,
})

const checks = fc.record(
  {
    status: fc.array(fc.integer({ min: 200, max: 203 }), { minLength: 1, maxLength: 3 }),
    includes: fc.array(word, { minLength: 1, maxLength: 3 }),
    matches: fc.constantFrom<string[]>(['(?i)^a\\d']),
    json: fc.record({
      equal: fc.constantFrom<Record<string, Json>>({ 'a.*.b': [1, { c: null }] }),
      ignore: fc.constantFrom<string[]>([], ['id', 'items.*.at']),
    }),
    length: fc.constantFrom<number | true>(7, true),
  },
  { requiredKeys: ['status'] },
)

/** Any valid baseline, with any names. */
export const anyBaseline: fc.Arbitrary<Baseline> = fc.record({
  $schema: fc.constant('../../node_modules/loadgate/schema/baseline.json'),
  version: fc.constant(2 as const),
  scenario: fc.record({
    title: word,
    request: fc.record(
      {
        method: fc.constantFrom('GET', 'POST'),
        path: word.map((text) => `/${text}`),
        headers: fc.dictionary(word, fc.option(fc.string())),
        body: fc.oneof(fc.string(), fc.constant({ sha256: 'a1'.repeat(32) })),
        expect: fc.oneof(word, checks),
      },
      { requiredKeys: ['method', 'path', 'headers'] },
    ),
    load: fc.record({ connections: fc.integer({ min: 1, max: 10_000 }) }),
    driver: fc.constantFrom('autocannon 9.0.0', 'wrk 4.2.0'),
  }),
  machine: fc.constant(machine),
  references: fc.dictionary(word, fc.record(launched), { minKeys: 1, maxKeys: 3 }),
  servers: fc.dictionary(word, server, { minKeys: 1, maxKeys: 4 }),
})
