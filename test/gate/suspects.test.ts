import { describe, expect, test } from 'vitest'
import { NO_BASELINE } from '../../src/gate/find-baseline.ts'
import { neededAgain, suspectsIn } from '../../src/gate/suspects.ts'
import type { Evidence } from '../../src/gate/evidence.ts'
import type { Measurement } from '../../src/model/measurement.ts'
import { comparison, measurement } from '../verdict/measured.ts'
import { baselineOf } from './baseline-of.ts'
import { countedToday } from './counted-today.ts'

const nobodyAsked = { held: new Map(), met: new Map(), asks: [], claimed: [] }

const evidence = (run: Measurement): Evidence => ({
  measurement: run,
  comparison: { ...NO_BASELINE, baseline: baselineOf() },
  counted: null,
})

const suspects = (run: Measurement, asked = nobodyAsked) => suspectsIn(evidence(run), asked, false)

/** The metrics that are red beside the other commit. */
const redAgain = (beside: Measurement, asked = nobodyAsked) => {
  const [suspect] = suspects(measurement(6, 1.5), asked)
  return suspect!.again(beside).flatMap(({ verdict }) => (verdict.verdict === 'regressed' ? verdict.metric : []))
}

describe('a suspect', () => {
  test('is a server that ranks call slower than its baseline', () => {
    expect(suspects(measurement(6, 1.5)).map(({ server }) => server)).toEqual(['fastify'])
  })

  test('is none that holds, that is not confirmed yet, or that is beyond all noise', () => {
    expect([measurement(6), measurement(5, 1.5), measurement(3, 5)].map((run) => suspects(run))).toEqual([[], [], []])
  })

  test('is none whose measurement cannot be used', () => {
    const faults = [{ server: 'fastify', side: 'head', reason: 'it died' }] as const
    expect(suspects(measurement(6, 1.5, { faults }))).toEqual([])
  })

  test('is none in an A/B run, which has its other side already', () => {
    expect(suspects(comparison(6, 1.5))).toEqual([])
  })

  test('is one that only looks slower, if its counts hold and the rest of the budget was kept for it', () => {
    const counted = countedToday([100, 100])
    const found = (run: Measurement, change: Partial<Evidence> = {}, cutsShort = true) =>
      suspectsIn({ ...evidence(run), counted, ...change }, nobodyAsked, cutsShort).length
    expect(found(measurement(3, 1.5))).toBe(1)
    expect(found(measurement(3, 1.5), {}, false)).toBe(0)
    expect(found(measurement(3, 1.5), { counted: null })).toBe(0)
    expect(found(measurement(3, 1.5), { counted: countedToday([110, 110]) })).toBe(0)
    expect(found(measurement(3, 1.5, { endedBusy: true }))).toBe(0)
    expect(found(measurement(3))).toBe(0)
    expect(found(measurement(3, 0.5))).toBe(0)
  })

  test('is looked at again at the tolerance of the baseline, and of its test', () => {
    expect(redAgain(comparison(6, 1.5))).toContain('throughput')
    expect(redAgain(comparison(20, 1.08))).toEqual([])
    expect(redAgain(comparison(20, 1.08), { ...nobodyAsked, held: new Map([['fastify', [0.05]]]) })).toContain(
      'throughput',
    )
  })

  test('is looked at again in what is red or looks slower, and in nothing else', () => {
    const [suspect] = suspects(measurement(6, 1.5))
    const again = suspect!.again(comparison(6)).map(({ verdict }) => verdict.metric)
    expect(again).toContain('throughput')
    expect(again).not.toContain('memory')
  })
})

const standing = (beside: Measurement) => {
  const { open, suspected, heldByCounts, looksWorse } = neededAgain(suspects(measurement(6, 1.5)), beside)
  return { open, suspected, heldByCounts, looksWorse }
}

/** Three waves of an A/B run, of which the second is a better one for head. */
function noisy(slower: number): Measurement {
  const run = comparison(3, slower)
  const samples = run.samples.map((one) =>
    one.wave === 1 && one.side === 'head' ? { ...one, requests: one.requests * 1.2 } : one,
  )
  return { ...run, samples }
}

/** An A/B run whose head takes `slower` times the time and CPU, and half as much more or less from wave to wave. */
function wild(waves: number, slower: number): Measurement {
  const run = comparison(waves, slower)
  const samples = run.samples.map((one) => {
    const factor = one.side === 'base' ? 1 : [1, 1 / 1.5, 1.5][one.wave % 3]!
    const latency = one.latency && { ...one.latency, p50: one.latency.p50 * factor, p90: one.latency.p90 * factor }
    return { ...one, latency, requests: one.requests / factor }
  })
  return { ...run, samples }
}

describe('beside the other commit', () => {
  test('nobody is needed who is decided, red or not', () => {
    expect([standing(comparison(8)).open, standing(comparison(6, 1.5)).open]).toEqual([[], []])
  })

  test('who looks slower there, too, gets the whole budget, and who does not, a part of it', () => {
    expect(standing(noisy(1))).toMatchObject({ suspected: [], heldByCounts: ['fastify'], looksWorse: [] })
    expect(standing(noisy(1.3))).toMatchObject({ open: ['fastify'], looksWorse: ['fastify'] })
  })

  test('three waves clear who is not slower there by half of the tolerance, and two do not', () => {
    expect(standing(wild(2, 1)).open).toEqual(['fastify'])
    expect(standing(wild(3, 1)).open).toEqual([])
    expect(standing(wild(3, 1.08)).open).toEqual(['fastify'])
  })

  test('who was red at a look goes on, although fresh launches show nothing of it', () => {
    const faded = comparison(5, 0.5)
    const samples = [...comparison(3, 1.5).samples, ...faded.samples.filter(({ wave }) => wave >= 3)]
    expect(standing({ ...faded, samples })).toMatchObject({ open: ['fastify'], suspected: ['fastify'] })
  })

  test('who was red at a look is confirmed', () => {
    expect(standing(comparison(3, 1.5))).toMatchObject({ suspected: ['fastify'], heldByCounts: [] })
  })
})
