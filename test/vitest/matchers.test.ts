import { expect, test } from 'vitest'
import '../../src/vitest/matchers.ts'
import type { Run } from '../../src/vitest/scenario.ts'
import { measurement } from '../verdict/measured.ts'

const { scenario } = measurement(0)
const fastify: Run = { server: 'fastify', scenario, missing: null }
const express: Run = { server: 'express', scenario, missing: null }
const elsewhere: Run = { ...express, scenario: { ...scenario, title: 'elsewhere' } }

test('only runs are judged', () => {
  expect(() => expect('fastify').toHoldBaseline()).toThrow(
    'toHoldBaseline() wants what `run(server)` of a scenario returns.',
  )
  expect(() => expect('fastify').toOutpace(express)).toThrow('expect(run).toOutpace() wants what `run(server)`')
  expect(() => expect(fastify).toOutpace('express' as unknown as Run)).toThrow(
    'toOutpace(other) wants what `run(server)`',
  )
})

test('what cannot be shown is not its opposite, so `.not` is refused', () => {
  expect(() => expect(fastify).not.toHoldBaseline()).toThrow('Leave out `.not`')
  expect(() => expect(fastify).not.toOutpace(express)).toThrow('the other way round')
})

test('servers that did not run beside each other are not compared, and no server is with itself', () => {
  expect(() => expect(fastify).toOutpace(elsewhere)).toThrow('Take both from one scenario')
  expect(() => expect(fastify).toOutpace({ ...fastify })).toThrow('both runs are of "fastify" in scenario "home"')
})

test('a claim with a wrong option is refused with the field', () => {
  expect(() => expect(fastify).toOutpace(express, { by: 0 })).toThrow(
    'toOutpace(other, options): `by` must be how many times better at least, such as 1.5.',
  )
})

test('a scenario that keeps no baseline has nothing to hold', () => {
  const claims = { ...fastify, scenario: { ...scenario, baseline: false } }
  expect(() => expect(claims).toHoldBaseline()).toThrow('says `baseline: false`')
})

test('a tolerance that is none is refused with what it may be', () => {
  expect(() => expect(fastify).toHoldBaseline('10%' as unknown as number)).toThrow('must be a fraction such as 0.1')
})

test.for<[unknown, string]>([
  [
    { instruction: 0.01 },
    'toHoldBaseline(tolerance) has `instruction`, which is no metric; did you mean `instructions`?',
  ],
  [{ rps: 0.01 }, 'toHoldBaseline(tolerance) has `rps`, which is no metric: it must map metrics (instructions, '],
  [{ memory: 10 }, 'toHoldBaseline(tolerance): `memory` must be a fraction such as 0.1 for 10 %, not a percentage.'],
  ['5%', 'toHoldBaseline(tolerance) must be a fraction such as 0.1 for 10 %.'],
  [[0.1], 'toHoldBaseline(tolerance) must map metrics (instructions, '],
])(
  'a tolerance of %j is refused before the gate is asked, and what is wrong in it is named',
  ([tolerance, sentence]) => {
    expect(() => expect(fastify).toHoldBaseline(tolerance as number)).toThrow(sentence)
  },
)
