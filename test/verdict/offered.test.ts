import { expect, test } from 'vitest'
import { latencyHistogram } from '../../src/load/histogram.ts'
import type { Measurement, Offered, Sample } from '../../src/model/measurement.ts'
import { judge } from '../../src/verdict/judge.ts'
import { answeredShare, pooledLatency } from '../../src/verdict/offered.ts'
import { rateNotes } from '../../src/verdict/rate-notes.ts'
import { quietValue } from '../../src/verdict/windows.ts'
import { measurement, sample } from './measured.ts'

/** So many values, in seconds, as a window has them. */
function encoded(count: number, seconds: (index: number) => number): string {
  const histogram = latencyHistogram()
  for (let index = 0; index < count; index += 1) histogram.add(seconds(index))
  return histogram.close()?.encoded ?? ''
}

type Change = Partial<Sample> & { readonly lag?: number; readonly ends?: Offered['backlog'] }

/** A window of 500 requests, of which those that `slow` names took 50 ms. */
function offered(slow: (index: number) => boolean, { lag = 0.000_01, ends, ...change }: Change = {}): Sample {
  return sample({
    elapsed: 1,
    requests: 500,
    histogram: encoded(500, (index) => (slow(index) ? 0.05 : 0.002)),
    offered: {
      rate: 500,
      requests: 500,
      queued: 0,
      unanswered: 0,
      backlog: ends ?? { halfway: 1, end: 1 },
      lag: encoded(500, () => lag),
    },
    ...change,
  })
}

const never = (_index: number) => false

function atRate(windows: readonly Sample[], change: Partial<Measurement> = {}): Measurement {
  const closed = measurement(3)
  return {
    ...closed,
    scenario: { ...closed.scenario, load: { rate: 500 } },
    rates: { fastify: 500 },
    samples: [...closed.samples.filter(({ server }) => server !== 'fastify'), ...windows],
    ...change,
  }
}

const launches = (window: (wave: number) => Change, slow = never) =>
  [0, 1, 2].flatMap((wave) => [0, 1].map((round) => offered(slow, { wave, round, ...window(wave) })))

test('a latency at a rate is that of all requests of the launch, and not of the better half of its windows', () => {
  const windows = [offered((index) => index < 25), offered(never), offered(never), offered(never)]
  // 25 of 2000 are 1.25 %: more than what p99 leaves out.
  expect(quietValue(windows, 'latencyP99')).toBeCloseTo(0.05, 3)
  expect(quietValue(windows.slice(1), 'latencyP99')).toBeCloseTo(0.002, 4)
})

test.for([
  { windows: 1, p50: true, p95: true, p99: false },
  { windows: 2, p50: true, p95: true, p99: true },
])('$windows windows of 500 answers have a p99: $p99', ({ windows, p50, p95, p99 }) => {
  const all = Array.from({ length: windows }, () => offered(never))
  expect(pooledLatency(all, 'latencyP50') !== null).toBe(p50)
  expect(pooledLatency(all, 'latencyP95') !== null).toBe(p95)
  expect(pooledLatency(all, 'latencyP99') !== null).toBe(p99)
})

test.for([
  { what: 'as many wait at the end as halfway', backlog: { halfway: 25, end: 25 }, share: 1 },
  { what: 'fewer wait', backlog: { halfway: 25, end: 0 }, share: 1 },
  { what: 'a fifth of the second half is left over', backlog: { halfway: 50, end: 100 }, share: 0.8 },
  { what: 'nothing is answered any more', backlog: { halfway: 0, end: 250 }, share: 0 },
])('where $what, $share of what became due was answered', ({ backlog, share }) => {
  expect(answeredShare([offered(never, { ends: backlog })])).toBeCloseTo(share)
})

test('in a closed loop nothing is offered', () => {
  expect(answeredShare([sample()])).toBeNull()
})

test('a generator that is late by more than a millisecond makes latencies and answers unsure, and not the CPU', () => {
  const cells = judge(atRate(launches(() => ({ lag: 0.0015 }))), 'fastify', null, undefined)
  const reasonOf = (metric: string) => cells.find((cell) => cell.metric === metric)?.reason
  for (const metric of ['latencyP50', 'latencyP95', 'latencyP99', 'answered'])
    expect(reasonOf(metric)).toMatch(
      /^generator late: it sent 1 % of the requests 1\.50 ms or more after they were due, and 1\.00 ms are allowed/,
    )
  expect(reasonOf('cpuPerRequest')).toBe('no baseline to compare with')
})

test.for<[string, boolean, (late: Measurement) => Partial<Measurement>]>([
  ['names vegeta as a way out', true, () => ({})],
  ['does not where vegeta sends already', false, () => ({ driver: 'vegeta 12.13.0' })],
  ['does not where only undici can send it', false, ({ scenario }) => ({ scenario: { ...scenario, firstByte: true } })],
])('the reason of a late generator %s', ([, isNamed, change]) => {
  const late = atRate(launches(() => ({ lag: 0.0015 })))
  const cells = judge({ ...late, ...change(late) }, 'fastify', null, undefined)
  const reason = cells.find(({ metric }) => metric === 'latencyP50')?.reason ?? ''
  expect(reason).toContain('leave the generator a core of its own')
  expect(reason.includes('vegeta')).toBe(isNamed)
})

/** Why the latencies and answers of a server that takes 50 ms are unsure, with a generator that is late by so many seconds. */
function reasonsAt(lag: number): readonly (string | null)[] {
  const slow = launches(
    () => ({ lag }),
    () => true,
  )
  return judge(atRate(slow), 'fastify', null, undefined).flatMap(({ metric, reason }) =>
    metric === 'latencyP50' || metric === 'answered' ? [reason] : [],
  )
}

test('a server whose median is above ten milliseconds may have a generator that is later, by a tenth of that', () => {
  expect(reasonsAt(0.004)).toEqual(['no baseline to compare with', 'no baseline to compare with'])
  for (const reason of reasonsAt(0.006)) expect(reason).toMatch(/^generator late: .* and 5\.0\d ms are allowed/)
})

test('one that is late by more than a tenth of a latency makes that latency unsure', () => {
  const cells = judge(
    atRate(
      launches(
        () => ({ lag: 0.0003 }),
        (index: number) => index < 25,
      ),
    ),
    'fastify',
    null,
    undefined,
  )
  const reasons = Object.fromEntries(cells.map(({ metric, reason }) => [metric, reason]))
  expect(reasons['latencyP50']).toMatch(
    /^generator late: it sent 50 % of the requests 300 µs or more after they were due, and 200 µs are allowed/,
  )
  expect(reasons['latencyP99']).toBe('no baseline to compare with')
})

test('a note says what was asked, what waited, and what was never answered', () => {
  const [window, ...others] = launches(() => ({}))
  const waiting = { ...window!.offered!, queued: 40, unanswered: 3 }
  expect(rateNotes(atRate([{ ...window!, offered: waiting }, ...others]))).toEqual([
    'fastify was asked 500 times per second, whether or not it had answered. Of 3000 requests, 40 waited for one of 100 connections, and 3 had no answer seconds after the last was sent: they count with the time that they had waited by then. Latencies count from when a request was due; 99 % were sent within 10.0 µs of that.',
  ])
})

const LATENESS = 'Latencies count from when a request was due; 99 % were sent within 200 µs of that.'

/** The notes on two servers that answered everything, of which so many requests waited in one of their windows. */
function notesOnTwo(queued: { readonly fastify: number; readonly express: number }): readonly string[] {
  const windows = (['fastify', 'express'] as const).flatMap((server) =>
    launches(() => (server === 'express' ? { lag: 0.0002 } : {})).map((window, index) => ({
      ...window,
      server,
      offered: { ...window.offered!, queued: index === 0 ? queued[server] : 0 },
    })),
  )
  const both = atRate(windows)
  const scenario = { ...both.scenario, servers: ['fastify', 'express'] }
  return rateNotes({ ...both, scenario, rates: { fastify: 500, express: 300 } })
}

test('servers that answered everything have one note together, with the worst that the generator did', () => {
  expect(notesOnTwo({ fastify: 0, express: 0 })).toEqual([
    `fastify and express were asked 300 to 500 times per second, whether or not they had answered. None of 6000 requests waited for a connection. ${LATENESS}`,
  ])
})

test('and with those whose requests waited for a connection', () => {
  expect(notesOnTwo({ fastify: 40, express: 9 })[0]).toContain(
    'Of 6000 requests, 49 waited for one of 100 connections (40 of fastify, 9 of express).',
  )
  expect(notesOnTwo({ fastify: 0, express: 9 })).toEqual([
    `fastify and express were asked 300 to 500 times per second, whether or not they had answered. Of 6000 requests, 9 waited for one of 100 connections (9 of express). ${LATENESS}`,
  ])
})

test('and that a server falls behind, whatever it did before', () => {
  const notes = rateNotes(atRate(launches(() => ({ ends: { halfway: 50, end: 100 } }))))
  expect(notes[1]).toBe(
    'fastify cannot keep up with 500 requests per second: it answered 80 % of those that became due, and the others wait in a queue that grows. So its latencies depend on how long it is asked; lower the rate to compare them.',
  )
})
