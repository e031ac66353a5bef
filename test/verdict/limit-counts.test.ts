import { expect, test } from 'vitest'
import { judgeCountedLimit, neededForLimit } from '../../src/verdict/limit-counts.ts'
import { counts } from './counted.ts'

const judged = (thousands: readonly number[], below = 3e6, required = false) =>
  judgeCountedLimit({
    title: 'home page',
    server: 'fastify',
    limit: { metric: 'instructions', below },
    counts: counts(thousands),
    required,
  })

test('fewer instructions than the limit hold after two launches, and more are red once a third repeats it', () => {
  expect(judged([2136, 2136.2])).toMatchObject({
    verdict: 'holds',
    limit: { below: 3e6 },
    baseline: 3e6,
    current: expect.closeTo(2_136_100, -3) as number,
  })
  expect(judged([3090, 3090.2])).toMatchObject({
    verdict: 'unsure',
    reason: expect.stringMatching(/looked regressed/) as string,
  })
  expect(judged([3090, 3090.2, 3090.1])).toMatchObject({ verdict: 'regressed', reason: null })
})

const needed = (thousands: readonly number[]) => neededForLimit({ below: 3e6 }, counts(thousands))

test('as many launches are counted as it takes', () => {
  expect([needed([]), needed([2136]), needed([2136, 2136.2]), needed([3090, 3090.2])]).toEqual([2, 1, 0, 1])
  expect(neededForLimit({ below: 3e6 }, { notCounted: 'there is no valgrind' })).toBe(0)
})

test('counts at the limit are unsure, and say that they are near', () => {
  expect(judged([2999.9, 3000.3, 2999.8, 3000.1])).toMatchObject({
    verdict: 'unsure',
    reason: expect.stringMatching(/too near to the limit to tell/) as string,
  })
})

test('what cannot be counted is unsure, and invalid where nothing else decides', () => {
  const refused = {
    title: 'x',
    server: 'x',
    limit: { metric: 'instructions', below: 3e6 },
    counts: { notCounted: 'no valgrind' },
  } as const
  expect(judgeCountedLimit({ ...refused, required: false })).toMatchObject({
    verdict: 'unsure',
    reason: 'not counted: no valgrind',
  })
  expect(judgeCountedLimit({ ...refused, required: true }).verdict).toBe('invalid')
})
