import { expect, test } from 'vitest'
import { scenarioDetails, summaryOf, titleOf } from '../../src/report/summary.ts'
import { visible } from '../../src/report/safe.ts'
import {
  cell,
  changed,
  claim,
  counted,
  countedReport,
  firstBaseline,
  limited,
  noBaseline,
  report,
  server,
} from './cells.ts'
import { counts, holding, invalid, middleware, red, unsure, update } from './reports.ts'

test.each([
  [holding, '56 hold · 2 scenarios, 5 servers · 1 min 38 s, 20 s per server'],
  [red, '56 hold, 4 regressed, 3 unsure, 1 improved · 2 scenarios, 6 servers · 1 min 52 s, 19 s per server'],
  [update, '23 hold, 1 regressed, 1 improved, 7 new · 2 scenarios, 3 servers · 56 s, 19 s per server'],
  [report([cell()]), '1 holds · 1 scenario, 1 server · 14 s'],
  [
    counts,
    '16 servers: instructions hold, exact to 0.01–0.03 %. Timed: 132 hold, 4 improved, 40 cannot be told on this machine today · 4 scenarios · 5 min 8 s, 19 s per server',
  ],
  [
    middleware,
    '16 servers: instructions regressed in 1 and hold in 15, exact to 0.01–0.03 %. Timed: 129 hold, 3 improved, 44 cannot be told on this machine today · 4 scenarios · 5 min 8 s, 19 s per server',
  ],
  [
    countedReport([counted('fastify'), claim('fastify', 'express', 1.1)]),
    '1 server: instructions hold, exact to 0.02 % · claims: 1 holds · 1 scenario · 14 s',
  ],
  [
    countedReport([counted('fastify'), ...server('express')]),
    '1 of 2 servers: instructions hold, exact to 0.02 %. Timed: 8 hold · 1 scenario · 28 s, 14 s per server',
  ],
  [
    countedReport([
      counted('fastify'),
      ...server('fastify', {
        each: noBaseline,
        memory: { ...changed('unsure', 1.01, 0.3), baseline: 180e6 },
        throughput: firstBaseline,
      }),
    ]),
    '1 server: instructions hold, exact to 0.02 %. Timed: 1 holds, 1 new, 5 not compared, 1 cannot be told on this machine today · 1 scenario · 14 s',
  ],
  [report([cell(changed('regressed', 0.5, 0.1))]), '1 regressed · 1 scenario, 1 server · 14 s'],
])('the summary counts what came out (%#)', (any, text) => {
  expect(summaryOf(any)).toBe(text)
})

test.each([
  [invalid, 'Red: 2 invalid, 1 regressed of 18 metrics'],
  [unsure, 'Nothing regressed, but 37 of 56 metrics could not be decided'],
  [report([cell(), cell({ metric: 'memory' }), claim('a', 'b', 2)]), 'Nothing regressed in 2 metrics and 1 claim'],
  [report([claim('a', 'b', 2), claim('a', 'c', 2)]), 'Nothing regressed in 2 claims'],
  [counts, 'Nothing regressed: instructions hold in 16 servers, 40 timed metrics could not be decided'],
  [middleware, 'Red: 1 regressed of 198 metrics'],
  [report([cell(changed('regressed', 0.5, 0.1))]), 'Red: 1 regressed of 1 metric'],
  [report([cell()]), 'Nothing regressed in 1 metric'],
  [report([cell(firstBaseline)]), 'Nothing regressed. 1 of 1 metric has a first baseline now'],
  [
    report([
      ...server('fastify', { each: firstBaseline }),
      claim('fastify', 'express', 1, { verdict: 'unsure' }),
      limited('fastify', { verdict: 'unsure' }),
      limited('fastify', { metric: 'memory' }),
    ]),
    'Nothing regressed. 7 of 8 metrics have a first baseline now; 1 claim and 1 limit could not be decided',
  ],
  [{ ...update, written: [] }, 'Baseline update, old → new: no file was written'],
])('the title says the worst (%#)', (any, text) => {
  expect(titleOf(any)).toBe(text)
})

test.each([
  [72.4, '8 counted launches in 1 min 12 s'],
  [0.004, '8 counted launches of another scenario'],
])('launches that another scenario counted are told from those that took %d s', (seconds, text) => {
  const identity = { libc: 'glibc 2.36', valgrind: '3.19.0', arch: 'x64', method: 2 }
  const scenarios = counts.scenarios.map((one) => ({ ...one, counted: { launches: 8, seconds, identity } }))
  expect(scenarioDetails({ ...counts, scenarios }, scenarios[0]!.scenario, visible)[0]).toBe(text)
})

test('a scenario without a single wave has no word on waves, counted or not', () => {
  const [one] = counts.scenarios
  const untimed = { ...one!, waves: 0, seconds: 22, driver: 'autocannon 9.0.0' }
  const detailsOf = (scenario: typeof untimed) =>
    scenarioDetails({ ...counts, scenarios: [scenario] }, scenario.scenario, visible)
  expect(detailsOf(untimed)).toEqual(['8 counted launches in 1 min 28 s'])
  expect(detailsOf({ ...untimed, counted: { notCounted: 'its servers were not counted' } })).toEqual([])
})
