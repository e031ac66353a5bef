import { describe, expect, test } from 'vitest'
import { median } from '../../src/stats/summary.ts'
import { valuesOf } from '../../src/verdict/launch-values.ts'
import { counts as countsOf } from '../verdict/counted.ts'
import { BUDGETS } from '../../src/measure/budget.ts'
import type { Measurement } from '../../src/model/measurement.ts'
import type { Claim } from '../../src/model/scenario.ts'
import { NO_BASELINE, type Comparison } from '../../src/gate/find-baseline.ts'
import { judgeParts } from '../../src/gate/judge-parts.ts'
import { judgeHeld, judgeServer } from '../../src/gate/judge-scenario.ts'
import { cutsShortIn, neededIn } from '../../src/gate/needed-in.ts'
import type { Findings } from '../../src/gate/scenario-run.ts'
import { summarise } from '../../src/gate/summarise.ts'
import { redUntold } from '../../src/gate/unasked.ts'
import { baselineOf } from './baseline-of.ts'
import { countedToday } from './counted-today.ts'
import { comparison, costly, measurement, REFERENCES, sample, windows } from '../verdict/measured.ts'

const baseline = baselineOf()
const here: Comparison = { ...NO_BASELINE, baseline }
const nothing = { ...here, baseline: null }

/** Nothing but what the scenario itself says. */
const nobodyAsked = { held: new Map(), met: new Map(), asks: [], claimed: [] }

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

/** Who needs more launches when nothing but so much was asked. */
const neededWith = (
  run: Measurement,
  against: Comparison,
  change: Partial<Findings> = {},
  settings: Partial<Parameters<typeof neededIn>[2]> = {},
) =>
  neededIn(
    { measurement: run, comparison: against, counted: null, ...change },
    { ...nobodyAsked, ...change },
    { unsure: 'pass', cutsShort: false, ...settings },
  )

const whoNeeds = (run: Measurement, against: Comparison, held: Findings['held'] = new Map()) => {
  const { open, suspected } = neededWith(run, against, { held })
  return { open, suspected }
}

describe('who needs more launches', () => {
  test('is who is decided at the usual tolerance, and not at the stricter one that a test asks for', () => {
    const strict: Findings['held'] = new Map([['koa', [undefined, 0.0001]]])
    expect(whoNeeds(both(3, 1), withKoa).open).toEqual([])
    expect(whoNeeds(both(3, 1), withKoa, strict).open).toEqual(['koa'])
  })

  test('is everybody before the first wave, and nobody once all is decided', () => {
    expect(whoNeeds(both(0, 1), withKoa)).toEqual({ open: ['fastify', 'koa'], suspected: [] })
    expect(whoNeeds(both(3, 1), withKoa)).toEqual({ open: [], suspected: [] })
  })

  test('is who looks red, until fresh launches have repeated it', () => {
    expect(whoNeeds(both(3, 2), withKoa)).toEqual({ open: ['koa'], suspected: ['koa'] })
    expect(whoNeeds(both(6, 2), withKoa)).toEqual({ open: [], suspected: [] })
  })

  test('is who has no baseline yet, for as long as the budget gives, unless it is at fault', () => {
    expect(whoNeeds(both(6, 1), here)).toEqual({ open: ['koa'], suspected: [] })
    const faults = [{ server: 'koa', side: 'head', reason: 'it died' }] as const
    expect(whoNeeds({ ...both(6, 1), faults }, here)).toEqual({ open: [], suspected: [] })
  })

  test('is who is only shown, for the launches that a recorded value needs', () => {
    const shown: Comparison = { ...nothing, unjudged: new Set(['fastify', 'koa']) }
    expect(whoNeeds(both(2, 1), shown).open).toEqual(['fastify', 'koa'])
    expect(whoNeeds(both(3, 1), shown)).toEqual({ open: [], suspected: [] })
  })

  test('is everybody without a fault before the third wave, where only claims are made', () => {
    const faults = [{ server: 'koa', side: 'head', reason: 'it died' }] as const
    expect(whoNeeds(onlyClaims(both(2, 1)), nothing)).toEqual({ open: ['fastify', 'koa'], suspected: [] })
    expect(whoNeeds({ ...onlyClaims(both(2, 1)), faults }, nothing).open).toEqual(['fastify'])
    expect(whoNeeds(onlyClaims(both(3, 1)), nothing).open).toEqual([])
  })

  test('is in an A/B run not who has no baseline, nor who is new', () => {
    const pairs = comparison(3)
    const run = { ...pairs, scenario: { ...pairs.scenario, servers: ['fastify', 'koa'] }, unpaired: ['koa'] }
    expect(whoNeeds(run, nothing)).toEqual({ open: [], suspected: [] })
    expect(whoNeeds(comparison(3, 2), nothing)).toEqual({ open: ['fastify'], suspected: ['fastify'] })
  })
})

/** `koa` takes `cost` times as long as `fastify`, and is said to be `by` times as fast. */
const claimed = (by: number, metric: Claim['metric'] = 'throughput') => [
  { server: 'koa', other: 'fastify', claim: { by, metric } },
]

/** `koa` takes up to 2 % more or less than `fastify`, from wave to wave. */
function uneven(waves: number): Measurement {
  const run = both(waves, 1)
  const samples = run.samples.map((one) =>
    one.server === 'koa' ? { ...one, requests: one.wave % 2 === 0 ? 4900 : 5100 } : one,
  )
  return { ...run, samples }
}

const onlyClaims = (run: Measurement): Measurement => ({ ...run, scenario: { ...run.scenario, baseline: false } })

const openFor = (run: Measurement, by: number, change: Partial<Findings> = {}) =>
  neededWith(run, run.scenario.baseline ? withKoa : nothing, { claimed: claimed(by), ...change }).open

describe('who needs more launches for a claim', () => {
  test('is both of its servers until an early look decides it', () => {
    expect(openFor(both(2, 1), 0.5)).toEqual(['fastify', 'koa'])
    expect(openFor(both(3, 1), 0.5)).toEqual([])
    expect(openFor(both(3, 1), 2)).toEqual([])
    expect(neededWith(both(2, 1), withKoa, { claimed: claimed(0.5) }).racing).toEqual([['koa', 'fastify']])
    expect(openFor(uneven(3), 1)).toEqual(['fastify', 'koa'])
    expect(openFor(uneven(4), 1)).toEqual(['fastify', 'koa'])
    expect(openFor(uneven(4), 0.5)).toEqual([])
  })

  test('is everybody where only claims are made, also who is in none', () => {
    const run = onlyClaims(both(2, 1))
    const withNest = { ...run, scenario: { ...run.scenario, servers: ['fastify', 'koa', 'nest'] } }
    expect(openFor(withNest, 0.5)).toEqual(['fastify', 'koa', 'nest'])
    expect(openFor(onlyClaims(both(3, 1)), 0.5)).toEqual([])
  })

  test('is everybody for the whole budget where a limit is asked beside claims alone', () => {
    const met = new Map([['koa', [{ throughput: { above: 1 } }]]])
    expect(openFor(onlyClaims(both(4, 1)), 0.5, { met })).toEqual(['fastify', 'koa'])
  })

  test('is nobody once one of the two is red, or where counts decide it', () => {
    expect(openFor(both(6, 2), 0.49)).toEqual([])
    expect(openFor(both(3, 1), 0.5, { claimed: claimed(0.5, 'instructions') })).toEqual([])
  })

  test('is nobody where the claim is about what was not measured', () => {
    expect(openFor(both(3, 1), 0.5, { claimed: claimed(0.5, 'firstByte') })).toEqual([])
  })
})

const ofReference = (metric: Claim['metric']) => [{ server: 'fastify', other: REFERENCES[0], claim: { by: 1, metric } }]

describe('who is held by counts, and is timed for a part of the budget', () => {
  const same = countedToday([100, 100])

  /** Three waves of `fastify` at so many times its cost, which leaves it open at a tolerance of almost nothing. */
  const openAt = (change: Partial<Findings> = {}, cost = 1, settings: Parameters<typeof neededWith>[3] = {}) => {
    const held: Findings['held'] = new Map([['fastify', [{ throughput: 0.0001 }]]])
    const needed = neededWith(measurement(3, cost), here, { counted: same, held, ...change }, settings)
    expect(needed.open).toEqual(['fastify'])
    return needed
  }
  const heldByCounts = (...asked: Parameters<typeof openAt>) => openAt(...asked).heldByCounts
  const looksWorse = (...asked: Parameters<typeof openAt>) => openAt(...asked).looksWorse

  test('is whose counts hold or are better, however the clock shows them', () => {
    expect(heldByCounts({}, 0.9999)).toEqual(['fastify'])
    expect(heldByCounts({ counted: countedToday([90, 90, 90]) }, 0.9999)).toEqual(['fastify'])
    expect(heldByCounts({}, 1.001)).toEqual(['fastify'])
  })

  test('looks worse when something that is timed is worse than it may be', () => {
    expect(looksWorse({}, 0.9999)).toEqual([])
    expect(looksWorse({}, 1.003)).toEqual(['fastify'])
    const held: Findings['held'] = new Map([['fastify', [{ throughput: 0.004, memory: 0.0001 }]]])
    expect(looksWorse({ held }, 1.003)).toEqual([])
    expect(looksWorse({ held }, 1.005)).toEqual(['fastify'])
  })

  test('needs no more launches for what looks worse or red where that is settled beside the commit of the baseline', () => {
    const cutsShort = { cutsShort: true }
    expect(openAt({}, 1.001, cutsShort)).toMatchObject({ heldByCounts: ['fastify'], looksWorse: [] })
    const red = [measurement(4, 1.5), here, { counted: same }] as const
    expect(neededWith(...red)).toMatchObject({ suspected: ['fastify'], heldByCounts: [], looksWorse: ['fastify'] })
    expect(neededWith(...red, cutsShort)).toMatchObject({ suspected: [], heldByCounts: ['fastify'], looksWorse: [] })
    expect(neededWith(measurement(4, 1.5), here, {}, cutsShort)).toMatchObject({ suspected: ['fastify'] })
    const counted = { ...same, servers: new Map([['fastify', countsOf([100, 100], [100, 100])]]), recorded: null }
    const inAb = neededWith(comparison(4, 1.5), nothing, { counted } as Partial<Findings>, cutsShort)
    expect(inAb).toMatchObject({ suspected: ['fastify'], looksWorse: ['fastify'] })
  })

  test('is nobody who looked red and waits for fresh launches, even if these look better', () => {
    const costs = [1.062, 1.06, 1.064, 0.85]
    const samples = windows(4, (at) => [costly(1, { ...at, side: 'base' }), costly(costs[at.wave] ?? 1, at)])
    const counted = { ...same, servers: new Map([['fastify', countsOf([100, 100], [100, 100])]]), recorded: null }
    const needed = neededWith(comparison(4, 1, { samples }), nothing, { counted } as Partial<Findings>)
    expect(needed).toMatchObject({ open: ['fastify'], suspected: ['fastify'], heldByCounts: [], racing: [] })
  })

  test('is nobody whose counts are worse, unsure, or not there', () => {
    expect(heldByCounts({ counted: countedToday([110, 110, 110]) }, 0.9999)).toEqual([])
    expect(heldByCounts({ counted: countedToday([101.5]) }, 0.9999)).toEqual([])
    expect(heldByCounts({ counted: { notCounted: 'there is no valgrind', required: false } }, 0.9999)).toEqual([])
    expect(heldByCounts({ counted: null }, 0.9999)).toEqual([])
  })

  test('races all the same where a claim is open that counts do not decide', () => {
    const needed = openAt({ claimed: ofReference('throughput') }, 0.9999)
    expect(needed).toMatchObject({ heldByCounts: ['fastify'], racing: [['fastify', expect.any(String)]] })
    expect(openAt({ claimed: ofReference('instructions') }, 0.9999)).toMatchObject({ racing: [] })
  })

  test('is nobody of whom a test states a limit that counts do not say', () => {
    const typical = median(valuesOf(measurement(3, 0.9999), 'fastify', 'throughput').map(({ value }) => value))
    expect(heldByCounts({ met: new Map([['fastify', [{ throughput: { above: typical } }]]]) }, 0.9999)).toEqual([])
  })

  test('is settled elsewhere only where the budget is shorter beside counts, and what is unsure passes', () => {
    const { default: usual, quick } = BUDGETS
    expect(cutsShortIn(usual, { unsure: 'pass' })).toBe(true)
    expect(cutsShortIn(usual, { unsure: 'fail' })).toBe(false)
    expect(cutsShortIn(quick, { unsure: 'pass' })).toBe(false)
  })

  test('is nobody where what is unsure fails', () => {
    expect(heldByCounts({}, 0.9999, { unsure: 'fail' })).toEqual([])
  })

  test('is also who has no timed baseline yet, and stays open, because one is recorded', () => {
    const needed = neededWith(measurement(3), nothing, { counted: same })
    expect([needed.open, needed.heldByCounts]).toEqual([['fastify'], ['fastify']])
  })
})

const findings = (run: Measurement, change: Partial<Findings> = {}): Findings => ({
  measurement: run,
  comparison: here,
  counted: null,
  held: new Map([['fastify', [undefined]]]),
  met: new Map(),
  asks: [],
  claimed: [],
  told: [],
  remarks: [],
  ...change,
})

const toldOf = (run: Measurement) => judgeHeld(findings(run), findings(run).held)

describe('what is red and no test was told', () => {
  test('is what later launches have shown, by server and metric', () => {
    const late = redUntold(findings(measurement(6, 2), { told: toldOf(measurement(3, 1)) }))
    expect([...late.keys()]).toEqual(['fastify'])
    expect(late.get('fastify')).toEqual(expect.arrayContaining(['throughput', 'CPU per request']))
  })

  test('is nothing where its test was told, nor where nothing is red', () => {
    expect(redUntold(findings(measurement(6, 2), { told: toldOf(measurement(6, 2)) })).size).toBe(0)
    expect(redUntold(findings(measurement(6, 1))).size).toBe(0)
  })

  test('is a server that became invalid after its test, and not one that no test asks about', () => {
    const faults = [{ server: 'fastify', side: 'head', reason: 'it died' }] as const
    const died = measurement(6, 1, { faults })
    expect([...redUntold(findings(died, { told: toldOf(measurement(3, 1)) })).keys()]).toEqual(['fastify'])
    expect(redUntold(findings(died, { held: new Map() })).size).toBe(0)
  })
})

test('a server that is held twice has one row per metric, at the strictest tolerance of each', () => {
  const held: Findings['held'] = new Map([['fastify', [undefined, { throughput: 0.03 }, 0.07]]])
  const rows = judgeHeld({ measurement: measurement(3), comparison: here, counted: null }, held)
  const tolerances = Object.fromEntries(rows.map(({ metric, tolerance }) => [metric, tolerance]))
  expect(rows).toHaveLength(8)
  expect(tolerances).toMatchObject({ throughput: 0.03, cpuPerRequest: 0.07, latencyP50: 0.07, latencyP90: 0.07 })
})

describe('a server whose timed metrics are only shown', () => {
  const shown: Comparison = { ...nothing, unjudged: new Set(['fastify']) }

  test('has no row for them, and its values in the report', () => {
    const summary = summarise(findings(measurement(3), { comparison: shown }))
    expect(summary.verdicts).toMatchObject([{ metric: 'failedRequests', verdict: 'holds' }])
    expect(summary.servers[0]?.values?.throughput).toMatchObject({
      before: [],
      now: [{}, {}, {}].map(() => expect.any(Number) as number),
    })
  })

  test('is invalid all the same when its answers were wrong', () => {
    const faults = [{ server: 'fastify', side: 'head', reason: 'it died' }] as const
    const rows = judgeHeld(
      { measurement: measurement(3, 1, { faults }), comparison: shown, counted: null },
      new Map([['fastify', [undefined]]]),
    )
    expect(rows).toMatchObject([{ verdict: 'invalid', reason: 'it died' }])
  })
})

describe('what the report says of a scenario', () => {
  test('counts requests, launches and windows of the server and of the references', () => {
    const counts = summarise(findings(measurement(3))).servers.map(({ server, launches, windows: count }) => ({
      server,
      launches,
      count,
    }))
    expect(counts).toEqual(['fastify', ...REFERENCES].map((server) => ({ server, launches: 3, count: 6 })))
  })

  test('of an A/B run counts the launches of both sides', () => {
    const summary = summarise(findings(comparison(3), { comparison: nothing }))
    expect(summary.servers).toMatchObject([{ server: 'fastify', launches: 6, windows: 12 }])
  })

  test('has a claim once, however many tests make it, and both its servers in numbers', () => {
    const claim = { server: 'koa', other: 'fastify', claim: { by: 1, metric: 'throughput' as const } }
    const summary = summarise(findings(both(3, 1), { held: new Map(), claimed: [claim, { ...claim }] }))
    expect(summary.verdicts).toMatchObject([{ server: 'koa', outpaces: { server: 'fastify', by: 1 } }])
    expect(summary.servers.map(({ server }) => server)).toEqual(['koa', 'fastify', ...REFERENCES])
  })

  test('notes that the references have drifted, whichever servers were asked for, and the intervals are the wider for it', () => {
    const [small, large] = REFERENCES
    const samples = windows(6, (at) => [
      sample({ ...at, server: small }),
      costly(1.3, { ...at, server: large }),
      sample(at),
    ])
    const run = measurement(6, 1, { samples })
    const summary = summarise(findings(run))
    expect(summary.scenario.notes).toEqual([expect.stringContaining('references')])
    const { low, high } = summary.verdicts.find(({ metric }) => metric === 'throughput')?.change ?? { low: 0, high: 0 }
    expect((high ?? 0) - (low ?? 0)).toBeGreaterThan(0.2)
    const withNew = { ...run, scenario: { ...run.scenario, servers: ['fastify', 'new'] } }
    const held: Findings['held'] = new Map([
      ['fastify', [undefined]],
      ['new', [undefined]],
    ])
    expect(summarise(findings(withNew, { held }))?.scenario.notes).toEqual(summary.scenario.notes)
  })
})

test('what is asked of one request is unsure where nothing is timed, and says so', () => {
  const counted = { notCounted: 'valgrind is not installed', required: true }
  const ask = { server: 'fastify', request: 'list' }
  const asks = [
    { ...ask, tolerance: undefined },
    { ...ask, limits: { latencyP99: { below: 0.05 } } },
  ]
  const reason = 'LOADGATE_COUNT=only times nothing'
  expect(judgeParts({ measurement: measurement(0), comparison: here, counted }, new Map(), asks)).toMatchObject([
    { server: 'fastify › list', metric: 'latencyP50', verdict: 'unsure', tolerance: 0.1, reason },
    { server: 'fastify › list', metric: 'latencyP99', verdict: 'unsure', limit: { below: 0.05 }, reason },
  ])
})

/** Of a server that looks half as slow again as its baseline. */
function throughputBeside(beside: Measurement) {
  const rechecks = new Map([['fastify', { commit: 'a'.repeat(40), measurement: beside }]])
  const evidence = { measurement: measurement(6, 1.5), comparison: here, counted: null, rechecks }
  return judgeServer(evidence, 'fastify', undefined).find(({ metric }) => metric === 'throughput')?.verdict
}

test('beside the commit that recorded it, a server is judged at the tolerance of its baseline', () => {
  expect(throughputBeside(comparison(20, 1.08))).toBe('unsure')
  expect(throughputBeside(comparison(20, 1.5))).toBe('regressed')
})
