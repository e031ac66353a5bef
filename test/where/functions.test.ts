import fc from 'fast-check'
import { expect, test } from 'vitest'
import { profileOf } from '../../src/where/functions.ts'
import type { Stack } from '../../src/where/stacks.ts'
import { callsIn, chainsIn, frameOf, programs, stacks, stacksOfProgram, totalOf } from './fixture.ts'

const key = (name: string) => frameOf(name).key

test('a function has what it executed in all chains, and who it called', () => {
  const program = {
    f0: { own: 5, calls: { f1: 2, f2: 1 } },
    f1: { own: 10, calls: { f2: 3 } },
    f2: { own: 100, calls: {} },
  }
  const { total, own, callees, functions } = profileOf(stacksOfProgram(program))
  expect([total, own, [...callees]]).toEqual([825, 100, [[key('f0'), 1]]])
  expect(
    [...functions.values()].map((one) => [one.frame.name, one.own, one.inclusive, one.calls, [...one.callees]]),
  ).toEqual([
    ['f2', 700, 700, 7, []],
    ['f1', 20, 620, 2, [[key('f2'), 6]]],
    [
      'f0',
      5,
      725,
      1,
      [
        [key('f1'), 2],
        [key('f2'), 1],
      ],
    ],
  ])
})

const chain = (name: string, own: number, ...callees: readonly Stack[]): Stack => ({
  frame: frameOf(name),
  own,
  calls: 1,
  callees: new Map(callees.map((one) => [one.frame!.key, one])),
})

test('a recursion counts once in what a function takes with all that it calls', () => {
  const recursion = chain('f0', 10, chain('f1', 20, chain('f0', 30, chain('f1', 40))))
  const { functions } = profileOf({ frame: null, own: 0, calls: 0, callees: new Map([[key('f0'), recursion]]) })
  expect(functions.get(key('f0'))).toMatchObject({ own: 40, inclusive: 100, calls: 2 })
  expect(functions.get(key('f1'))).toMatchObject({ own: 60, inclusive: 90, calls: 2 })
})

test('what functions and the runtime execute adds up to the whole, and nothing takes more than that', () => {
  fc.assert(
    fc.property(stacks, (stack) => {
      const { total, own, functions } = profileOf(stack)
      const all = [...functions.values()]
      expect(total).toBe(totalOf(stack))
      expect(all.reduce((sum, one) => sum + one.own, own)).toBe(total)
      for (const one of all) {
        expect(one.inclusive).toBeGreaterThanOrEqual(one.own)
        expect(one.inclusive).toBeLessThanOrEqual(total)
      }
    }),
  )
})

test('a function is called as often as others call it', () => {
  fc.assert(
    fc.property(stacks, (stack) => {
      const { callees, functions } = profileOf(stack)
      const callers = [callees, ...[...functions.values()].map((one) => one.callees)]
      for (const [called, { calls }] of functions)
        expect(callers.reduce((sum, each) => sum + (each.get(called) ?? 0), 0)).toBe(calls)
      expect(chainsIn(stack).reduce((sum, { calls }) => sum + calls, 0)).toBe(
        [...functions.values()].reduce((sum, { calls }) => sum + calls, 0),
      )
    }),
  )
})

test('the functions of a program are called as often as it says', () => {
  fc.assert(
    fc.property(programs, (program) => {
      const { functions } = profileOf(stacksOfProgram(program))
      for (const [name, calls] of callsIn(program)) {
        expect(functions.get(key(name))).toMatchObject({ calls, own: calls * program[name]!.own })
      }
    }),
  )
})
