import { expect, test } from 'vitest'
import type { Evidence } from '../../src/verdict/evidence.ts'
import { looksWorse } from '../../src/verdict/looks-worse.ts'

const KINDS: readonly (readonly [string, (launches: readonly number[]) => Evidence])[] = [
  ['launches beside recorded ones', (after) => ({ kind: 'independent', before: Array(20).fill(0), after })],
  ['pairs of base and head', (differences) => ({ kind: 'paired', differences })],
]

const LIMIT = 0.1

test.each(KINDS)('%s look worse from the limit on, beside what the references moved', (_, evidenceOf) => {
  const moved = (by: number, margin: number) => looksWorse(evidenceOf([by - 0.01, by, by, by + 0.01]), LIMIT, margin)
  expect([moved(0, 0), moved(0.09, 0), moved(0.11, 0)]).toEqual([false, false, true])
  expect([moved(0.11, 0.03), moved(0.14, 0.03)]).toEqual([false, true])
})

const beside = (before: readonly number[], margin = 0) =>
  looksWorse({ kind: 'independent', before, after: [0.29, 0.3, 0.3, 0.31] }, LIMIT, margin)

test('launches look worse where recorded ones agree that they are, and not where those lie on both sides', () => {
  expect([beside([-0.2, -0.1, 0, 0.1, 0.2]), beside([-0.8, -0.6, 0, 0.4, 0.4])]).toEqual([true, false])
  expect([0.1, 0.18].map((margin) => beside([-0.25, -0.15, 0, 0.15, 0.25], margin))).toEqual([true, false])
})

test.each(KINDS)('%s do not look worse where a whole budget could not show it', (_, evidenceOf) => {
  // Their deviation is 0.8, so that twenty waves would show 0.8 · 3.58 / √20 = 0.64 (t at 0.1 % and 19 degrees of freedom).
  const spread = [-0.8, -0.8, -0.8, 0, 0, 0, 0.8, 0.8, 0.8].map((value) => (value * Math.sqrt(8)) / Math.sqrt(6))
  const by = (shift: number) => evidenceOf(spread.map((value) => value + shift))
  expect([0.5, 0.62, 0.67].map((shift) => looksWorse(by(shift), LIMIT, 0))).toEqual([false, false, true])
  expect([0.67, 0.72].map((shift) => looksWorse(by(shift), LIMIT, 0.05))).toEqual([false, true])
})

test('one launch that is slower than every recorded one looks worse, whatever it spreads', () => {
  expect(looksWorse({ kind: 'independent', before: Array(20).fill(0), after: [0.3] }, LIMIT, 0)).toBe(true)
})
