import { expect, test } from 'vitest'
import { stops, WORST_FIRST } from '../../src/model/verdict.ts'

const stopping = (update: boolean, unsure: 'pass' | 'fail') =>
  WORST_FIRST.filter((verdict) => stops({ verdict }, { update, unsure }))

test('what is red stops a build, and what is unsure when that was asked for', () => {
  expect(stopping(false, 'pass')).toEqual(['invalid', 'regressed'])
  expect(stopping(false, 'fail')).toEqual(['invalid', 'regressed', 'unsure'])
})

test('while a baseline is recorded, only what cannot be used stops it', () => {
  for (const unsure of ['pass', 'fail'] as const) expect(stopping(true, unsure)).toEqual(['invalid'])
})
