import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { ProfiledLaunch } from '../../src/count/profile-launch.ts'
import { compareStacks, type Difference } from '../../src/where/compare.ts'
import { fixture, isAlive, processesMarked, until } from '../server/fixture.ts'
import { foldersOf, letOthersFirst, pythonFrom, reason, request, valgrind } from './fixture.ts'
import { counter, profiled, root } from './profiled.ts'

letOthersFirst()

const PYTHON_PROGRAM = 'test/fixtures/python/divides.py'
/** By machine code for this architecture. */
const canBeNamed = process.arch === 'x64'

const [itself, made] = [pythonFrom(12), canBeNamed ? pythonFrom(11, 11) : null]

/** What Pythons that have ended wrote to name their functions. */
function mapsOfEnded(): readonly string[] {
  return readdirSync('/tmp').filter((name) => {
    const pid = /^perf-(\d+)\.map$/.exec(name)?.[1]
    return pid !== undefined && !isAlive(Number(pid))
  })
}

const mapsBefore = mapsOfEnded()

const servers = (python: string | null) =>
  ['100', '2000'].map((additions) => fixture('divides', { command: [python!, join(root, PYTHON_PROGRAM), additions] }))

const HEAVY = { name: 'Shop.heavy', file: PYTHON_PROGRAM, line: 14, package: null }

describe.skipIf(valgrind === '')(`under valgrind${reason}`, { timeout: 300_000 }, () => {
  describe.skipIf(itself === null)('a server of Python 3.12 and later, of which one method became heavier', () => {
    const both = servers(itself)
    let change: number
    let sides: readonly ProfiledLaunch[]
    let difference: Difference

    beforeAll(async () => {
      const [before, now] = await Promise.all(both.map(profiled))
      change = now!.usual - before!.usual
      sides = [before!.profile, now!.profile]
      difference = compareStacks(before!.profile.stacks, now!.profile.stacks, 'the interpreter')
    }, 300_000)

    test('has that method named first, with its line, and charged with the change', () => {
      const [first] = difference.functions
      expect(first).toMatchObject(HEAVY)
      expect(Math.abs(first!.change! / change - 1)).toBeLessThan(0.02)
      expect(first!.calls.now).toBeCloseTo(1, 2)
    })

    test('adds up to what was counted without names, which cost something', () => {
      const sum = difference.functions.reduce((all, one) => all + one.change!, 0)
      expect(Math.abs(sum / change - 1)).toBeLessThan(0.01)
      expect(sides.map(({ namedBy }) => namedBy)).toEqual(['Python', 'Python'])
      const [light] = sides
      expect(light!.naming / light!.total).toBeGreaterThan(0.01)
    })

    test('has what comes with Python named, and a generator that is called once', () => {
      const sends = difference.functions.find(({ name }) => name === 'BaseHTTPRequestHandler.send_response')
      expect(sends).toMatchObject({ file: 'http/server.py', package: 'python' })
      const generator = difference.functions.find(({ name }) => name === 'light.<locals>.<genexpr>')
      expect(generator?.calls.now).toBeCloseTo(1, 2)
    })

    test('leaves nothing', async () => {
      expect(both.flatMap(({ env }) => processesMarked(env.MARK))).toEqual([])
      expect(foldersOf(process.pid)).toEqual([])
      // Another test's may be there for a moment.
      await until(() => mapsOfEnded().every((name) => mapsBefore.includes(name)))
    })
  })

  test.skipIf(made === null)(
    'a server of Python 3.11, which is made to name its functions, has them, too',
    async () => {
      const [before, now] = await Promise.all(
        servers(made).map(async (server) =>
          counter.profile({ server, asking: { request: request() }, root, usual: 0 }),
        ),
      )
      if ('notCounted' in before! || 'notCounted' in now!) throw new Error(JSON.stringify([before, now]))
      const [first] = compareStacks(before!.stacks, now!.stacks, 'the interpreter').functions
      expect(first).toMatchObject(HEAVY)
      expect(first!.calls.now).toBeCloseTo(1, 2)
      expect(Math.abs(first!.change! / (now!.total - before!.total) - 1)).toBeLessThan(0.05)
    },
  )
})
