import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { noFailures, type Measurement, type Sample } from '../../src/model/measurement.ts'
import { isClaimOpen, outpace, outpaceCounts } from '../../src/verdict/outpace.ts'
import type { Word } from '../../src/model/verdict.ts'
import { counts } from './counted.ts'
import { measurement, sample } from './measured.ts'

/** Requests a second of `fastify` and of `express` in the waves; their latencies and CPU a request go the other way. */
type Waves = readonly (readonly [fastify: number, express: number])[]

function race(waves: Waves, change: Partial<Measurement> = {}): Measurement {
  const samples = waves.flatMap(([fastify, express], wave) => [
    sample({ wave, side: 'head', server: 'reference' }),
    ...[['fastify', fastify] as const, ['express', express] as const].map(([server, rate]) =>
      sample({
        wave,
        side: 'head',
        server,
        elapsed: 1,
        requests: rate,
        latency: { p50: 4 / rate, p90: 6 / rate, p95: 7 / rate, p99: 10 / rate },
      }),
    ),
  ])
  return measurement(waves.length, 1, { mode: 'baseline', references: ['reference'], samples, ...change })
}

const there = { server: 'fastify', other: 'express' }
const back = { server: 'express', other: 'fastify' }
const claim = (by: number) => ({ by, metric: 'throughput' }) as const

const rate = fc.integer({ min: 9500, max: 10_500 })
const anyWaves = fc.array(fc.tuple(rate, rate), { minLength: 3, maxLength: 12 })
const anyBy = fc.double({ min: 0.8, max: 1.25, noNaN: true })

/** One and a half times as fast, give or take 1 %. */
const half: Waves = [-0.01, 0, 0.01].map((off) => [15_000 * Math.exp(off), 10_000] as const)

describe('a server that is one and a half times as fast in three waves', () => {
  test('outpaces the other by 1.2, and the change is beyond what was claimed, with the bounds of t', () => {
    const verdict = outpace(race(half), there, claim(1.2))
    expect(verdict).toMatchObject({
      verdict: 'holds',
      server: 'fastify',
      outpaces: { server: 'express', by: 1.2 },
      launches: 3,
      reason: null,
    })
    expect(verdict.current).toBeCloseTo(15_000, 6)
    expect(verdict.baseline).toBeCloseTo(12_000, 6)
    // t at 2 degrees of freedom and 0.2 % is 15.7639, and the standard error 0.01 ÷ √3.
    expect(verdict.change?.estimate).toBeCloseTo(0.25, 6)
    expect(verdict.change?.low).toBeCloseTo(1.25 * Math.exp(-0.091_01) - 1, 4)
    expect(verdict.change?.high).toBeCloseTo(1.25 * Math.exp(0.091_01) - 1, 4)
  })

  test('does not outpace it by 1.6', () => {
    expect(outpace(race(half), there, claim(1.6)).verdict).toBe('regressed')
  })

  test('is unsure to outpace it by 1.5, and says how many waves there were and what to do', () => {
    const verdict = outpace(race(half), there, claim(1.5))
    expect(verdict.verdict).toBe('unsure')
    expect(verdict.reason).toMatch(/^3 waves .*LOADGATE_BUDGET/)
  })

  test('has a median latency that is one and a half times better, and a change with a minus', () => {
    const verdict = outpace(race(half), there, { by: 1.2, metric: 'latencyP50' })
    expect(verdict.verdict).toBe('holds')
    expect(verdict.change?.estimate).toBeCloseTo(1.2 / 1.5 - 1, 6)
    expect(verdict.change?.high).toBeLessThan(0)
    expect(verdict.change?.low).toBeLessThan(verdict.change?.estimate ?? 0)
    expect(verdict.baseline).toBeCloseTo(4 / 10_000 / 1.2, 9)
  })

  test('is not one and a half times better in memory, of which both take the same', () => {
    expect(outpace(race(half), there, { by: 1.2, metric: 'memory' }).verdict).toBe('regressed')
    expect(outpace(race(half), there, { by: 1, metric: 'memory' }).verdict).toBe('holds')
  })
})

test('what three or four waves have decided stays, whatever later waves show', () => {
  const four: Waves = [...half, half[0]!]
  for (const [waves, by] of [
    [half, 1.2],
    [four, 1.4],
  ] as const) {
    const later: Waves = [...waves, [5000, 10_000], [9000, 10_000], [1000, 10_000]]
    expect(isClaimOpen(race(waves.slice(0, -1)), there, claim(by))).toBe(true)
    expect(isClaimOpen(race(waves), there, claim(by))).toBe(false)
    expect(outpace(race(waves), there, claim(by))).toMatchObject({ verdict: 'holds', launches: waves.length })
    expect(outpace(race(later), there, claim(by))).toEqual(outpace(race(waves), there, claim(by)))
  }
})

test('seen from the other side the ratio is turned over, and what holds by more than once is false there', () => {
  fc.assert(
    fc.property(anyWaves, anyBy, (waves, by) => {
      const one = outpace(race(waves), there, claim(1)).change
      const other = outpace(race(waves), back, claim(1)).change
      expect((1 + (one?.estimate ?? 0)) * (1 + (other?.estimate ?? 0))).toBeCloseTo(1, 9)
      expect((1 + (one?.low ?? 0)) * (1 + (other?.high ?? 0))).toBeCloseTo(1, 9)
      const held = outpace(race(waves), there, claim(1 + Math.abs(by - 1) + 1e-9)).verdict === 'holds'
      if (held) expect(outpace(race(waves), back, claim(1)).verdict).toBe('regressed')
    }),
  )
})

test('a claim of more is never better off', () => {
  const order: readonly Word[] = ['holds', 'unsure', 'regressed']
  fc.assert(
    fc.property(anyWaves, anyBy, anyBy, (waves, one, other) => {
      const less = outpace(race(waves), there, claim(Math.min(one, other))).verdict
      const more = outpace(race(waves), there, claim(Math.max(one, other))).verdict
      expect(order.indexOf(more)).toBeGreaterThanOrEqual(order.indexOf(less))
    }),
  )
})

test('what a wave does to both of its launches changes nothing', () => {
  // Powers of two keep the quotients exact, so that only the procedure is compared and not the rounding.
  const powers = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 12, maxLength: 12 })
  fc.assert(
    fc.property(anyWaves, anyBy, powers, (waves, by, steps) => {
      const slowed = waves.map(
        ([own, other], wave) => [own * 2 ** (steps[wave] ?? 0), other * 2 ** (steps[wave] ?? 0)] as const,
      )
      const plain = outpace(race(waves), there, claim(by))
      const { verdict, change } = outpace(race(slowed), there, claim(by))
      expect({ verdict, change }).toEqual({ verdict: plain.verdict, change: plain.change })
    }),
  )
})

test('the order of the samples does not matter', () => {
  const whole = race(half)
  expect(outpace({ ...whole, samples: whole.samples.toReversed() }, there, claim(1.2))).toEqual(
    outpace(whole, there, claim(1.2)),
  )
})

const alone = (wave: number) => [
  sample({ wave, side: 'head', server: 'reference' }),
  sample({ wave, side: 'head', server: 'fastify', requests: 90_000 }),
]

test('waves without a reference count as others do', () => {
  const beside = race(half)
  const samples = beside.samples.filter(({ server, wave }) => server !== 'reference' || wave === 0)
  expect(outpace({ ...beside, samples }, there, claim(1.2))).toEqual(outpace(beside, there, claim(1.2)))
})

test('waves without base count as others do', () => {
  const both = race(half, { mode: 'ab', references: [] })
  const bases = both.samples.map((one): Sample => ({ ...one, side: 'base', requests: 1000 }))
  const inAll = { ...both, samples: [...both.samples, ...bases] }
  const inOne = { ...both, samples: [...both.samples, ...bases.filter(({ wave }) => wave === 0)] }
  expect(outpace(inOne, there, claim(1.2))).toMatchObject({ verdict: 'holds', launches: 3 })
  expect(outpace(inOne, there, claim(1.2))).toEqual(outpace(inAll, there, claim(1.2)))
})

test('in an A/B run the heads are compared, whatever the other ref does', () => {
  const { samples } = race(half)
  const bases = samples.map((window) => ({
    ...window,
    side: 'base' as const,
    requests: window.server === 'express' ? 90_000 : 1000,
  }))
  const servers = [...samples, ...bases].filter(({ server }) => server !== 'reference')
  const { verdict, change } = outpace(race(half, { mode: 'ab', references: [], samples: servers }), there, claim(1.2))
  expect({ verdict, change }).toEqual({ verdict: 'holds', change: outpace(race(half), there, claim(1.2)).change })
})

describe('waves in which only one of them ran', () => {
  test('count for nothing', () => {
    const whole = race(half)
    const more = { ...whole, samples: [...whole.samples, ...alone(3), ...alone(4)] }
    expect(outpace(more, there, claim(1.2))).toEqual(outpace(whole, there, claim(1.2)))
  })

  test('leave too few of the others: two agree by chance', () => {
    const whole = race(half.slice(0, 2))
    const verdict = outpace({ ...whole, samples: [...whole.samples, ...alone(2)] }, there, claim(0.1))
    expect(verdict).toMatchObject({ verdict: 'unsure', change: null, launches: 2 })
    expect(verdict.reason).toMatch(/in 2 waves only, and 3 are needed/)
  })
})

const fault = (server: string) =>
  race(half, { faults: [{ server, side: 'head', reason: 'it ended with exit code 7' }] })

describe('a measurement that cannot be used', () => {
  test('is invalid for both sides of a claim, and names the other server when it is the one at fault', () => {
    expect(outpace(fault('fastify'), there, claim(1))).toMatchObject({
      verdict: 'invalid',
      reason: 'it ended with exit code 7',
      current: null,
    })
    expect(outpace(fault('express'), there, claim(1))).toMatchObject({
      verdict: 'invalid',
      reason: 'express cannot be used: it ended with exit code 7',
    })
  })

  test('with wrong answers of the other server is invalid, for wrong is often fast', () => {
    const whole = race(half)
    const wrong = whole.samples.map((window) =>
      window.server === 'express' ? { ...window, failures: { ...noFailures, body: 1 } } : window,
    )
    expect(outpace({ ...whole, samples: wrong }, there, claim(1))).toMatchObject({ verdict: 'invalid', change: null })
  })

  test.for(['fastify', 'express'])(
    'is unsure in throughput while %s keeps the generator busy, and CPU still tells',
    (server) => {
      const whole = race(half)
      const samples = whole.samples.map((window) =>
        window.server === server ? { ...window, generatorCores: 0.97 } : window,
      )
      const bound = { ...whole, samples }
      const verdict = outpace(bound, there, claim(1))
      expect(verdict).toMatchObject({ verdict: 'unsure', change: null, current: null })
      expect(verdict.reason).toContain('generator-bound')
      expect(outpace(bound, there, { by: 1.2, metric: 'cpuPerRequest' }).verdict).toBe('holds')
      expect(isClaimOpen(bound, there, claim(1))).toBe(false)
    },
  )

  test('after a busy machine is unsure and says how busy', () => {
    const busy = race(half.slice(0, 2), { endedBusy: true, busyCores: 1.04 })
    expect(outpace(busy, there, claim(1.2)).reason).toContain('1.04 cores')
  })
})

const countedRace = (own: readonly number[], theirs: readonly number[], by = 1) =>
  outpaceCounts({
    scenario: { title: 'home' },
    server: 'fastify',
    other: 'express',
    claim: { metric: 'instructions', by },
    counts: counts(own),
    otherCounts: counts(theirs),
  })

describe('a claim about instructions', () => {
  test('holds when the other takes that many times as many, with the factor in the change', () => {
    const verdict = countedRace([2000, 2000.2], [2600, 2600.3], 1.2)
    expect(verdict).toMatchObject({ verdict: 'holds', launches: 2, unit: 'instructions', reason: null })
    expect(1.2 / (1 + (verdict.change?.estimate ?? 0))).toBeCloseTo(1.3, 3)
    expect(verdict.baseline).toBeCloseTo(2_600_000 / 1.2, -3)
  })

  test('is red when the other takes fewer, and unsure when it is too close to tell', () => {
    expect(countedRace([2000, 2000.2], [2600, 2600.3], 1.4).verdict).toBe('regressed')
    expect(countedRace([2600, 2600.2], [2000, 2000.3]).verdict).toBe('regressed')
    expect(countedRace([2000, 2000.2], [2000.1, 2000.3])).toMatchObject({
      verdict: 'unsure',
      reason: expect.stringContaining('leave the claim a margin'),
    })
  })

  test('is unsure where one of the two was not counted, or too little', () => {
    expect(countedRace([2000], [2600])).toMatchObject({
      verdict: 'unsure',
      reason: '1 counted launch is too few to decide',
    })
    expect(countedRace([], [2600]).reason).toBe('0 counted launches are too few to decide')
    const [own, blind] = [counts([2000, 2000]), { notCounted: 'it answers too slowly' }]
    const asked = {
      scenario: { title: 'home' },
      server: 'a',
      other: 'b',
      claim: { metric: 'instructions', by: 1 },
    } as const
    expect(outpaceCounts({ ...asked, counts: blind, otherCounts: own }).reason).toBe(
      'not counted: it answers too slowly',
    )
    expect(outpaceCounts({ ...asked, counts: own, otherCounts: blind }).reason).toMatch(
      /^b cannot be used: not counted/,
    )
  })
})
