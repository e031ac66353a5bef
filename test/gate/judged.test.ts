import { describe, expect, test } from 'vitest'
import { thisMachine } from '../../src/host/machine.ts'
import type { Baseline } from '../../src/model/baseline.ts'
import type { Measurement } from '../../src/model/measurement.ts'
import { recordingOf } from '../../src/verdict/recording.ts'
import { neededIn, outcomeOf } from '../../src/gate/judged.ts'
import { comparison, costly, measurement, REFERENCES, sample, windows } from '../verdict/measured.ts'

/** What twenty waves would have recorded of `fastify`, and of the references beside it. */
function recorded(run = measurement(20)): Baseline {
  const launched = (name: string) => ({ runtime: 'plain' as const, warmup: 50, metrics: recordingOf(run, name) })
  const { title, request, load } = run.scenario
  return {
    $schema: '../../schema/baseline.json',
    version: 2,
    scenario: { title, request, load, driver: run.driver },
    machine: thisMachine(),
    references: Object.fromEntries(run.references.map((name) => [name, launched(name)])),
    servers: {
      fastify: {
        recorded: { at: '2026-11-20T12:00:00.000Z', commit: null, dirty: false, waves: 20 },
        ...launched('fastify'),
      },
    },
  }
}

const baseline = recorded()
const here = { baseline, otherMachine: false, refs: null, notes: [] }
const nothing = { ...here, baseline: null }

/** A wave or more of `fastify` as recorded and of `koa` at so many times its cost, both of them in the scenario. */
function both(waves: number, cost: number): Measurement {
  const run = measurement(waves)
  const koa = windows(waves, (at, noise) => [costly(cost * noise, { ...at, server: 'koa' })])
  return { ...run, samples: [...run.samples, ...koa], scenario: { ...run.scenario, servers: ['fastify', 'koa'] } }
}

const withKoa = {
  ...here,
  baseline: { ...baseline, servers: { ...baseline.servers, koa: baseline.servers['fastify']! } },
}

describe('who needs more launches', () => {
  test('is everybody before the first wave, and nobody once all is decided', () => {
    expect(neededIn(both(0, 1), withKoa)).toEqual({ open: ['fastify', 'koa'], suspected: [] })
    expect(neededIn(both(3, 1), withKoa)).toEqual({ open: [], suspected: [] })
  })

  test('is who looks red, until fresh launches have repeated it', () => {
    expect(neededIn(both(3, 2), withKoa)).toEqual({ open: ['koa'], suspected: ['koa'] })
    expect(neededIn(both(6, 2), withKoa)).toEqual({ open: [], suspected: [] })
  })

  test('is who has no baseline yet, for as long as the budget gives, unless it is at fault', () => {
    expect(neededIn(both(6, 1), here)).toEqual({ open: ['koa'], suspected: [] })
    const faults = [{ server: 'koa', side: 'head', reason: 'it died' }] as const
    expect(neededIn({ ...both(6, 1), faults }, here)).toEqual({ open: [], suspected: [] })
  })

  test('is everybody without a fault, where only claims are made', () => {
    const run = both(6, 1)
    const claims = { ...run, scenario: { ...run.scenario, baseline: false } }
    expect(neededIn(claims, nothing)).toEqual({ open: ['fastify', 'koa'], suspected: [] })
    expect(neededIn({ ...claims, faults: [{ server: 'koa', side: 'head', reason: 'it died' }] }, nothing).open).toEqual(
      ['fastify'],
    )
  })

  test('is in an A/B run not who has no baseline, nor who is new', () => {
    const pairs = comparison(3)
    const run = { ...pairs, scenario: { ...pairs.scenario, servers: ['fastify', 'koa'] }, unpaired: ['koa'] }
    expect(neededIn(run, nothing)).toEqual({ open: [], suspected: [] })
    expect(neededIn(comparison(3, 2), nothing)).toEqual({ open: ['fastify'], suspected: ['fastify'] })
  })
})

const outcome = (run: Measurement, server = 'fastify') =>
  outcomeOf({ server, answer: { measurement: run, ...here } }, undefined)

describe('an outcome', () => {
  test('has the recordings of the server and of every reference', () => {
    const run = measurement(3)
    expect(outcome(run).recording).toEqual(recordingOf(run, 'fastify'))
    expect(outcome(run).references).toEqual(
      Object.fromEntries(REFERENCES.map((name) => [name, recordingOf(run, name)])),
    )
  })

  test('is refused where only claims are made', () => {
    const run = measurement(3)
    expect(() => outcome({ ...run, scenario: { ...run.scenario, baseline: false } })).toThrow(/baseline: false/)
  })

  test('counts requests, launches and windows of the server and of the references', () => {
    const counts = outcome(measurement(3)).tally.map(({ server, launches, windows: count }) => ({
      server,
      launches,
      count,
    }))
    expect(counts).toEqual(['fastify', ...REFERENCES].map((server) => ({ server, launches: 3, count: 6 })))
  })

  test('of an A/B run counts the launches of both sides', () => {
    const { tally, isNew } = outcomeOf(
      { server: 'fastify', answer: { measurement: comparison(3), ...nothing } },
      undefined,
    )
    expect(tally).toMatchObject([{ server: 'fastify', launches: 6, windows: 12 }])
    expect(isNew).toBe(false)
  })

  test('is new when the baseline does not have the server', () => {
    expect(outcome(both(3, 1), 'koa').isNew).toBe(true)
    expect(outcome(both(3, 1)).isNew).toBe(false)
  })

  test('notes the same of the scenario whichever server is asked about, one without a baseline as well', () => {
    const run = both(6, 1)
    const [, large] = REFERENCES
    const samples = run.samples.map((one) => (one.server === large ? { ...one, requests: one.requests / 1.5 } : one))
    const ofFastify = outcome({ ...run, samples }).summary.notes
    expect(ofFastify).toEqual([expect.stringContaining('frozen references')])
    expect(outcome({ ...run, samples }, 'koa').summary.notes).toEqual(ofFastify)
  })

  test('notes that the references have drifted, and the intervals are the wider for it', () => {
    const [small, large] = REFERENCES
    const samples = windows(6, (at) => [
      sample({ ...at, server: small }),
      costly(1.3, { ...at, server: large }),
      sample(at),
    ])
    const { summary, verdicts } = outcome(measurement(6, 1, { samples }))
    expect(summary.notes).toEqual([expect.stringContaining('frozen references')])
    const { low, high } = verdicts.find(({ metric }) => metric === 'throughput')?.change ?? { low: 0, high: 0 }
    expect((high ?? 0) - (low ?? 0)).toBeGreaterThan(0.2)
  })
})
