import { expect, test } from 'vitest'
import { notes } from '../../src/verdict/notes.ts'
import { against, comparison, costly, measurement, REFERENCES, sample, windows } from './measured.ts'

const here = { references: against().references, kept: null }
const nothing = { references: null, kept: null }

test('a quiet run against this machine needs no note', () => {
  expect(notes(measurement(3), here)).toEqual([])
})

test('rounds that were thrown away are counted, with what it means and what to do', () => {
  const [note] = notes(measurement(3, 1, { busyRounds: 2, busyCores: 0.314 }), here)
  expect(note).toMatch(/^2 rounds were thrown away.*0\.31 cores.*does not change the verdicts.*Close other programs/)
})

test('the busiest neighbour is named, and so is the way to say that it belongs to the service', () => {
  const busiest = { pid: 4711, name: 'postgres', cores: 0.4 }
  const [note] = notes(measurement(3, 1, { busyRounds: 1, busyCores: 0.93, busiest }), here)
  expect(note).toMatch(
    /0\.93 cores, above all postgres \(process 4711, 0\.40 cores\)\..* Close postgres while the gate runs; if postgres belongs to the service, say `alongside: \['postgres'\]` in the server's definition instead\.$/,
  )
})

test('what a database used beside a server is told per request', () => {
  const { samples } = measurement(3)
  const beside = samples.map((one) => ({ ...one, alongsideCores: one.server === 'fastify' ? 0.4 : 0.001 }))
  expect(notes(measurement(3, 1, { samples: beside }), here)).toEqual([
    'While fastify was measured, what runs alongside it used 0.40 cores, 40.1 µs of CPU per request (medians over the windows).',
  ])
})

test('processes that were replaced in a warm-up are told, with the option', () => {
  const replaced = { fastify: { gone: [7, 8], came: [12] } }
  expect(notes(measurement(3, 1, { replaced }), here)).toEqual([
    "In the warm-up of fastify, processes 7 and 8 ended and process 12 came. Where workers are recycled by design (gunicorn --max-requests, a cluster), say `workers: 'recycled'` in the definition; where they are not, a worker crashed.",
  ])
})

test('what `alongside` names without anything answering to it is told', () => {
  expect(notes(measurement(3, 1, { absent: ['postgers', 5433] }), here)).toEqual([
    expect.stringMatching(/^`alongside` names postgers and 5433, and no process here has that name or port/),
  ])
})

test('a server that only head has is named as new', () => {
  expect(notes(comparison(3, 1, { unpaired: ['koa'] }), nothing)).toEqual([
    expect.stringMatching(/^koa is new: .*nothing to compare it with, and it was not measured\.$/),
  ])
})

const [small, large] = REFERENCES

/** A run in which the large reference costs so many times what it did. */
function drifting(cost: number) {
  const samples = windows(3, (at) => [
    sample({ ...at, server: small }),
    costly(cost, { ...at, server: large }),
    sample(at),
  ])
  return measurement(3, 1, { samples })
}

test('references that stand to each other otherwise than in the baseline are told of, from 3 % on', () => {
  expect(notes(drifting(1.05), here)).toEqual([])
  const [note] = notes(drifting(1.21), here)
  expect(note).toMatch(
    /frozen references.*moved by 10 % in throughput, 10 % in CPU per request, 10 % in latency p50.*LOADGATE_AGAINST=<git ref>.*npm run baseline:update/,
  )
})

test('a tail that only the references’ own tails show is named alone', () => {
  const samples = measurement(3).samples.map((one) => ({
    ...one,
    latency: one.latency && { ...one.latency, p99: one.latency.p99 * 1.8 },
  }))
  expect(notes(measurement(3, 1, { samples }), here)).toEqual([
    expect.stringMatching(/moved by 80 % in latency p99\. So the machine/),
  ])
})

test('without a baseline there is nothing to have drifted from', () => {
  expect(notes(drifting(2), nothing)).toEqual([])
})

test('a drift is told whichever servers of the scenario have a baseline, a new one last or first', () => {
  const drifted = drifting(1.3)
  const expected = notes(drifted, here)
  expect(expected).toEqual([expect.stringContaining('frozen references')])
  for (const servers of [
    ['fastify', 'koa'],
    ['koa', 'fastify'],
  ])
    expect(notes({ ...drifted, scenario: { ...drifted.scenario, servers } }, here)).toEqual(expected)
})
