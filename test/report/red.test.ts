import { expect, test } from 'vitest'
import { redOf } from '../../src/report/red.ts'
import { visible } from '../../src/report/visible.ts'
import { cell, changed, claim, HOME, report, server, SMALL } from './cells.ts'
import { holding, red, unsure, update } from './reports.ts'

test('a run that is not red asks for nothing', () => {
  for (const any of [holding, unsure, update]) expect(redOf(any, 'report.md', visible)).toBeNull()
})

test('a red run says what, by how much, against what, where, and what next, in six lines at most', () => {
  const told = redOf(red, 'report.md', visible)
  expect(told?.cells).toEqual([
    `fastify: throughput regressed, −39 % [−44, −34], 10 % allowed · ${SMALL}`,
    `fastify: CPU per request regressed, +41.3 % [+38, +45], 10 % allowed · ${HOME}`,
    'and 2 more in the table',
  ])
  expect(told?.next).toEqual([
    'Compared with the baseline of amd-epyc-7763-2-cores-linux-x64.',
    'Every number and reason: report.md',
    'If this was meant: `npm run baseline:update`, and commit the baselines.',
  ])
})

test('a claim that is not true is not a matter of the baseline', () => {
  const wrong = claim('fastify', 'express', 1.5, changed('regressed', 0.8, 0.02))
  expect(redOf(report([wrong, ...server('fastify')]), 'report.md', visible)).toEqual({
    cells: [`fastify does not outpace express by 1.5: throughput ×1.20 [×1.17, ×1.23] · ${HOME}`],
    next: [
      'Every number and reason: report.md',
      'A claim is not in the baselines: make it true again, or correct it in the spec.',
    ],
  })
  const slower = server('fastify', { throughput: changed('regressed', 0.5, 0.02) })
  expect(redOf(report([wrong, ...slower]), 'report.md', visible)?.next.at(-1)).toMatch(
    /baseline:update.*; correct a claim in the spec/,
  )
  expect(redOf(report([wrong], { mode: 'update' }), 'report.md', visible)).toBeNull()
})

test('what is invalid cannot be meant', () => {
  const died = cell({ metric: 'failedRequests', verdict: 'invalid', reason: 'it died' })
  for (const mode of ['baseline', 'update'] as const) {
    const told = redOf(report([died, ...server('express')], { mode }), 'report.md', visible)
    expect(told?.next.join(' ')).not.toContain('meant')
  }
})
