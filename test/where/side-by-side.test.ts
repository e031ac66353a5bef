import fc from 'fast-check'
import { expect, test } from 'vitest'
import { profileOf } from '../../src/where/functions.ts'
import { matchFunctions, type Matched } from '../../src/where/match.ts'
import { sideBySide } from '../../src/where/side-by-side.ts'
import type { Stack } from '../../src/where/stacks.ts'
import { stacks, stacksOfProgram, totalOf, type Places, type Program } from './fixture.ts'

function both(before: Stack, now: Stack) {
  const functions = matchFunctions(profileOf(before), profileOf(now))
  return { functions, rows: sideBySide(before, now, functions) }
}

/** As text, one per row: the chain, what it executed before and now. */
function linesOf(functions: readonly Matched[], rows: ReturnType<typeof sideBySide>): readonly string[] {
  const chainOf = (row: number): string => {
    const [index, parent] = rows[row]!
    const one = functions[index]
    const name = (one?.now ?? one?.before)?.frame.name ?? 'all'
    return parent === -1 ? name : `${chainOf(parent)}>${name}`
  }
  return rows.map(([, , before, now], row) => `${chainOf(row)} ${before} → ${now}`)
}

const PAGE: Program = {
  f0: { own: 1_000, calls: { f1: 1, f2: 2 } },
  f1: { own: 500, calls: { f2: 1 } },
  f2: { own: 200, calls: {} },
}

function lines(before: Program, now: Program, places: Places = {}): readonly string[] {
  const { functions, rows } = both(stacksOfProgram(before), stacksOfProgram(now, places))
  return linesOf(functions, rows)
}

test('each chain stands there once, with what it executed on either side', () => {
  expect(
    lines(PAGE, {
      ...PAGE,
      f1: { own: 600, calls: {} },
      f2: { own: 200, calls: { f3: 1 } },
      f3: { own: 7, calls: {} },
    }),
  ).toEqual([
    'all 100 → 100',
    'all>f0 1000 → 1000',
    'all>f0>f1 500 → 600',
    'all>f0>f1>f2 200 → 0',
    'all>f0>f2 400 → 400',
    'all>f0>f2>f3 0 → 14',
  ])
})

test('a function that was renamed or moved is in the same chain', () => {
  const expected = lines(PAGE, PAGE)
  expect(lines(PAGE, PAGE, { f1: { file: 'b.js' } })).toEqual(expected)
  expect(lines(PAGE, PAGE, { f1: { name: 'fresh' } })).toEqual(expected.map((line) => line.replace('f1', 'fresh')))
})

test('without another side, chains have only one', () => {
  const stack = stacksOfProgram({ f0: { own: 7, calls: {} } })
  const functions = [...profileOf(stack).functions.values()].map((now): Matched => ({ before: null, now, mark: null }))
  expect(sideBySide(null, stack, functions)).toEqual([
    [-1, -1, 0, 100],
    [0, 0, 0, 7],
  ])
})

test('a chain that nobody could see is left to its caller', () => {
  const program = {
    f0: { own: 1_000_000, calls: { f1: 1 } },
    f1: { own: 100, calls: { f2: 1 } },
    f2: { own: 20, calls: {} },
  }
  expect(lines(program, program)).toEqual(['all 100 → 100', 'all>f0 1000120 → 1000120'])
})

test('of any two sides, rows add up to both, and stand behind their callers', () => {
  fc.assert(
    fc.property(stacks, stacks, (before, now) => {
      const { functions, rows } = both(before, now)
      expect(rows.reduce((sum, [, , value]) => sum + value, 0)).toBeCloseTo(totalOf(before), 6)
      expect(rows.reduce((sum, [, , , value]) => sum + value, 0)).toBeCloseTo(totalOf(now), 6)
      for (const [row, [index, parent]] of rows.entries()) {
        expect(parent).toBeLessThan(row)
        expect(row === 0 ? index : functions[index]).toEqual(row === 0 ? -1 : expect.anything())
      }
    }),
  )
})
