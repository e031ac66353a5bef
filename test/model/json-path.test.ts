import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { differingPaths, valuesAt, without, type Json } from '../../src/model/json-path.ts'

const document = (): Json => ({
  user: { name: 'x', 'first.name': 'y' },
  items: [
    { id: 1, at: 'a' },
    { id: 2, at: 'b' },
  ],
})

test.for<[string, readonly Json[]]>([
  ['user.name', ['x']],
  ['user.first\\.name', ['y']],
  ['items.1.id', [2]],
  ['items.*.id', [1, 2]],
  ['*.name', ['x']],
  ['user.age', []],
  ['user.name.length', []],
  ['constructor', []],
])('at %s there is %j', ([path, values]) => {
  expect(valuesAt(document(), path)).toEqual(values)
})

describe('what is ignored', () => {
  test('is left out, wherever it is', () => {
    expect(without(document(), ['items.*.at', 'user.first\\.name', 'user.age', 'a.b'])).toEqual({
      user: { name: 'x' },
      items: [{ id: 1 }, { id: 2 }],
    })
  })

  test('in an array leaves its number of elements', () => {
    expect(without([1, 2, 3], ['1'])).toEqual([1, null, 3])
    expect(without({ a: [1, 2] }, ['a.*'])).toEqual({ a: [null, null] })
  })
})

test.for<[Json, Json, readonly string[]]>([
  [{ a: 1 }, { a: 1 }, []],
  [{ a: 1, b: 2 }, { b: 3, a: 1 }, ['b']],
  [{ a: 1 }, { b: 1 }, ['a', 'b']],
  [{ a: { 'b.c': 1 } }, { a: { 'b.c': 2 } }, ['a.b\\.c']],
  [[{ at: 1 }, { at: 2 }], [{ at: 3 }, { at: 4 }], ['*.at']],
  [{ a: [1] }, { a: [1, 2] }, ['a']],
  [{ a: [] }, { a: {} }, ['a']],
  [1, 2, ['']],
])('%j and %j differ at %j', ([one, other, paths]) => {
  expect(differingPaths(one, other)).toEqual(paths)
})

test('two documents without what differs are the same', () => {
  const anyDocument = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>)
  fc.assert(
    fc.property(anyDocument, anyDocument, (one, other) => {
      const paths = differingPaths(one, other).filter((path) => path.split('.').every((key) => key !== '*'))
      if (paths.length < differingPaths(one, other).length) return
      expect(without(structuredClone(one), paths)).toEqual(without(structuredClone(other), paths))
    }),
  )
})
