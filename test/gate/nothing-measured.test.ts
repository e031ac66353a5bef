import { expect, test } from 'vitest'
import { nothingMeasured, type Outcome } from '../../src/gate/nothing-measured.ts'
import { readSettings } from '../../src/options/settings.ts'
import { comparison, measurement } from '../verdict/measured.ts'

const known = ['fastify', 'koa']
const byDefault = readSettings({}, known)

function because(change: Partial<Outcome>, settings = byDefault) {
  return nothingMeasured({ asked: 1, measurements: [], verdicts: [], skipped: [], ...change }, settings)
}

test('a machine that was busy all the time is no success, and why and what to do is said', () => {
  const busy = measurement(0, 1, { endedBusy: true, busyCores: 1.04 })
  expect(because({ measurements: [busy] })).toEqual({
    fails: true,
    sentence: expect.stringMatching(
      /\n- home: other programs.*1\.04 cores all the time.*LOADGATE_BUSY=measure/,
    ) as string,
  })
})

test('a machine that became busy after something was measured is another matter', () => {
  expect(because({ measurements: [measurement(1, 1, { endedBusy: true }), measurement(0)] })).toBeNull()
})

test('references alone are nothing', () => {
  const { samples } = measurement(1)
  const alone = measurement(0, 1, { samples: samples.filter(({ server }) => server !== 'fastify') })
  expect(because({ measurements: [alone] })).not.toBeNull()
})

test('servers that are all new in an A/B run are named', () => {
  const run = comparison(0, 1, { unpaired: ['fastify'] })
  expect(because({ measurements: [run] })?.sentence).toContain('\n- fastify: only in head')
})

test('LOADGATE_SERVERS that leaves no test is nothing measured, and a run of other tests is not', () => {
  const chosen = readSettings({ LOADGATE_SERVERS: 'koa' }, known)
  expect(because({ asked: 0 }, chosen)?.sentence).toContain('LOADGATE_SERVERS=koa leaves no test')
  expect(because({ asked: 0 })).toBeNull()
})
