import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Frame } from '../../src/where/frame.ts'
import { profileOf, type Profiled } from '../../src/where/functions.ts'
import { matchFunctions } from '../../src/where/match.ts'
import { frameOf, programs, stacksOfProgram, type Places, type Program } from './fixture.ts'

/** A function of each of these, which costs `own` and is called `calls` times. */
type Known = Partial<Frame> & { readonly own?: number; readonly calls?: number }

function sideWith(all: readonly Known[]) {
  const each = all.map(({ own = 100, calls = 2, name = 'f0', ...place }): Profiled => {
    const frame = frameOf(name, { name, line: 1, ...place })
    return { frame, own, inclusive: own, calls, callees: new Map() }
  })
  return { total: 0, own: 0, callees: new Map(), functions: new Map(each.map((one) => [one.frame.key, one])) }
}

function textOf(one: Profiled | null): string {
  return one === null ? 'nothing' : `${one.frame.name} ${one.frame.file}:${one.frame.line}`
}

/** `before → now (mark)`, sorted. */
function matches(before: readonly Known[], now: readonly Known[]): readonly string[] {
  return matchFunctions(sideWith(before), sideWith(now))
    .map((one) => `${textOf(one.before)} → ${textOf(one.now)} (${one.mark})`)
    .toSorted()
}

describe('a function', () => {
  test('is the same at another line of its file', () => {
    expect(matches([{ line: 3 }], [{ line: 30, own: 900 }])).toEqual(['f0 a.js:3 → f0 a.js:30 (null)'])
  })

  test('is renamed where its file and its cost are the same', () => {
    expect(matches([{ name: 'old' }], [{ name: 'young', line: 2, own: 101 }])).toEqual([
      'old a.js:1 → young a.js:2 (renamed)',
    ])
  })

  test('is renamed where what it did has another name, and its own name calls that now', () => {
    const before = [{ name: 'total', line: 3 }]
    const now = [
      { name: 'total', line: 3, own: 5 },
      { name: 'total_of', line: 6 },
    ]
    expect(new Set(matches(before, now))).toEqual(
      new Set(['total a.js:3 → total_of a.js:6 (renamed)', 'nothing → total a.js:3 (new)']),
    )
  })

  test('is not renamed to one that was there before', () => {
    const before = [{ name: 'heavy' }, { name: 'light', line: 5, own: 5 }]
    const now = [
      { name: 'heavy', own: 900 },
      { name: 'light', line: 5 },
    ]
    expect(matches(before, now)).toEqual(['heavy a.js:1 → heavy a.js:1 (null)', 'light a.js:5 → light a.js:5 (null)'])
  })

  test('is not renamed where calls were not counted', () => {
    expect(matches([{ name: 'old', calls: 0 }], [{ name: 'young', calls: 0 }])).toHaveLength(2)
  })

  test('is moved where its name and its cost are the same', () => {
    expect(matches([{ name: 'a' }], [{ name: 'a', file: 'b.js' }])).toEqual(['a a.js:1 → a b.js:1 (moved)'])
  })

  test.for<[string, Known, Known]>([
    ['executes something else', { name: 'old' }, { name: 'young', own: 130 }],
    ['is called more often', { name: 'old' }, { name: 'young', calls: 3 }],
    ['has another name and another file', { name: 'old' }, { name: 'young', file: 'b.js' }],
    ['has no name and another file', { name: '' }, { name: '', file: 'b.js' }],
  ])('that %s is a new one, and the old one is gone', ([, before, now]) => {
    expect(new Set(matches([before], [now]))).toEqual(
      new Set([`${before.name} a.js:1 → nothing (gone)`, `nothing → ${now.name} ${now.file ?? 'a.js'}:1 (new)`]),
    )
  })
})

const at = (line: number, own: number) => ({ name: '', line, own })

describe('functions without a name', () => {
  test('are told by their cost, also where one stands at the line at which another stood', () => {
    expect(matches([at(10, 100), at(11, 500)], [at(11, 100), at(12, 500)])).toEqual([
      ' a.js:10 →  a.js:11 (null)',
      ' a.js:11 →  a.js:12 (null)',
    ])
  })

  test('are told by their order where one of them costs more', () => {
    expect(matches([at(10, 100), at(11, 500), at(12, 800)], [at(11, 100), at(12, 700), at(13, 800)])).toEqual([
      ' a.js:10 →  a.js:11 (null)',
      ' a.js:11 →  a.js:12 (null)',
      ' a.js:12 →  a.js:13 (null)',
    ])
  })

  test('stay where they are when another one beside them is changed to what they cost', () => {
    expect(matches([at(10, 100), at(11, 500)], [at(10, 900), at(11, 500)])).toEqual([
      ' a.js:10 →  a.js:10 (null)',
      ' a.js:11 →  a.js:11 (null)',
    ])
  })
})

/** Both sides of programs, as text: `name → name (mark)` for what is not simply the same. */
function changesBetween(before: Program, now: Program, places: Places = {}): readonly string[] {
  const matched = matchFunctions(profileOf(stacksOfProgram(before)), profileOf(stacksOfProgram(now, places)))
  return matched.flatMap((one) => {
    const [old, current] = [one.before?.frame.name ?? 'nothing', one.now?.frame.name ?? 'nothing']
    return one.mark === null && old === current ? [] : [`${old} → ${current} (${one.mark})`]
  })
}

const programsAndOne = programs.chain((program) =>
  fc.tuple(fc.constant(program), fc.constantFrom(...Object.keys(program))),
)

describe('of any program', () => {
  test('every function is matched once, with itself where nothing changed', () => {
    fc.assert(
      fc.property(programs, programs, (before, now) => {
        expect(changesBetween(before, before)).toEqual([])
        const [old, current] = [before, now].map((one) => profileOf(stacksOfProgram(one)))
        const matched = matchFunctions(old!, current!)
        expect(new Set(matched.map((one) => one.before).filter(Boolean))).toEqual(new Set(old!.functions.values()))
        expect(new Set(matched.map((one) => one.now).filter(Boolean))).toEqual(new Set(current!.functions.values()))
        expect(matched.length).toBe(Math.max(Object.keys(before).length, Object.keys(now).length))
      }),
    )
  })

  test('lines that moved mean nothing', () => {
    fc.assert(
      fc.property(programs, fc.integer({ min: 1, max: 3 }), (program, by) => {
        const places = Object.fromEntries(Object.keys(program).map((name, index) => [name, { line: 1 + index + by }]))
        expect(changesBetween(program, program, places)).toEqual([])
      }),
    )
  })

  test('one that is moved or renamed is marked, alone', () => {
    fc.assert(
      fc.property(programsAndOne, ([program, name]) => {
        expect(changesBetween(program, program, { [name]: { file: 'b.js' } })).toEqual([`${name} → ${name} (moved)`])
        expect(changesBetween(program, program, { [name]: { name: 'fresh' } })).toEqual([`${name} → fresh (renamed)`])
      }),
    )
  })
})
