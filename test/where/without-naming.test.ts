import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withoutNaming } from '../../src/where/without-naming.ts'
import { chainsIn, programs, stacks, stacksOfProgram, totalOf, type Program } from './fixture.ts'

const ownOf = (program: Program, usual: number) =>
  chainsIn(withoutNaming(stacksOfProgram(program), usual)).map(({ own }) => own)

const PAGE: Program = {
  f0: { own: 500, calls: { f1: 4 } },
  f1: { own: 60, calls: {} },
}

test('what is too much is taken off by calls', () => {
  expect(ownOf(PAGE, 840 - 50)).toEqual([100, 490, 200])
})

test('no function gives more than it has', () => {
  expect(ownOf(PAGE, 840 - 400)).toEqual([100, 340, 0])
})

test('nothing is added where there is too little', () => {
  expect(ownOf(PAGE, 2_000)).toEqual([100, 500, 240])
})

test('what the runtime executes on nobody behalf stays', () => {
  expect(ownOf(PAGE, 100)).toEqual([100, 0, 0])
})

test('the rest is what was counted', () => {
  fc.assert(
    fc.property(stacks, fc.double({ min: 0, max: 1, noNaN: true }), (stack, share) => {
      const [total, least] = [totalOf(stack), stack.own]
      const usual = least + share * (total - least)
      const lighter = withoutNaming(stack, usual)
      expect(totalOf(lighter)).toBeCloseTo(usual, 4)
      for (const { own } of chainsIn(lighter)) expect(own).toBeGreaterThanOrEqual(0)
    }),
  )
})

test('a price of so much per call is taken off exactly', () => {
  fc.assert(
    fc.property(programs, fc.integer({ min: 1, max: 500 }), (program, price) => {
      const dearer = Object.fromEntries(
        Object.entries(program).map(([name, work]) => [name, { ...work, own: work.own + price }]),
      )
      const own = ownOf(dearer, totalOf(stacksOfProgram(program)))
      const expected = chainsIn(stacksOfProgram(program)).map((one) => one.own)
      for (const [index, one] of own.entries()) expect(one).toBeCloseTo(expected[index]!, 4)
    }),
  )
})
