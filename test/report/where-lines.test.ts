import { expect, test } from 'vitest'
import type { Where, WhereFunction } from '../../src/model/where.ts'
import { visible } from '../../src/report/safe.ts'
import { whereLines } from '../../src/report/where-lines.ts'

function one(more: Partial<WhereFunction> = {}): WhereFunction {
  return {
    name: 'set',
    file: 'nunjucks/src/runtime.js',
    line: 20,
    package: 'nunjucks',
    mark: null,
    formerly: null,
    change: 21_400,
    calling: null,
    own: { before: 44_100, now: 65_500 },
    inclusive: { before: 44_100, now: 65_500 },
    calls: { before: 100, now: 100 },
    ...more,
  }
}

function where(functions: readonly WhereFunction[], before: number | null = 1e6): Where {
  const total = { before, now: 1.1e6 }
  const side = before === null ? null : { commit: null }
  return {
    scenario: 's',
    server: 'a',
    before: side,
    seconds: 1,
    notes: [],
    total,
    unexplained: 0,
    stacks: [],
    functions: [...functions],
  }
}

const textOf = (found: Where) =>
  whereLines(found, visible).map(({ amount, place, what }) => `${amount} | ${place} | ${what}`)

test('a function that became heavier says how much it executes by itself', () => {
  expect(textOf(where([one()]))).toEqual(['+21.4k | nunjucks/src/runtime.js:20 set | 44.1k → 65.5k'])
})

test('one that executed hundreds and now thousands says both in thousands', () => {
  expect(textOf(where([one({ own: { before: 228, now: 337_000 } })]))[0]).toMatch(/ 0\.23k → 337k$/)
  expect(textOf(where([one({ own: { before: 228, now: 337 } })]))[0]).toMatch(/ 228 → 337$/)
})

test('one that is called more often says how many times as often', () => {
  expect(textOf(where([one({ calls: { before: 100, now: 150 } })]))[0]).toMatch(/44\.1k → 65\.5k \(×1\.50 calls\)$/)
})

test('one whose additional calls are charged to its callers says what a call of it executes', () => {
  const [line] = textOf(
    where([one({ change: -4880, own: { before: 383, now: 1250 }, calls: { before: 1, now: 16 } })], 1.099e6),
  )
  expect(line).toMatch(/^−4\.88k .*383 → 78\.1 per call \(×16\.0 calls\)$/)
})

test('one that calls another more often says which and how often', () => {
  const calling = { name: '', before: 1, now: 2 }
  expect(textOf(where([one({ calling })]))[0]).toMatch(/calls \(anonymous\) 1 → 2 times$/)
})

test.for<[string, Partial<WhereFunction>, RegExp]>([
  ['a new function', { mark: 'new' }, /runtime\.js:20 set \| new$/],
  ['one that is gone', { mark: 'gone', change: -21_400 }, /^−21\.4k .* gone$/],
  ['a renamed one', { mark: 'renamed', formerly: 'put' }, /was put, 44\.1k → 65\.5k$/],
  ['an anonymous one', { name: '' }, /runtime\.js:20 \(anonymous\) /],
  ['code made at run time', { name: 'root', file: null, line: 3 }, /\| root \(made at run time\) \|/],
  ['the runtime itself', { name: 'Node itself', file: null, line: null }, /\| Node itself \|/],
  ['a name that would act', { name: '<script>\u001B[31m::error' }, /<script>␛\[31m/],
])('%s is told as such', ([, more, text]) => {
  expect(textOf(where([one(more)]))[0]).toMatch(text)
})

test('at most five are told, and none that made less than a thirtieth of the change', () => {
  const many = Array.from({ length: 8 }, (_, index) => one({ change: 40_000 - 5_000 * index, name: `f${index}` }))
  expect(textOf(where(many))).toHaveLength(5)
  expect(textOf(where([one(), one({ change: 2_000 })]))).toHaveLength(1)
})

test('without another side the heaviest functions are told, with what they execute', () => {
  expect(textOf(where([one({ change: null })], null))).toEqual(['65.5k | nunjucks/src/runtime.js:20 set | '])
})
