import { expect, test } from 'vitest'
import { knownRates, refuseUnknownRates } from '../../src/gate/known-rates.ts'
import { readSettings } from '../../src/options/settings.ts'
import { scenarioSchema, type ScenarioOptions } from '../../src/model/scenario.ts'
import { baseline, recorded } from '../baseline/baselines.ts'

const machine = { id: 'linux' }
const at = (load: ScenarioOptions['load']) =>
  scenarioSchema.parse({ title: 'home', servers: ['fastify', 'express'], request: { path: '/' }, load })
const share = at({ share: 0.6 })
const before = baseline({ fastify: { ...recorded(), rate: 6120 } })

test('a rate is everybody’s', () => {
  const rates = knownRates(at({ rate: 500 }), null, { recording: 'none', machine, other: null })
  expect(rates).toEqual({ fastify: 500, express: 500 })
})

test('a closed loop has none', () => {
  expect(knownRates(at({ connections: 4 }), null, { recording: 'new', machine, other: null })).toEqual({})
})

test('a share is what the baseline was recorded at, and the others are measured first', () => {
  expect(knownRates(share, before, { recording: 'new', machine, other: null })).toEqual({ fastify: 6120 })
})

test('an update measures the capacity anew', () => {
  expect(knownRates(share, before, { recording: 'all', machine, other: null })).toEqual({})
})

test('in an A/B run base shows the capacity, in CI, too', () => {
  expect(knownRates(share, null, { recording: 'none', machine, other: {} })).toEqual({})
})

test('where nothing is recorded, a capacity that nobody knows is refused with the ways out', () => {
  expect(() => knownRates(share, before, { recording: 'none', machine, other: null })).toThrow(
    'Scenario "home" asks at 60 % of the capacity of express (`load.share`), which is not known: there is no baseline of it on this kind of machine (linux). Record one there with `npm run baseline:update`',
  )
})

test('where nothing is recorded, the capacity of a server that is held by its counts is measured first', () => {
  const means = { recording: 'none', machine, other: null } as const
  expect(knownRates(share, before, means, new Set(['express']))).toEqual({ fastify: 6120 })
  expect(knownRates(share, null, means, new Set(['express', 'fastify']))).toEqual({})
})

test.for(['autocannon', 'wrk', 'ab'])('a run with LOADGATE_DRIVER=%s has no rate', (driver) => {
  const settings = readSettings({ LOADGATE_DRIVER: driver }, [])
  const means = { settings, machine, other: null, recording: 'new' as const, project: { baselines: 'baselines' } }
  expect(() => refuseUnknownRates(at({ rate: 500 }), means)).toThrow(
    `Scenario "home": LOADGATE_DRIVER cannot be ${driver} in an open loop`,
  )
  expect(() => refuseUnknownRates(at({ connections: 4 }), means)).not.toThrow()
})

test('a run with LOADGATE_DRIVER=vegeta has no closed loop', () => {
  const settings = readSettings({ LOADGATE_DRIVER: 'vegeta' }, [])
  const means = { settings, machine, other: null, recording: 'new' as const, project: { baselines: 'baselines' } }
  expect(() => refuseUnknownRates(at({ rate: 500 }), means)).not.toThrow()
  expect(() => refuseUnknownRates(at({ connections: 4 }), means)).toThrow(
    'Scenario "home": LOADGATE_DRIVER cannot be vegeta in a closed loop: vegeta sends by the clock.',
  )
})
