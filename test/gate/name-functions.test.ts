import { expect, test } from 'vitest'
import type { ProfiledServer } from '../../src/count/profile-server.ts'
import { nameFunctions } from '../../src/gate/name-functions.ts'
import { stacksOfProgram, totalOf } from '../where/fixture.ts'

function side(own: number, more: Partial<ProfiledServer> = {}): ProfiledServer {
  const stacks = stacksOfProgram({ f0: { own: 10_000, calls: { f1: 1 } }, f1: { own, calls: {} } })
  return {
    stacks,
    total: totalOf(stacks),
    namedBy: 'Python',
    isPython: true,
    naming: 0,
    samples: null,
    notSampled: null,
    ...more,
  }
}

const changes = (before: ProfiledServer | null, now: ProfiledServer) => {
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

test('sampled functions have changes that are no chance, and how many samples there were is said', () => {
  const sampled = { namedBy: 'nobody', samples: 3_000 } as const
  const [changed, notes] = changes(side(500, sampled), side(2_000, { ...sampled, samples: 2_900 }))
  expect(changed).toEqual({ 'the Python interpreter': 0, f0: 0, f1: 1_500 })
  expect(notes).toEqual([
    'The functions are sampled by py-spy, not counted: what each executes is its share of 2900 samples, and differences that may be chance are left out. Python names its functions for the counter from 3.12 on.',
  ])
  expect(changes(side(500, sampled), side(520, sampled))[0]).toEqual({ 'the Python interpreter': 0, f0: 0, f1: 0 })
})

test('where one side has no names, everything is the interpreter, and the reason is said', () => {
  const sampled = side(500, { namedBy: 'nobody', samples: 3_000 })
  const nameless = side(600, { namedBy: 'nobody', notSampled: 'none is on the PATH' })
  expect(changes(sampled, nameless)).toEqual([
    { 'the Python interpreter': 100 },
    [
      "The functions have no names, so that everything is the interpreter's: none is on the PATH. Python names its functions for the counter from 3.12 on.",
    ],
  ])
})

test.for<[string, Partial<ProfiledServer>]>([
  ['Node itself', { namedBy: 'V8', isPython: false }],
  ['the Python interpreter', {}],
  ['the rest of the program', { namedBy: 'symbols', isPython: false }],
])('what belongs to no function is %s', ([name, more]) => {
  expect(nameFunctions(null, side(500, more)).functions.at(-1)?.name).toBe(name)
})
