import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Where, WhereFunction } from '../../src/model/where.ts'
import { keepTelling } from '../../src/where/keep-telling.ts'

function named(name: string, change: number | null, now: number): WhereFunction {
  const none = { before: null, now: null }
  const place = { file: `${name}.ts`, line: 1, package: null, mark: null, formerly: null, calling: null }
  return { name, ...place, change, own: { before: null, now }, inclusive: none, calls: none }
}

const many = (count: number) => Array.from({ length: count }, (_, index) => named(`f${index}`, 1000 - index, index))

const sum = (list: readonly WhereFunction[]) => list.reduce((total, one) => total + (one.change ?? 0), 0)

/** The name that each frame shows. */
const names = ({ functions, stacks }: Pick<Where, 'functions' | 'stacks'>) =>
  stacks.map(([index]) => functions[index]?.name ?? null)

test('functions that no frame shows are left out beyond the first hundred, and what they come to is said', () => {
  const stacks: Where['stacks'] = [
    [0, -1, 1, 2],
    [150, 0, 3, 4],
  ]
  const kept = keepTelling({ functions: many(152), stacks })
  expect(kept.functions).toHaveLength(101)
  expect(names(kept)).toEqual(['f0', 'f150'])
  expect(kept.others).toEqual({
    functions: 51,
    change: many(152).reduce((total, one, at) => (at < 100 || at === 150 ? total : total + one.change!), 0),
    own: {
      before: null,
      now: many(152).reduce((total, one, at) => (at < 100 || at === 150 ? total : total + one.own.now!), 0),
    },
  })
})

test('few functions are all told', () => {
  const all = { functions: many(100), stacks: [] }
  expect(keepTelling(all)).toEqual(all)
})

test('nothing is lost, and every frame shows what it showed, whatever there is', () => {
  const functions = fc.array(fc.tuple(fc.integer(), fc.nat()), { maxLength: 300 })
  fc.assert(
    fc.property(functions, fc.array(fc.nat(320), { maxLength: 20 }), (costs, drawn) => {
      const all = costs.map(([change, now], index) => named(`f${index}`, change, now))
      const stacks = drawn.map((index): Where['stacks'][number] => [index < all.length ? index : -1, -1, 0, 0])
      const kept = keepTelling({ functions: all, stacks })
      expect(sum(kept.functions) + (kept.others?.change ?? 0)).toBe(sum(all))
      expect(kept.functions.length + (kept.others?.functions ?? 0)).toBe(all.length)
      expect(names(kept)).toEqual(names({ functions: all, stacks }))
    }),
  )
})
