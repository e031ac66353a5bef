import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BUDGETS, BASELINE_BUDGETS, type Budget } from '../../src/measure/budget.ts'
import {
  CONFIRMING_WAVES,
  neededBy,
  nextWave,
  NOTHING_SEEN,
  seenAfter,
  type Needed,
  type Seen,
} from '../../src/measure/schedule.ts'
import { cellsOf, type Cell } from '../../src/verdict/judge.ts'
import { against, measurement } from '../verdict/measured.ts'

const budget: Budget = { seconds: 100, patience: 30, waves: { least: 1, most: 8 }, rounds: 2 }

const seen = (change: Partial<Seen>): Seen => ({ ...NOTHING_SEEN, ...change })

const needed: Needed = { open: ['a', 'b'], suspected: ['b'] }

/** Whether the budget has room for a wave of all that are open. */
const hasRoom = (of: Budget, so: Partial<Seen>) => !nextWave(of, seen(so), needed).beyond

test('the first wave is always measured', () => {
  expect(nextWave({ ...budget, seconds: 1 }, seen({ seconds: 50, lastWave: 50 }), needed)).toEqual({
    servers: ['a', 'b'],
    brief: [],
    isRace: false,
    isShort: false,
    beyond: false,
    confirms: false,
  })
})

test('a wave that would end after the budget is not begun', () => {
  expect(hasRoom(budget, { waves: 4, seconds: 80, lastWave: 20 })).toBe(true)
  expect(hasRoom(budget, { waves: 4, seconds: 81, lastWave: 20 })).toBe(false)
})

test('a gate measures the three launches that its first look needs, however long they take', () => {
  for (const each of Object.values(BUDGETS)) {
    expect(hasRoom(each, { waves: 2, seconds: 10_000, lastWave: 60 })).toBe(true)
    expect(hasRoom(each, { waves: 3, seconds: 10_000, lastWave: 60 })).toBe(false)
  }
})

test('more waves than the most are never measured', () => {
  expect(hasRoom(budget, { waves: 8, seconds: 10, lastWave: 1 })).toBe(false)
})

test('a baseline is recorded from at least ten waves, however long they take', () => {
  for (const each of Object.values(BASELINE_BUDGETS)) {
    expect(hasRoom(each, { waves: 9, seconds: 10_000, lastWave: 60 })).toBe(true)
    expect(hasRoom(each, { waves: each.waves.most })).toBe(false)
  }
})

test('when the budget is spent the suspected go on alone, for so many waves and no more', () => {
  const spent = { waves: 8, seconds: 10, lastWave: 1 }
  expect(nextWave(budget, seen(spent), needed)).toEqual({
    servers: ['b'],
    brief: [],
    isRace: false,
    isShort: false,
    beyond: true,
    confirms: true,
  })
  expect(nextWave(budget, seen({ ...spent, beyond: 40, confirming: CONFIRMING_WAVES - 1 }), needed).servers).toEqual([
    'b',
  ])
  expect(nextWave(budget, seen({ ...spent, beyond: 40, confirming: CONFIRMING_WAVES }), needed).servers).toEqual([])
})

/** Six waves in 95 s, of which the two servers took part in so much. */
const shared = (a: number, b: number) =>
  seen({
    waves: 6,
    seconds: 95,
    lastWave: 10,
    spent: new Map([
      ['a', a],
      ['b', b],
    ]),
  })

test('both servers of a claim go on beyond the budget while their own waves have not taken all of it', () => {
  const racing: Needed = { open: ['a', 'b', 'c'], suspected: [], racing: [['a', 'b']] }
  expect(nextWave(budget, shared(60, 90), racing)).toEqual({
    servers: ['a', 'b'],
    brief: [],
    isRace: false,
    isShort: false,
    beyond: true,
    confirms: false,
  })
  expect(nextWave(budget, shared(60, 91), racing).servers).toEqual([])
  expect(nextWave(budget, shared(60, 91), { ...racing, suspected: ['b'] }).servers).toEqual(['b'])
})

test('waves of claims are no more than the most of a budget, and leave a red all the waves that confirm it', () => {
  const racing: Needed = { open: ['a', 'b'], suspected: [], racing: [['a', 'b']] }
  let so = seen({ waves: 8, seconds: 100 })
  for (let next = nextWave(budget, so, racing); next.servers.length > 0; next = nextWave(budget, so, racing))
    so = seenAfter(so, next, 100)
  expect([so.beyond, so.confirming]).toEqual([budget.waves.most, 0])
  for (let next = nextWave(budget, so, needed); next.servers.length > 0; next = nextWave(budget, so, needed))
    so = seenAfter(so, next, 100)
  expect(so.confirming).toBe(CONFIRMING_WAVES)
})

test('a wave takes the time of the servers that take part in it', () => {
  const first = seenAfter(NOTHING_SEEN, { servers: ['a', 'b'], beyond: false, confirms: false }, 30)
  expect(seenAfter(first, { servers: ['b'], beyond: true, confirms: true }, 50)).toEqual({
    waves: 2,
    seconds: 50,
    lastWave: 20,
    beyond: 1,
    confirming: 1,
    spent: new Map([
      ['a', 30],
      ['b', 50],
    ]),
  })
})

test('who is held by counts leaves after its part of the budget, and the others go on', () => {
  const held: Needed = { open: ['a', 'b'], suspected: [], heldByCounts: ['a'] }
  const shorter = { ...budget, besideCounts: { seconds: 50 } }
  expect(nextWave(shorter, seen({ waves: 3, seconds: 40, lastWave: 10 }), held).servers).toEqual(['a', 'b'])
  expect(nextWave(shorter, seen({ waves: 4, seconds: 50, lastWave: 10 }), held)).toEqual({
    servers: ['b'],
    brief: [],
    isRace: false,
    isShort: false,
    beyond: false,
    confirms: false,
  })
  expect(nextWave(shorter, seen({ waves: 4, seconds: 50, lastWave: 10 }), needed).servers).toEqual(['a', 'b'])
  expect(nextWave(budget, seen({ waves: 4, seconds: 50, lastWave: 10 }), held).servers).toEqual(['a', 'b'])
})

test('when all are held by counts, measuring ends with their part of the budget, but not before the least waves', () => {
  const held: Needed = { open: ['a'], suspected: [], heldByCounts: ['a'] }
  const after = (waves: number) => nextWave(BUDGETS.default, seen({ waves, seconds: 200, lastWave: 60 }), held).servers
  expect([1, 2, 3].map(after)).toEqual([['a'], ['a'], []])
})

test('who is held by counts has fewer rounds, also when looking worse, and nobody has once the budget is spent', () => {
  const after = (change: Partial<Needed>) => {
    const so = seen({ waves: 1, seconds: 20, lastWave: 20 })
    const { brief, isShort } = nextWave(BUDGETS.default, so, { open: ['a', 'b'], suspected: [], ...change })
    return { brief, isShort }
  }
  expect(after({ heldByCounts: ['a', 'b'] })).toEqual({ brief: ['a', 'b'], isShort: true })
  expect(after({ heldByCounts: ['a', 'b'], looksWorse: ['b'] })).toEqual({ brief: ['a', 'b'], isShort: false })
  expect(after({ heldByCounts: ['a'] })).toEqual({ brief: ['a'], isShort: false })
  expect(after({ open: ['a'], heldByCounts: ['a', 'b'], looksWorse: ['b'] })).toEqual({ brief: ['a'], isShort: true })
  expect(after({})).toEqual({ brief: [], isShort: false })
  const beyond = seen({ waves: 9, seconds: 200, lastWave: 20 })
  const spent = nextWave(BUDGETS.default, beyond, { open: ['a'], heldByCounts: ['a'], suspected: ['a'] })
  expect(spent).toMatchObject({ brief: [], isShort: false })
})

test('who is held by counts and looks worse goes on for the whole budget', () => {
  const held: Needed = { open: ['a', 'b'], suspected: [], heldByCounts: ['a', 'b'], looksWorse: ['b'] }
  const late = seen({ waves: 4, seconds: 50, lastWave: 10 })
  expect(nextWave(BUDGETS.default, late, held)).toMatchObject({ servers: ['b'], brief: ['b'], isShort: false })
})

test('those of a claim that is open go on for the whole budget, in few rounds where counts hold both', () => {
  const late = seen({ waves: 4, seconds: 50, lastWave: 10 })
  const claimed: Needed = { open: ['a', 'b', 'c'], suspected: [], racing: [['a', 'b']] }
  const both = nextWave(BUDGETS.default, late, { ...claimed, heldByCounts: ['a', 'b', 'c'] })
  expect(both).toMatchObject({ servers: ['a', 'b'], brief: ['a', 'b'], isShort: false })
  const one = nextWave(BUDGETS.default, late, { ...claimed, heldByCounts: ['a', 'c'] })
  expect(one).toMatchObject({ servers: ['a', 'b'], brief: [] })
  const two = { open: ['a', 'b', 'c', 'd'], suspected: [], racing: [...claimed.racing!, ['c', 'd']] }
  expect(nextWave(BUDGETS.default, late, { ...two, heldByCounts: ['a', 'b', 'c'] }).brief).toEqual(['a', 'b'])
})

test('a wave is a race once counts hold both servers of each claim, and their part of the budget is spent', () => {
  const held: Needed = { open: ['a', 'b'], suspected: [], heldByCounts: ['a', 'b'], racing: [['a', 'b']] }
  const isRace = (change: Partial<Needed>, so: Partial<Seen> = { waves: 4, seconds: 50, lastWave: 10 }) =>
    nextWave(BUDGETS.default, seen(so), { ...held, ...change }).isRace
  expect(isRace({})).toBe(true)
  expect(isRace({}, { waves: 9, seconds: 105, lastWave: 10 })).toBe(true)
  expect(isRace({}, { waves: 2, seconds: 20, lastWave: 10 })).toBe(false)
  expect(isRace({ heldByCounts: ['a'] })).toBe(false)
  expect(isRace({ looksWorse: ['b'] })).toBe(false)
  expect(isRace({ suspected: ['b'] }, { waves: 9, seconds: 105, lastWave: 10 })).toBe(false)
  expect(isRace({ open: ['a', 'b', 'c'] })).toBe(false)
  expect(isRace({ open: ['a', 'b', 'c'], heldByCounts: ['a', 'b', 'c'] })).toBe(true)
})

test('a budget that is spent stays spent, although a shorter wave would fit again', () => {
  expect(hasRoom(budget, { waves: 4, seconds: 90, lastWave: 1, beyond: 1 })).toBe(false)
})

test('measuring ends, whatever is needed', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.values(BUDGETS)),
      fc.array(fc.nat(60), { minLength: 100 }),
      (each, lengths) => {
        let so = seen({})
        for (let next = nextWave(each, so, needed); next.servers.length > 0; next = nextWave(each, so, needed)) {
          so = seenAfter(so, next, so.seconds + (lengths[so.waves % lengths.length] as number))
        }
        expect(so.waves).toBeLessThanOrEqual(each.waves.most + CONFIRMING_WAVES)
      },
    ),
  )
})

const cell = (change: Partial<Omit<Cell, 'verdict'>>, word: Cell['verdict']['verdict'] = 'unsure'): Cell => {
  const [first] = cellsOf(measurement(0), 'fastify', against(), undefined)
  return {
    open: false,
    suspected: false,
    looksWorse: false,
    ...change,
    verdict: { ...(first as Cell).verdict, verdict: word },
  }
}

test('a server is needed while a cell of it is open, and beyond the budget while one is suspected', () => {
  expect(neededBy([cell({}, 'holds'), cell({ open: true })])).toEqual({ open: true, suspected: false })
  expect(neededBy([cell({ open: true, suspected: true })])).toEqual({ open: true, suspected: true })
  expect(neededBy([cell({}, 'holds')])).toEqual({ open: false, suspected: false })
})

test('once a cell is red, the server is needed only for what is suspected, and within the budget', () => {
  const red = cell({}, 'regressed')
  expect(neededBy([red, cell({ open: true })])).toEqual({ open: false, suspected: false })
  expect(neededBy([red, cell({ open: true, suspected: true })])).toEqual({ open: true, suspected: false })
})
