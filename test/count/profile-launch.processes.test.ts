import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { perRequest } from '../../src/count/count-launch.ts'
import { openCounter } from '../../src/count/counter.ts'
import type { ProfiledLaunch } from '../../src/count/profile-launch.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import type { Server } from '../../src/model/server.ts'
import { median } from '../../src/stats/summary.ts'
import { compareStacks, type Difference } from '../../src/where/compare.ts'
import { fixture, isAlive, processesMarked, until } from '../server/fixture.ts'
import { counted, foldersOf, letOthersFirst, pythonThat, reason, request, valgrind } from './fixture.ts'

letOthersFirst()

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
const PYTHON_PROGRAM = 'test/fixtures/python/divides.py'
const [python, oldPython] = [pythonThat(true), pythonThat(false)]

/** What Pythons that have ended wrote to name their functions. */
function mapsOfEnded(): readonly string[] {
  return readdirSync('/tmp').filter((name) => {
    const pid = /^perf-(\d+)\.map$/.exec(name)?.[1]
    return pid !== undefined && !isAlive(Number(pid))
  })
}

const mapsBefore = mapsOfEnded()

const watchdog = startWatchdog()
afterAll(() => watchdog.close())

const plan = { warmup: 150, block: 10e6, fewest: 6, most: 10 }
const counter = openCounter({ watchdog, signal: new AbortController().signal, valgrind, plan })

/** Instructions per request, and how they divide by function. */
async function profiled(server: Server): Promise<{ readonly usual: number; readonly profile: ProfiledLaunch }> {
  const outcome = await counter.count({ server, side: 'head', request: request(), launches: 1 })
  if ('notCounted' in outcome) throw new Error(outcome.notCounted)
  const usual = median(outcome.launches[0]!.blocks.map(perRequest))
  const profile = await counter.profile({ server, request: request(), root, usual })
  if ('notCounted' in profile) throw new Error(profile.notCounted)
  return { usual, profile }
}

describe.skipIf(valgrind === '')(`under valgrind${reason}`, { timeout: 300_000 }, () => {
  describe('a server of Node of which one function became heavier', () => {
    const servers = ['2000', '6000'].map((additions) => counted('divides', [additions]))
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

  describe.skipIf(python === null)('a server of Python of which one method became heavier', () => {
    const servers = ['300', '900'].map((additions) =>
      fixture('divides', { command: [python!, join(root, PYTHON_PROGRAM), additions] }),
    )
    let change: number
    let sides: readonly ProfiledLaunch[]
    let difference: Difference

    beforeAll(async () => {
      const [before, now] = await Promise.all(servers.map(profiled))
      change = now!.usual - before!.usual
      sides = [before!.profile, now!.profile]
      difference = compareStacks(before!.profile.stacks, now!.profile.stacks, 'the interpreter')
    }, 300_000)

    test('has that method named first, with its line, and charged with the change', () => {
      const [first] = difference.functions
      expect(first).toMatchObject({ name: 'Shop.heavy', file: PYTHON_PROGRAM, line: 14, package: null })
      expect(Math.abs(first!.change! / change - 1)).toBeLessThan(0.02)
      expect(first!.calls.now).toBeCloseTo(1, 2)
    })

    test('adds up to what was counted without names, which cost something', () => {
      const sum = difference.functions.reduce((all, one) => all + one.change!, 0)
      expect(Math.abs(sum / change - 1)).toBeLessThan(0.01)
      expect(sides.map(({ namedBy }) => namedBy)).toEqual(['Python', 'Python'])
      for (const { naming, total } of sides) expect(naming / total).toBeGreaterThan(0.001)
    })

    test('has what comes with Python named, and a generator that is called once', () => {
      const sends = difference.functions.find(({ name }) => name === 'BaseHTTPRequestHandler.send_response')
      expect(sends).toMatchObject({ file: 'http/server.py', package: 'python' })
      const generator = difference.functions.find(({ name }) => name === 'light.<locals>.<genexpr>')
      expect(generator?.calls.now).toBeCloseTo(1, 2)
    })

    test('leaves nothing', async () => {
      expect(servers.flatMap(({ env }) => processesMarked(env.MARK))).toEqual([])
      expect(foldersOf(process.pid)).toEqual([])
      // Another test's may be there for a moment.
      await until(() => mapsOfEnded().every((name) => mapsBefore.includes(name)))
    })
  })

  test.skipIf(oldPython === null)('a Python that cannot name its functions is one line', async () => {
    const server = fixture('divides', { command: [oldPython!, join(root, PYTHON_PROGRAM), '300'] })
    const profile = await counter.profile({ server, request: request(), root, usual: 0 })
    expect(profile).toMatchObject({ namedBy: 'nobody', naming: 0, stacks: { callees: new Map() } })
  })
})
