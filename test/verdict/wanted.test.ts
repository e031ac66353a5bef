import { expect, test } from 'vitest'
import { cellsOf, type Cell } from '../../src/verdict/judge.ts'
import { wantedBy } from '../../src/verdict/wanted.ts'
import { against, measurement } from './measured.ts'

const cell = (change: Partial<Omit<Cell, 'verdict'>>, word: Cell['verdict']['verdict'] = 'unsure'): Cell => {
  const [first] = cellsOf(measurement(0), 'fastify', against(), undefined)
  return { open: false, suspected: false, ...change, verdict: { ...(first as Cell).verdict, verdict: word } }
}

test('anything open, and beyond the budget what is suspected', () => {
  expect(wantedBy([cell({}, 'holds'), cell({ open: true })])).toEqual({ open: true, suspected: false })
  expect(wantedBy([cell({ open: true, suspected: true })])).toEqual({ open: true, suspected: true })
  expect(wantedBy([cell({}, 'holds')])).toEqual({ open: false, suspected: false })
})

test('once it is red, only what is suspected, and that within the budget', () => {
  const red = cell({}, 'regressed')
  expect(wantedBy([red, cell({ open: true })])).toEqual({ open: false, suspected: false })
  expect(wantedBy([red, cell({ open: true, suspected: true })])).toEqual({ open: true, suspected: false })
})
