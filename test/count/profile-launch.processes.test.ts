import { existsSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { compareStacks, type Difference } from '../../src/where/compare.ts'
import { processesMarked } from '../server/fixture.ts'
import { counted, foldersOf, letOthersFirst, reason, valgrind } from './fixture.ts'
import { profiled } from './profiled.ts'

letOthersFirst()

describe.skipIf(valgrind === '')(`under valgrind${reason}`, { timeout: 300_000 }, () => {
  describe('a server of Node of which one function became heavier', () => {
    const servers = ['2000', '20000'].map((additions) => counted('divides', [additions]))
    let change: number
    let difference: Difference

    beforeAll(async () => {
      const [before, now] = await Promise.all(servers.map(profiled))
      change = now!.usual - before!.usual
      difference = compareStacks(before!.profile.stacks, now!.profile.stacks, 'Node itself')
    }, 300_000)

    test('has that function named first, with its line, and charged with the change', () => {
      const [first] = difference.functions
      expect(first).toMatchObject({ name: 'heavy', file: 'test/fixtures/count/divides.cjs', line: 10, package: null })
      expect(Math.abs(first!.change! / change - 1)).toBeLessThan(0.01)
      expect(first!.calls).toEqual({ before: expect.closeTo(1, 2), now: expect.closeTo(1, 2) })
    })

    test('has the others as before', () => {
      const light = difference.functions.find(({ name }) => name === 'light')
      expect(light).toMatchObject({ mark: null, file: 'test/fixtures/count/divides.cjs' })
      expect(Math.abs(light!.change!)).toBeLessThan(0.01 * change)
      expect(light!.inclusive.now).toBeGreaterThan(1_000)
    })

    test('adds up to what was counted', () => {
      const { total, functions } = difference
      const sum = functions.reduce((all, one) => all + one.change!, 0)
      expect(Math.abs(sum - (total.now! - total.before!))).toBeLessThan(1)
      expect(Math.abs(sum / change - 1)).toBeLessThan(0.01)
    })

    test('leaves nothing', () => {
      expect(servers.flatMap(({ env }) => processesMarked(env.MARK))).toEqual([])
      expect(foldersOf(process.pid)).toEqual([])
      expect(existsSync('v8.log')).toBe(false)
    })
  })
})
