import { expect, test } from 'vitest'
import { redOf } from '../../src/report/red.ts'
import { visible } from '../../src/report/visible.ts'
import { cell, HOME, report, server, SMALL } from './cells.ts'
import { holding, red, unsure, update } from './reports.ts'

test('a run that is not red asks for nothing', () => {
  for (const any of [holding, unsure, update]) expect(redOf(any, 'report.md', visible)).toBeNull()
})

test('a red run says what, by how much, against what, where, and what next, in six lines at most', () => {
  const told = redOf(red, 'report.md', visible)
  expect(told?.cells).toEqual([
    `fastify: throughput regressed, −39 % [−44, −34], 10 % allowed · ${SMALL}`,
    `fastify: CPU a request regressed, +41.3 % [+38, +45], 10 % allowed · ${HOME}`,
    'and 2 more in the table',
  ])
  expect(told?.next).toEqual([
    'Compared with the baseline of amd-epyc-7763-2-cores-linux-x64.',
    'Every number and reason: report.md',
    'If this was meant: `npm run baseline:update`, and commit the baselines.',
  ])
})

test('what is invalid cannot be meant', () => {
  const died = cell({ metric: 'failedRequests', verdict: 'invalid', reason: 'it died' })
  for (const mode of ['baseline', 'update'] as const) {
    const told = redOf(report([died, ...server('express')], { mode }), 'report.md', visible)
    expect(told?.next.join(' ')).not.toContain('meant')
  }
})
