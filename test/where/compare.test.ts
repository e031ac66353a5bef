import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareStacks } from '../../src/where/compare.ts'
import { programs, stacks, stacksOfProgram, totalOf, type Places, type Program } from './fixture.ts'

const PAGE: Program = {
  f0: { own: 1_000, calls: { f1: 1, f2: 2 } },
  f1: { own: 500, calls: { f2: 1 } },
  f2: { own: 200, calls: {} },
}

const compare = (before: Program, now: Program, places: Places = {}) =>
  compareStacks(stacksOfProgram(before), stacksOfProgram(now, places), 'Node itself')

describe('two sides', () => {
  test('have their functions, the largest change first', () => {
    const { total, functions } = compare(PAGE, {
      ...PAGE,
      f1: { own: 400, calls: { f2: 1 } },
      f2: { own: 210, calls: {} },
    })
    expect(total).toEqual({ before: 2_200, now: 2_130 })
    expect(functions[0]).toEqual({
      name: 'f1',
      file: 'a.js',
      line: 2,
      package: null,
      mark: null,
      formerly: null,
      change: -100,
      calling: null,
      own: { before: 500, now: 400 },
      inclusive: { before: 700, now: 610 },
      calls: { before: 1, now: 1 },
    })
    expect(functions.map(({ name, change }) => [name, change])).toEqual([
      ['f1', -100],
      ['f2', 30],
      ['Node itself', 0],
      ['f0', 0],
    ])
  })

  test('have the callee that a function calls more often, and how often per call', () => {
    const { functions } = compare(PAGE, { ...PAGE, f0: { own: 1_010, calls: { f1: 1, f2: 5 } } })
    expect(functions[0]).toMatchObject({ name: 'f0', change: 610, calling: { name: 'f2', before: 2, now: 5 } })
  })

  test('say of a function that it executes more itself where that is most', () => {
    const { functions } = compare(PAGE, { ...PAGE, f0: { own: 1_210, calls: { f1: 1, f2: 3 } } })
    expect(functions[0]).toMatchObject({ name: 'f0', change: 410, calling: null })
  })

  test('mark what is new, with what it executes, and what is gone, which its caller does not call any more', () => {
    const now = { f0: { own: 1_000, calls: { f2: 2, f3: 1 } }, f2: PAGE['f2']!, f3: { own: 9_000, calls: {} } }
    const { functions } = compare(PAGE, now)
    expect(functions[0]).toMatchObject({ name: 'f3', mark: 'new', change: 9_000, own: { before: null, now: 9_000 } })
    expect(functions.find(({ name }) => name === 'f0')).toMatchObject({
      change: -700,
      calling: { name: 'f1', before: 1, now: 0 },
    })
    expect(functions.find(({ name }) => name === 'f1')).toMatchObject({
      mark: 'gone',
      change: 0,
      own: { before: 500, now: null },
    })
  })

  test('mark what was renamed or moved, with what it was', () => {
    const renamed = compare(PAGE, PAGE, { f1: { name: 'fresh' } }).functions
    expect(renamed.find(({ name }) => name === 'fresh')).toMatchObject({ mark: 'renamed', formerly: 'f1', change: 0 })
    const moved = compare(PAGE, PAGE, { f1: { file: 'b.js' } }).functions
    expect(moved.find(({ name }) => name === 'f1')).toMatchObject({
      mark: 'moved',
      file: 'b.js',
      formerly: 'a.js',
      change: 0,
    })
  })

  test('say who calls a function more often by the name that the function has now', () => {
    const now = { ...PAGE, f0: { own: 1_000, calls: { f1: 1, f2: 5 } } }
    const { functions } = compare(PAGE, now, { f0: { name: 'fresh' } })
    expect(functions[0]).toMatchObject({ change: 600 })
    expect(functions.reduce((sum, { change }) => sum + change!, 0)).toBe(600)
  })
})

describe('one side', () => {
  test('has its functions, the heaviest first', () => {
    const { total, functions, stacks: rows } = compareStacks(null, stacksOfProgram(PAGE), 'Node itself')
    expect(total).toEqual({ before: null, now: 2_200 })
    expect(functions.map(({ name, change, own }) => [name, change, own.before, own.now])).toEqual([
      ['f0', null, null, 1_000],
      ['f2', null, null, 600],
      ['f1', null, null, 500],
      ['Node itself', null, null, 100],
    ])
    expect(rows).toHaveLength(5)
  })
})

/** By more than the 3 % within which two functions are taken for the same one. */
function differInCost(program: Program): boolean {
  const costs = Object.values(program)
    .map(({ own }) => own)
    .toSorted((one, other) => one - other)
  return costs.every((own, at) => at === 0 || costs[at - 1]! < 0.97 * own)
}

describe('of any two sides', () => {
  test('the changes of all functions add up to the change of the whole', () => {
    fc.assert(
      fc.property(stacks, stacks, (before, now) => {
        const { total, functions, stacks: rows } = compareStacks(before, now, 'Node itself')
        expect(total).toEqual({ before: totalOf(before), now: totalOf(now) })
        expect(functions.reduce((sum, { change }) => sum + change!, 0)).toBeCloseTo(total.now! - total.before!, 6)
        expect(functions.reduce((sum, { own }) => sum + (own.before ?? 0), 0)).toBeCloseTo(total.before!, 6)
        expect(functions.reduce((sum, { own }) => sum + (own.now ?? 0), 0)).toBeCloseTo(total.now!, 6)
        expect(rows[0]![0]).toBe(functions.findIndex(({ name }) => name === 'Node itself'))
      }),
    )
  })

  test('that are the same, nothing changed', () => {
    fc.assert(
      fc.property(stacks, (stack) => {
        for (const { change, mark } of compareStacks(stack, stack, 'Node itself').functions)
          expect([Math.abs(change!) < 1e-6, mark]).toEqual([true, null])
      }),
    )
  })

  test('lines that moved change nothing, even where no function has a name, but they differ in what they cost', () => {
    fc.assert(
      fc.property(programs, fc.integer({ min: 1, max: 3 }), (program, by) => {
        fc.pre(differInCost(program))
        const places = (from: number): Places =>
          Object.fromEntries(Object.keys(program).map((key, index) => [key, { name: '', line: from + index }]))
        const [before, now] = [stacksOfProgram(program, places(1)), stacksOfProgram(program, places(1 + by))]
        for (const { change, mark } of compareStacks(before, now, 'Node itself').functions)
          expect([Math.abs(change!) < 1e-6, mark]).toEqual([true, null])
      }),
    )
  })
})
