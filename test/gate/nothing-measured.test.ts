import { expect, test } from 'vitest'
import { nothingMeasured, type Outcome } from '../../src/gate/nothing-measured.ts'
import type { Evidence } from '../../src/gate/evidence.ts'
import type { Measurement } from '../../src/model/measurement.ts'
import { readSettings } from '../../src/options/settings.ts'
import { cell } from '../report/cells.ts'
import { counts } from '../verdict/counted.ts'
import { comparison, measurement } from '../verdict/measured.ts'

const known = ['fastify', 'koa']
const byDefault = readSettings({}, known)

function because(change: Partial<Outcome>, settings = byDefault) {
  return nothingMeasured({ asked: 1, findings: [], verdicts: [], skipped: [], ...change }, settings)
}

const timed = (...runs: readonly Measurement[]): Partial<Outcome> => ({
  findings: runs.map((one) => ({ measurement: one, counted: null })),
})

const untimed = (...all: readonly Evidence['counted'][]): Partial<Outcome> => ({
  findings: all.map((counted) => ({ measurement: measurement(0), counted })),
})

const counted = (launches: readonly number[]) =>
  ({ servers: new Map([['fastify', counts(launches)]]), recorded: null, required: true, seconds: 1 }) as const

test('what was counted is something, and why nothing was counted is said once', () => {
  expect(because(untimed(counted([2000])))).toBeNull()
  expect(because(untimed(counted([])))).not.toBeNull()
  const none = { notCounted: 'valgrind is not installed', required: true }
  expect(because(untimed(none, none))?.sentence).toMatch(
    /:\n- instructions were not counted: valgrind is not installed$/,
  )
})

test('a machine that was busy all the time is no success, and why and what to do is said', () => {
  const busy = measurement(0, 1, { endedBusy: true, busyCores: 1.04 })
  expect(because(timed(busy))).toEqual({
    fails: true,
    sentence: expect.stringMatching(
      /\n- home: other programs.*1\.04 cores all the time.*LOADGATE_BUSY=measure/,
    ) as string,
  })
})

test('a machine that became busy after something was measured is another matter', () => {
  expect(because(timed(measurement(1, 1, { endedBusy: true }), measurement(0)))).toBeNull()
})

test('references alone are nothing', () => {
  const { samples } = measurement(1)
  const alone = measurement(0, 1, { samples: samples.filter(({ server }) => server !== 'fastify') })
  expect(because(timed(alone))).not.toBeNull()
})

test('servers that are all new in an A/B run are named', () => {
  const run = comparison(0, 1, { unpaired: ['fastify'] })
  expect(because(timed(run))?.sentence).toContain('\n- fastify: only in head')
})

test('LOADGATE_SERVERS that leaves no test is nothing measured, and a run of other tests is not', () => {
  const chosen = readSettings({ LOADGATE_SERVERS: 'koa' }, known)
  expect(because({ asked: 0 }, chosen)?.sentence).toContain('LOADGATE_SERVERS=koa leaves no test')
  expect(because({ asked: 0 })).toBeNull()
})

test('whether the run fails is said as it is: LOADGATE_UNSURE=pass helps, unless something is invalid', () => {
  const busy = timed(measurement(0, 1, { endedBusy: true }))
  const passing = readSettings({ LOADGATE_UNSURE: 'pass' }, known)
  expect(because(busy)?.sentence).toContain('shows nothing, and it fails unless LOADGATE_UNSURE=pass is set:\n- ')
  expect(because(busy, passing)?.sentence).toContain('and it passes because LOADGATE_UNSURE=pass is set:\n- ')
  const invalid = { ...busy, verdicts: [cell({ verdict: 'invalid', current: null })] }
  expect(because(invalid, passing)?.sentence).toContain('so this run shows nothing:\n- ')
})

test('servers that each failed by themselves have their reasons in the table', () => {
  const alone = { servers: new Map([['fastify', { notCounted: 'wrong status 404' }]]), recorded: null, required: true }
  const verdicts = [cell({ metric: 'instructions', verdict: 'invalid', current: null })]
  expect(because({ ...untimed({ ...alone, seconds: 1 }), verdicts })?.sentence).toBe(
    'Nothing was measured, so this run shows nothing. The table says why.',
  )
})
