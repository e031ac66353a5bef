import { expect, test } from 'vitest'
import type { ProfiledLaunch } from '../../src/count/profile-launch.ts'
import { nameFunctions } from '../../src/gate/name-functions.ts'
import { stacksOfProgram, totalOf } from '../where/fixture.ts'

function side(own: number, more: Partial<ProfiledLaunch> = {}): ProfiledLaunch {
  const stacks = stacksOfProgram({ f0: { own: 10_000, calls: { f1: 1 } }, f1: { own, calls: {} } })
  return {
    stacks,
    total: totalOf(stacks),
    namedBy: 'Python',
    isPython: true,
    naming: 0,
    ...more,
  }
}

const changes = (before: ProfiledLaunch | null, now: ProfiledLaunch) => {
  const { functions, notes } = nameFunctions(before, now)
  return [Object.fromEntries(functions.map(({ name, change }) => [name, change])), notes]
}

test('functions that were counted have their changes, and nothing is to be said of their names', () => {
  expect(changes(side(500), side(600))).toEqual([{ 'the Python interpreter': 0, f0: 0, f1: 100 }, []])
  expect(changes(null, side(600))).toEqual([{ 'the Python interpreter': null, f0: null, f1: null }, []])
})

test('what names cost is said once', () => {
  expect(changes(side(500, { naming: 1_060 }), side(600, { naming: 1_000 }))[1]).toEqual([
    'Python executed 10 % more to name its functions. As much was taken off per call as makes the sum what was counted without names.',
  ])
})

test('where one side has no names, everything is the interpreter, and that is said', () => {
  expect(changes(side(500), side(600, { namedBy: 'nobody' }))).toEqual([
    { 'the Python interpreter': 100 },
    [
      "The functions have no names, so that everything is the interpreter's: Python names them from 3.12 on, and loadgate those of 3.10 and 3.11 on x86-64.",
    ],
  ])
  expect(changes(null, side(600, { namedBy: 'nobody', isPython: false }))[1]).toEqual([
    expect.stringContaining('loadgate names those of JavaScript and Python'),
  ])
})

test.for<[string, Partial<ProfiledLaunch>]>([
  ['Node itself', { namedBy: 'V8', isPython: false }],
  ['the Python interpreter', {}],
  ['the rest of the program', { namedBy: 'symbols', isPython: false }],
])('what belongs to no function is %s', ([name, more]) => {
  expect(nameFunctions(null, side(500, more)).functions.at(-1)?.name).toBe(name)
})
