import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { causesOf, RUNTIME } from '../../src/where/causes.ts'
import { profileOf } from '../../src/where/functions.ts'
import type { Stack } from '../../src/where/stacks.ts'
import { callsIn, frameOf, programs, stacks, stacksOfProgram, totalOf, type Program } from './fixture.ts'

const nameOf = (key: string) => (key === RUNTIME ? 'runtime' : key.split(' ')[0]!)

/** What each function is charged with, rounded, without those that are charged with nothing. */
function chargesOf(before: Stack, now: Stack): Readonly<Record<string, number>> {
  const causes = [...causesOf(profileOf(before), profileOf(now))]
  const charges = causes.map(([key, { own, calling }]) => {
    const all = [...calling.values()].reduce((sum, value) => sum + value, own)
    return [nameOf(key), Math.round(all * 1000) / 1000] as const
  })
  return Object.fromEntries(charges.filter(([, value]) => value !== 0))
}

const changed = (before: Program, now: Program) => chargesOf(stacksOfProgram(before), stacksOfProgram(now))

/** How often, and by what, a call of `callee` and all inside it are heavier than nothing. */
function weightOf(program: Program, callee: string): number {
  return [...callsIn(program, callee)].reduce((sum, [name, calls]) => sum + calls * program[name]!.own, 0)
}

function withWork(program: Program, name: string, work: Partial<Program[string]>): Program {
  return { ...program, [name]: { ...program[name]!, ...work } }
}

const PAGE: Program = {
  f0: { own: 100, calls: { f1: 1, f2: 1 } },
  f1: { own: 50, calls: { f3: 10 } },
  f2: { own: 70, calls: { f3: 2 } },
  f3: { own: 20, calls: {} },
}

describe('a change is charged to', () => {
  test('a function that executes more, and not to its callers', () => {
    expect(changed(PAGE, withWork(PAGE, 'f3', { own: 25 }))).toEqual({ f3: 60 })
  })

  test('a function that calls another more often, and not to that', () => {
    const now = withWork(PAGE, 'f1', { calls: { f3: 15 } })
    expect(changed(PAGE, now)).toEqual({ f1: 100 })
    const causes = causesOf(profileOf(stacksOfProgram(PAGE)), profileOf(stacksOfProgram(now)))
    expect(causes.get(frameOf('f1').key)).toEqual({ own: 0, calling: new Map([[frameOf('f3').key, 100]]) })
  })

  test('a function that calls another twice, and not to what runs twice by that', () => {
    expect(changed(PAGE, withWork(PAGE, 'f0', { calls: { f1: 2, f2: 1 } }))).toEqual({ f0: 250 })
  })

  test('a function that calls another less often, as less', () => {
    expect(changed(PAGE, withWork(PAGE, 'f0', { calls: { f1: 0, f2: 1 } }))).toEqual({ f0: -250 })
  })

  test('nobody where one caller takes calls over from another', () => {
    const now = { ...PAGE, f1: { own: 50, calls: { f3: 2 } }, f2: { own: 70, calls: { f3: 10 } } }
    expect(changed(PAGE, now)).toEqual({})
  })

  test('a function that stands between two others, with what it executes itself', () => {
    const now = { ...PAGE, f1: { own: 50, calls: { f4: 10 } }, f4: { own: 3, calls: { f3: 1 } } }
    expect(changed(PAGE, now)).toEqual({ f4: 30 })
  })

  test('whoever calls a function of a package that was not called before, however far in', () => {
    const places = { f4: { package: 'p' }, f5: { package: 'p' } }
    const now = {
      ...PAGE,
      f2: { own: 70, calls: { f3: 2, f4: 4 } },
      f4: { own: 30, calls: { f5: 2 } },
      f5: { own: 5, calls: {} },
    }
    expect(chargesOf(stacksOfProgram(PAGE), stacksOfProgram(now, places))).toEqual({ f2: 160 })
  })

  test('a new function of the project that calls one of a package, with that', () => {
    const now = {
      ...PAGE,
      f2: { own: 70, calls: { f3: 2, f4: 4 } },
      f4: { own: 30, calls: { f5: 2 } },
      f5: { own: 5, calls: {} },
    }
    expect(chargesOf(stacksOfProgram(PAGE), stacksOfProgram(now, { f5: { package: 'p' } }))).toEqual({ f4: 160 })
  })

  test('a function of a package that only the runtime calls, itself', () => {
    const [before, now] = [stacksOfProgram(PAGE), stacksOfProgram(PAGE)]
    const fresh = stacksOfProgram({ f0: { own: 9, calls: {} } }, { f0: { name: 'fresh', package: 'p' } })
    expect(chargesOf(before, { ...now, callees: new Map([...now.callees, ...fresh.callees]) })).toEqual({ fresh: 9 })
  })

  test('the function that does what another did, and to the caller of that', () => {
    const now = { ...PAGE, f2: { own: 70 + 40, calls: {} } }
    expect(changed(PAGE, now)).toEqual({})
  })

  test('what the runtime calls more often by itself', () => {
    const twice = (name: string): Stack => {
      const stack = stacksOfProgram(PAGE)
      const first = stack.callees.get(frameOf(name).key)!
      return { ...stack, callees: new Map([[first.frame!.key, { ...first, own: 200, calls: 2 }]]) }
    }
    expect(chargesOf(stacksOfProgram(PAGE), twice('f0'))).toEqual({ f0: 100 })
  })

  test('the runtime, where it executes more on nobody behalf', () => {
    const now = { ...stacksOfProgram(PAGE), own: 130 }
    expect(chargesOf(stacksOfProgram(PAGE), now)).toEqual({ runtime: 30 })
  })

  test('the function of the project that calls a new one of a package or of Node, whatever that calls', () => {
    const now = {
      ...PAGE,
      f2: { own: 70, calls: { f3: 2, f4: 1 } },
      f4: { own: 500, calls: { f5: 2 } },
      f5: { own: 40, calls: {} },
    }
    const places = { f4: { package: 'slow' }, f5: { package: 'node' } }
    expect(chargesOf(stacksOfProgram(PAGE), stacksOfProgram(now, places))).toEqual({ f2: 580 })
  })

  test('a new function of a package that another package calls, as a router does its middleware', () => {
    const now = {
      ...PAGE,
      f2: { own: 70, calls: { f3: 2, f4: 1 } },
      f4: { own: 500, calls: { f5: 2, f3: 1 } },
      f5: { own: 40, calls: {} },
    }
    const places = { f2: { package: 'router' }, f4: { package: 'slow' }, f5: { package: 'slow' } }
    expect(chargesOf(stacksOfProgram(PAGE, places), stacksOfProgram(now, places))).toEqual({ f4: 600 })
  })

  test('each of several, with its own part', () => {
    const now = withWork(withWork(PAGE, 'f2', { own: 71 }), 'f1', { calls: { f3: 11 } })
    expect(changed(PAGE, now)).toEqual({ f1: 20, f2: 1 })
  })
})

const pairs = programs.chain((program) => {
  const names = Object.keys(program)
  return fc.record({
    program: fc.constant(program),
    index: fc.nat(names.length - 1),
    more: fc.integer({ min: 1, max: 999 }),
  })
})

describe('of any program', () => {
  test('all charges add up to the change of the whole, recursion included', () => {
    fc.assert(
      fc.property(stacks, stacks, (before, now) => {
        const charges = Object.values(chargesOf(before, now))
        const change = totalOf(now) - totalOf(before)
        expect(Math.abs(charges.reduce((sum, value) => sum + value, 0) - change)).toBeLessThan(0.1)
      }),
    )
  })

  test('nothing is charged where nothing changed', () => {
    fc.assert(
      fc.property(stacks, (stack) => {
        expect(chargesOf(stack, stack)).toEqual({})
      }),
    )
  })

  test('both ways are the same, with the other sign', () => {
    fc.assert(
      fc.property(pairs, ({ program, index, more }) => {
        const heavier = withWork(program, `f${index}`, { own: program[`f${index}`]!.own + more })
        const there = changed(program, heavier)
        expect(changed(heavier, program)).toEqual(
          Object.fromEntries(Object.entries(there).map(([name, value]) => [name, -value])),
        )
      }),
    )
  })

  test('a function whose own cost grew is charged with all of it, alone', () => {
    fc.assert(
      fc.property(pairs, ({ program, index, more }) => {
        const name = `f${index}`
        const now = withWork(program, name, { own: program[name]!.own + more })
        expect(changed(program, now)).toEqual({ [name]: more * callsIn(program).get(name)! })
      }),
    )
  })

  test('the same holds where it calls itself by way of others', () => {
    fc.assert(
      fc.property(stacks, fc.nat(5), fc.integer({ min: 1, max: 99 }), (before, index, more) => {
        const { key } = frameOf(`f${index}`)
        const heavier = (stack: Stack): Stack => ({
          ...stack,
          own: stack.own + (stack.frame?.key === key ? more * stack.calls : 0),
          callees: new Map([...stack.callees].map(([name, one]) => [name, heavier(one)])),
        })
        const calls = profileOf(before).functions.get(key)?.calls ?? 0
        expect(chargesOf(before, heavier(before))).toEqual(calls === 0 ? {} : { [`f${index}`]: more * calls })
      }),
    )
  })

  test('a function that calls another as often again is charged with all that this makes others execute, alone', () => {
    fc.assert(
      fc.property(pairs, ({ program, index }) => {
        const [caller, callee] = [`f${index}`, `f${index + 1}`]
        const calls = program[caller]!.calls
        fc.pre(callee in calls)
        const now = withWork(program, caller, { calls: { ...calls, [callee]: 2 * calls[callee]! } })
        const more = callsIn(program).get(caller)! * calls[callee]! * weightOf(program, callee)
        expect(changed(program, now)).toEqual({ [caller]: more })
      }),
    )
  })

  test('a function that is put between two others is charged with its own, alone', () => {
    fc.assert(
      fc.property(pairs, ({ program, index, more }) => {
        const [caller, callee] = [`f${index}`, `f${index + 1}`]
        const { [callee]: times, ...others } = program[caller]!.calls
        fc.pre(times !== undefined)
        const between = { own: more, calls: { [callee]: 1 } }
        const now = { ...withWork(program, caller, { calls: { ...others, f9: times } }), f9: between }
        expect(changed(program, now)).toEqual({ f9: more * times * callsIn(program).get(caller)! })
      }),
    )
  })

  test('two changes in functions of their own are charged to them', () => {
    fc.assert(
      fc.property(pairs, ({ program, index, more }) => {
        const [one, other] = [`f${index}`, 'f0']
        fc.pre(one !== other)
        const heavier = withWork(program, one, { own: program[one]!.own + more })
        const now = withWork(heavier, other, { own: heavier[other]!.own + 7 })
        expect(changed(program, now)).toEqual({ [one]: more * callsIn(program).get(one)!, [other]: 7 })
      }),
    )
  })
})
