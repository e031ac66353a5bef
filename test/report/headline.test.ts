import { expect, test } from 'vitest'
import { headline, redLines } from '../../src/report/headline.ts'
import { visible } from '../../src/report/safe.ts'
import { cell, changed, claim, counted, countedReport, HOME, limited, report, server, SMALL } from './cells.ts'
import { holding, red, unsure, update } from './reports.ts'

test('a regression says by how much, how sure, and what is allowed', () => {
  const change = { estimate: 0.413, low: 0.379, high: 0.447 }
  expect(headline(cell({ metric: 'cpuPerRequest', verdict: 'regressed', change }))).toBe(
    'fastify: CPU per request regressed, +41.3 % [+38, +45], 10 % allowed',
  )
})

test('what cannot be used or decided says why', () => {
  const invalid = cell({ metric: 'failedRequests', verdict: 'invalid', reason: 'it died' })
  expect(headline(invalid)).toBe('fastify: measurement invalid, it died')
  const doubt = cell({ metric: 'latencyP99', verdict: 'unsure', reason: 'machine busy' })
  expect(headline(doubt)).toBe('fastify: latency p99 unsure, machine busy')
})

test('a verdict without numbers and without a reason is still a sentence', () => {
  expect(headline(cell({ metric: 'failedRequests' }))).toBe('fastify: failed requests holds')
})

test('a claim says whether it is true and how many times better the server is, whichever direction is better', () => {
  const slower = claim('tornado', 'flask', 1.5, {
    verdict: 'regressed',
    change: { estimate: -0.1933, low: -0.2133, high: -0.1733 },
  })
  expect(headline(slower)).toBe('tornado does not outpace flask by 1.5: throughput ×1.21 [×1.18, ×1.24]')
  const quicker = claim('tornado', 'flask', 1.5, {
    metric: 'latencyP90',
    change: { estimate: -0.25, low: -0.4, high: -0.0625 },
  })
  expect(headline(quicker)).toBe('tornado outpaces flask by 1.5: latency p90 ×2.00 [×1.60, ×2.50]')
})

test('a claim without a number of its own is about being better at all', () => {
  expect(headline(claim('a', 'b', 1, changed('holds', 1.2, 0.1)))).toBe('a outpaces b: throughput ×1.20 [×1.10, ×1.30]')
})

test('a claim that cannot be decided says why', () => {
  const open = { ...changed('unsure', 1, 0.1), reason: '3 waves cannot tell' }
  expect(headline(claim('a', 'b', 2, open))).toBe(
    'a is not shown to outpace b by 2: throughput ×2.00 [×1.80, ×2.20], 3 waves cannot tell',
  )
  const died = { verdict: 'invalid', change: null, reason: 'it died' } as const
  expect(headline(claim('a', 'b', 2, died))).toBe('cannot tell whether a outpaces b by 2 in throughput: it died')
})

test('a limit says whether it is met, with the value, its interval and the limit', () => {
  const limit = { below: 0.05 }
  const missed = limited('api', { metric: 'latencyP99', limit, ...changed('regressed', 1.242, 0.076) })
  expect(headline(missed)).toBe('api misses its limit of latency p99, below 50 ms: 62.1 ms [58.3, 65.9]')
  expect(headline({ ...missed, verdict: 'holds' })).toMatch(
    /^api meets its limit of latency p99, below 50 ms: 62\.1 ms/,
  )
  const open = limited('api', {
    limit: { above: 1000 },
    verdict: 'unsure',
    change: null,
    reason: 'too few',
    current: 990,
  })
  expect(headline(open)).toBe('api is not shown to meet its limit of throughput, above 1k req/s: 990 req/s, too few')
  expect(headline({ ...open, verdict: 'invalid', reason: 'it died', current: null })).toBe(
    'cannot tell whether api meets its limit of throughput, above 1k req/s: it died',
  )
})

const missedLimit = limited('api', { metric: 'latencyP99', limit: { below: 0.05 }, ...changed('regressed', 1.2, 0.1) })
const died = cell({ metric: 'failedRequests', verdict: 'invalid', reason: 'it died' })

test('a red limit sends nobody to update a baseline', () => {
  expect(redLines(report([...server('api'), missedLimit]), null, visible)?.next).toEqual([
    'A limit is in no baseline: meet it again, or change it in the spec.',
  ])
})

test('names and reasons cannot break the line', () => {
  const nasty = cell({ server: 'a\nb', verdict: 'invalid', reason: '\u001B[2J' })
  expect(headline(nasty)).toBe('a␊b: measurement invalid, ␛[2J')
})

test('a run that is not red asks for nothing', () => {
  for (const any of [holding, unsure, update]) expect(redLines(any, 'report.md', visible)).toBeNull()
})

test('a red run says what, by how much, against what, where, and what next, in six lines at most', () => {
  const lines = redLines(red, 'report.md', visible)
  expect(lines?.cells).toEqual([
    `fastify: throughput regressed, −39 % [−44, −34], 10 % allowed · ${SMALL}`,
    `fastify: CPU per request regressed, +41.3 % [+38, +45], 10 % allowed · ${HOME}`,
  ])
  expect(lines?.more).toBe('and 2 more')
  expect(lines?.next).toEqual([
    'Compared with the baseline of amd-epyc-7763-2-cores-linux-x64.',
    'Every number and reason: report.md',
    'If this was intended, run `npm run baseline:update` and commit the baselines.',
  ])
})

test('a claim that is not true is not a matter of the baseline', () => {
  const wrong = claim('fastify', 'express', 1.5, changed('regressed', 0.8, 0.02))
  expect(redLines(report([wrong, ...server('fastify')]), 'report.md', visible)).toEqual({
    cells: [`fastify does not outpace express by 1.5: throughput ×1.20 [×1.17, ×1.23] · ${HOME}`],
    more: null,
    named: [wrong],
    next: [
      'Every number and reason: report.md',
      'Claims are not in the baselines: make the claim true again, or change the spec.',
    ],
  })
  const slower = server('fastify', { throughput: changed('regressed', 0.5, 0.02) })
  expect(redLines(report([wrong, ...slower]), 'report.md', visible)?.next.at(-1)).toMatch(
    /baseline:update.*Correct a claim in the spec/,
  )
  expect(redLines(report([wrong], { mode: 'update' }), 'report.md', visible)).toBeNull()
})

test('the page that has every number does not lead to itself', () => {
  expect(redLines(red, null, visible)?.next.join(' ')).not.toContain('Every number')
})

test.each([
  [
    'baseline',
    [claim('a', 'b', 2, changed('regressed', 0.5, 0.1))],
    'baseline:update`, and commit. Correct a claim in',
  ],
  ['baseline', [missedLimit], 'baseline:update`, and commit. Correct a limit in the spec.'],
  ['baseline', [missedLimit, claim('a', 'b', 2, changed('regressed', 0.5, 0.1))], 'Correct claims and limits in the'],
  ['ab', [missedLimit], 'If intended, say so in the review. Correct a limit in the spec.'],
  ['baseline', [missedLimit, died], 'Fix what is invalid (server or scenario), and run again. Then look at the rest.'],
] as const)('the next step of a %s run names what no new baseline makes green (%#)', (mode, more, text) => {
  const slower = cell({ server: 'api', ...changed('regressed', 0.5, 0.02) })
  const next = redLines(report([slower, ...more], { mode }), null, visible)?.next
  expect(next?.at(-1)).toContain(text)
  expect(next?.at(-1)?.length).toBeLessThanOrEqual(80)
})

test('a run says what it compared with where something regressed, and not of a limit or of what is invalid', () => {
  const slower = counted('api', changed('regressed', 1.1, 0.01))
  const next = redLines(countedReport([slower, missedLimit, died]), null, visible)?.next
  expect(next?.[0]).toBe('Compared with the counted baseline.')
  expect(redLines(report([missedLimit, died]), null, visible)?.next).toEqual([
    'Fix what is invalid (server or scenario), and run again. Then look at the rest.',
  ])
})

test('what is invalid cannot be intended', () => {
  for (const mode of ['baseline', 'update'] as const) {
    const lines = redLines(report([died, ...server('express')], { mode }), 'report.md', visible)
    expect(lines?.next.join(' ')).not.toContain('intended')
  }
})

test('a server that does not keep up with its rate has the reason in place of the change', () => {
  const reason =
    'it cannot keep up with 500 requests per second: it answered 80 % of those that became due, and 100 % before'
  const change = { estimate: -0.2, low: -0.21, high: -0.19 }
  expect(headline(cell({ metric: 'answered', verdict: 'regressed', reason, change }))).toBe(
    `fastify: answered in time regressed, ${reason}`,
  )
})
