import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { openCounter } from '../../src/count/counter.ts'
import { openPySpy } from '../../src/count/py-spy.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { compareStacks } from '../../src/where/compare.ts'
import { fixture, processesMarked } from '../server/fixture.ts'
import { foldersOf, letOthersFirst, pythonThat, reason, request, valgrind } from './fixture.ts'

letOthersFirst()

const PROGRAM = 'test/fixtures/python/divides.py'
const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
const python = pythonThat(false)
const place = mkdtempSync(join(tmpdir(), 'loadgate-py-spy-'))
const watchdog = startWatchdog()
afterAll(() => {
  rmSync(place, { recursive: true, force: true })
  return watchdog.close()
})

const { signal } = new AbortController()
const pySpy = await openPySpy(place, { watchdog, signal }, () => {})()
const why =
  reason || (python === null && ' (no Python before 3.12)') || ('missing' in pySpy ? ` (${pySpy.missing})` : '')

const profileWith = (program: string, additions: string) => {
  const counter = openCounter({ watchdog, signal, valgrind, pySpy: async () => ({ program }) })
  const server = fixture('divides', { command: [python!, join(root, PROGRAM), additions] })
  const profiled = counter.profile({ server, request: request(), root, usual: 1_000_000 })
  return { server, profiled }
}

describe.skipIf(why !== '')(`a Python that cannot name its functions${why}`, { timeout: 300_000 }, () => {
  test('has them sampled: the heaviest is known, and nothing is left', async () => {
    const { server, profiled } = profileWith('program' in pySpy ? pySpy.program : '', '20000')
    const profile = await profiled
    if ('notCounted' in profile) throw new Error(profile.notCounted)
    expect(profile).toMatchObject({ total: 1_000_000, notSampled: null, naming: 0 })
    expect(profile.samples).toBeGreaterThan(50)
    const [heaviest, next] = compareStacks(null, profile.stacks, 'the interpreter').functions
    expect(heaviest).toMatchObject({ name: 'Shop.heavy', file: PROGRAM, line: 14, calls: { now: null } })
    expect(heaviest!.own.now).toBeGreaterThan(2 * next!.own.now!)
    expect(processesMarked(server.env['MARK'])).toEqual([])
    expect(foldersOf(process.pid)).toEqual([])
  })

  test('says why where that does not work, and everything is the interpreter', async () => {
    const { server, profiled } = profileWith('false', '10')
    expect(await profiled).toMatchObject({
      samples: null,
      notSampled: expect.stringContaining('ended with exit code 1'),
      stacks: { callees: new Map() },
    })
    expect(processesMarked(server.env['MARK'])).toEqual([])
    expect(foldersOf(process.pid)).toEqual([])
  })
})
