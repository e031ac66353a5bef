import { expect, test } from 'vitest'
import type { Findings } from '../../src/gate/scenario-run.ts'
import { kindNotes, type KindContext } from '../../src/gate/kind-notes.ts'
import { summarise } from '../../src/gate/summarise.ts'
import { latencyHistogram } from '../../src/load/histogram.ts'
import type { Measurement } from '../../src/model/measurement.ts'
import { machine } from '../baseline/baselines.ts'
import { costly, measurement, windows } from '../verdict/measured.ts'

const context: KindContext = { machine, recording: 'new', recorded: true, usual: 20 }

function findingsOf(measured: Measurement, held = ['fastify']): Findings {
  return {
    measurement: measured,
    comparison: { baseline: null, refs: null, unjudged: new Set() },
    counted: null,
    met: new Map(),
    asks: [],
    held: new Map(held.map((server) => [server, [undefined]])),
    claimed: [],
    told: [],
    remarks: [],
  }
}

function notesOn(launches: number, change: Partial<KindContext> = {}, held = ['fastify']): readonly string[] {
  const findings = findingsOf(measurement(launches), held)
  return kindNotes(findings, { ...context, ...change })
}

test('a baseline that this run recorded is said, and, of fewer launches than an update has, what that costs', () => {
  expect(notesOn(20)).toEqual([expect.stringMatching(/yet: this run recorded one, from 20 launches per server\.$/)])
  expect(notesOn(6)).toEqual([expect.stringMatching(/thin one: until a run has 6 launches.*update` records 20\.$/)])
})

test('a launch for a claim alone, with no reference beside it, is none that was recorded', () => {
  const run = measurement(3)
  const race = windows(4, (at, noise) => [costly(noise, at)]).filter(({ wave }) => wave === 3)
  const findings = findingsOf({ ...run, waves: 4, samples: [...run.samples, ...race] })
  expect(kindNotes(findings, context)).toEqual([expect.stringContaining('recorded one, from 3 launches per server.')])
})

test('why none was recorded is said, too', () => {
  expect(notesOn(6, { recorded: false })).toEqual([expect.stringContaining('recorded none, because it failed')])
  expect(notesOn(2, { recorded: false })).toEqual([
    expect.stringContaining(
      'recorded none, because it takes 3 launches, and there were 2. Run again with a longer budget.',
    ),
  ])
  const busy = findingsOf({ ...measurement(1), endedBusy: true }, ['fastify'])
  expect(kindNotes(busy, { ...context, recorded: false })).toEqual([
    expect.stringContaining('and there was 1. Run again when the machine is idle, or with LOADGATE_BUSY=measure.'),
  ])
})

test('timed values without a verdict are said once, with the way to one', () => {
  expect(notesOn(3, { recording: 'none', recorded: false })).toEqual([
    expect.stringMatching(/^There is no timed baseline .* shown without a verdict, .*LOADGATE_AGAINST/),
  ])
})

/** So many latencies of so many seconds. */
function encoded(seconds: number, count: number): string {
  const histogram = latencyHistogram()
  for (let added = 0; added < count; added += 1) histogram.add(seconds)
  return histogram.close()!.encoded
}

test('where first bytes were timed, it is said when they came, and when the last did', () => {
  const whole = measurement(1)
  const notes = (count: number) => {
    const times = { firstByte: encoded(0.002, count), histogram: encoded(0.1, count) }
    const samples = whole.samples.slice(0, 1).map((sample) => ({ ...sample, server: 'fastify', ...times }))
    return summarise(findingsOf({ ...whole, samples })).scenario.notes
  }
  const last = 'the last after 100 ms (p50).'
  expect(notes(50)).toContain(`First byte of fastify: after 2.00 ms (p50); ${last}`)
  expect(notes(1000)).toContain(`First byte of fastify: after 2.00 ms (p50) and 2.00 ms (p99); ${last}`)
})
