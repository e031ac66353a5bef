import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cycleOf, firstTurns, periodOf, turnsOf } from '../../src/model/turns.ts'

const weights = fc
  .array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 5 })
  .filter((all) => all.some((weight) => weight > 0))

describe('a cycle', () => {
  test('of 80, 15 and 5 has 20 places, with the rare ones between the others', () => {
    const cycle = cycleOf([80, 15, 5])
    expect(cycle).toHaveLength(20)
    expect([0, 1, 2].map((kind) => cycle.filter((one) => one === kind).length)).toEqual([16, 3, 1])
    expect(cycle.join('')).not.toMatch(/[12]{2}/)
  })

  test('has exactly the shares of its weights, and every stretch of it nearly these', () => {
    fc.assert(
      fc.property(weights, (all) => {
        const cycle = cycleOf(all)
        const sum = all.reduce((total, weight) => total + weight, 0)
        all.forEach((weight, kind) => {
          const share = weight / sum
          expect(cycle.filter((one) => one === kind).length).toBe(Math.round(share * cycle.length))
          cycle.forEach((_, end) => {
            const seen = cycle.slice(0, end + 1).filter((one) => one === kind).length
            expect(Math.abs(seen - share * (end + 1))).toBeLessThan(all.length)
          })
        })
      }),
    )
  })

  test('of one is one place', () => {
    expect(cycleOf([7])).toEqual([0])
  })
})

describe('turns', () => {
  const ids = { fields: ['id'], rows: [[1], [2], [3]] }
  const users = {
    fields: ['user', 'password'],
    rows: [
      ['a', 'x'],
      ['b', 'y'],
    ],
  }
  const turns = turnsOf({ cycle: [0, 1, 0, 2], uses: [[], [0], [0, 1]], sources: [ids, users] })

  test('take row after row of what they use, whichever kinds use it, and begin anew', () => {
    const all = Array.from({ length: 12 }, (_, number) => turns(number))
    expect(all.map(({ kind }) => kind)).toEqual([0, 1, 0, 2, 0, 1, 0, 2, 0, 1, 0, 2])
    expect(all.flatMap(({ values }) => values['id'] ?? [])).toEqual([1, 2, 3, 1, 2, 3])
    expect(all.flatMap(({ values }) => (values['user'] ? [[values['user'], values['password']]] : []))).toEqual([
      ['a', 'x'],
      ['b', 'y'],
      ['a', 'x'],
    ])
  })

  test('depend on nothing but their number', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000), { minLength: 1, maxLength: 20 }), (numbers) => {
        const again = turnsOf({ cycle: [0, 1, 0, 2], uses: [[], [0], [0, 1]], sources: [ids, users] })
        for (const number of numbers) expect(again(number)).toEqual(turns(number))
      }),
    )
  })

  test('come again after a period, and not before', () => {
    const rows = fc.integer({ min: 1, max: 12 })
    fc.assert(
      fc.property(weights, rows, rows, (all, first, second) => {
        const sources = [first, second].map((length, at) => ({
          fields: [`field${at}`],
          rows: Array.from({ length }, (_, row) => [row]),
        }))
        const schedule = { cycle: cycleOf(all), uses: all.map((_, kind) => [[], [0], [1], [0, 1]][kind % 4]!), sources }
        const [period, turn] = [periodOf(schedule), turnsOf(schedule)]
        for (let number = 0; number < 50; number += 1) expect(turn(number + period)).toEqual(turn(number))
        const shorter = period / 2
        const isShorter = Number.isInteger(shorter) && shorter % schedule.cycle.length === 0
        const isSame = (number: number) => JSON.stringify(turn(number + shorter)) === JSON.stringify(turn(number))
        if (isShorter) expect(Array.from({ length: period }, (_, number) => number).every(isSame)).toBe(false)
      }),
    )
  })

  test('of a kind that never comes have no first one', () => {
    expect(firstTurns({ cycle: [0, 2, 0], uses: [[], [], []] })).toEqual([0, 3, 1])
  })
})
