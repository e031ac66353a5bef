import { expect, test } from 'vitest'
import { latencyHistogram } from '../../src/load/histogram.ts'
import type { GeneratorPart, Measurement, Sample } from '../../src/model/measurement.ts'
import { judge } from '../../src/verdict/judge.ts'
import { rateNotes } from '../../src/verdict/rate-notes.ts'
import { measurement, sample } from './measured.ts'

function encoded(count: number, seconds: number): string {
  const histogram = latencyHistogram()
  for (let index = 0; index < count; index += 1) histogram.add(seconds)
  return histogram.close()?.encoded ?? ''
}

type Part = { readonly name: string; readonly lag?: number; readonly latency?: number; readonly ahead?: number }

function part({ name, lag = 0.000_01, latency = 0.002, ahead = 0.000_2 }: Part): GeneratorPart {
  const clock = { ahead, uncertainty: 0.000_5 }
  return { name, requests: 250, histogram: encoded(250, latency), lag: encoded(250, lag), clock }
}

function windowOf(wave: number, parts: readonly Part[]): Sample {
  const generators = parts.map(part)
  return sample({
    wave,
    elapsed: 1,
    requests: 500,
    histogram: encoded(500, parts[0]?.latency ?? 0.002),
    offered: {
      rate: 500,
      requests: 500,
      queued: 0,
      unanswered: 0,
      backlog: { halfway: 1, end: 1 },
      lag: encoded(500, 0.000_01),
      generators,
    },
  })
}

function measured(parts: readonly Part[]): Measurement {
  const closed = measurement(3)
  return {
    ...closed,
    scenario: { ...closed.scenario, load: { rate: 500 } },
    rates: { fastify: 500 },
    samples: [
      ...closed.samples.filter(({ server }) => server !== 'fastify'),
      ...[0, 1, 2].flatMap((wave) => [windowOf(wave, parts), windowOf(wave, parts)]),
    ],
  }
}

const reasons = (parts: readonly Part[]) =>
  judge(measured(parts), 'fastify', null, undefined).map(({ verdict, reason }) => `${verdict}: ${reason}`)

test('one generator that is late makes every metric invalid, with its name', () => {
  for (const one of reasons([{ name: 'a' }, { name: 'b', lag: 0.015 }]))
    expect(one).toMatch(
      /^invalid: generator b sent 1 % of its requests 15\.0 ms or more after they were due, and 10\.0 ms are allowed/,
    )
})

test.for([0.000_01, 0.001_1, 0.009])('generators that are late by %d s at most are no reason', (lag) => {
  expect(reasons([{ name: 'a' }, { name: 'b', lag }]).filter((one) => one.startsWith('invalid'))).toEqual([])
})

test('a slow server allows for a tenth of its median', () => {
  const [ofSlow, ofSlower] = [0.1, 0.2].map((latency) => reasons([{ name: 'a', lag: 0.015, latency }])[0])
  expect(ofSlow).toMatch(/^invalid/)
  expect(ofSlower).not.toMatch(/^invalid/)
})

test('the report says what each of them sent, how it saw the server, and how its clock was', () => {
  const notes = rateNotes(measured([{ name: 'a' }, { name: 'b', latency: 0.05, ahead: -0.003 }]))
  expect(notes.at(-1)).toBe(
    '2 generators sent the requests: a 1500 (p50 2.00 ms, 99 % sent within 10.0 µs of being due, clock 200 µs ahead, give or take 0.500 ms); b 1500 (p50 50.0 ms, 99 % sent within 10.0 µs of being due, clock 3.00 ms behind, give or take 0.500 ms). Percentiles are of all their requests together.',
  )
})
