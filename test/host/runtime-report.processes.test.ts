import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { readProc } from '../../src/host/proc.ts'
import {
  removeRuntimeFolder,
  RUNTIME_VARIABLE,
  runtimeFolder,
  runtimeBetween,
  readRuntime,
  type ProcessRuntime,
  type RuntimeShares,
} from '../../src/host/runtime-report.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { launch, type Launch } from '../../src/server/launch.ts'
import { fixture } from '../server/fixture.ts'

const watchdog = startWatchdog()
afterAll(() => watchdog.close())

async function launched(name: string, check: (launch: Launch) => Promise<void>): Promise<string> {
  const started = await launch(fixture(name, { runtimeReport: true }), { watchdog })
  const folder = readProc(`${started.pid}/environ`)
    ?.split('\0')
    .find((line) => line.startsWith(RUNTIME_VARIABLE))
    ?.split('=')[1]
  try {
    await check(started)
  } finally {
    await started.stop()
  }
  return folder ?? ''
}

type Seen = { readonly minor: number; readonly major: number }

const ask = async ({ origin }: Launch, where: string) => (await (await fetch(origin + where)).json()) as Seen

/** What was reported of some requests, and what the server itself has seen meanwhile: seconds by kind. */
async function during(started: Launch, wheres: readonly string[]) {
  const first = await ask(started, '/rest')
  const before = await started.runtime!()
  let last = first
  for (const where of wheres) last = await ask(started, where)
  const after = await started.runtime!()
  const of = (reading: typeof before) => reading.get(String(started.pid)) as ProcessRuntime
  const grown = (field: keyof Seen) => of(after)[field] - of(before)[field]
  return {
    shares: runtimeBetween(before, after) as RuntimeShares,
    told: { minor: grown('minor'), major: grown('major') },
    seen: { minor: last.minor - first.minor, major: last.major - first.major },
  }
}

describe('a server that makes garbage', () => {
  test('reports the seconds of both kinds of collections that it sees itself', () =>
    launched('allocates', async (started) => {
      const { told, seen } = await during(started, ['/', '/', '/', '/collect', '/collect'])
      expect(seen.minor).toBeGreaterThan(0)
      expect(seen.major).toBeGreaterThan(0)
      // Both hear of the same collections; of one that falls into the reading itself only one of them does.
      expect(told.minor / seen.minor).toBeGreaterThan(0.7)
      expect(told.minor / seen.minor).toBeLessThan(1.5)
      expect(told.major / seen.major).toBeGreaterThan(0.7)
      expect(told.major / seen.major).toBeLessThan(1.5)
    }).then(() => {}))

  test('collects more, and has a busier event loop, than while it rests', () =>
    launched('allocates', async (started) => {
      const busy = await during(started, ['/', '/', '/', '/', '/', '/'])
      const resting = await during(started, ['/rest', '/rest'])
      expect(busy.shares.gc).toBeGreaterThan(resting.shares.gc)
      expect(busy.shares.eventLoopUtilisation).toBeGreaterThan(resting.shares.eventLoopUtilisation)
      expect(busy.shares.eventLoopUtilisation).toBeLessThanOrEqual(1)
      expect(resting.shares.eventLoopUtilisation).toBeGreaterThan(0)
    }).then(() => {}))
})

test('the workers of a cluster report too, each for itself, and their primary sees no other server than theirs', () =>
  launched('allocates-in-workers', async (started) => {
    const pids = started.usage()?.pids.map(String) ?? []
    expect(pids).toHaveLength(3)
    // What it has printed may come later than its answers.
    await expect.poll(started.output, { timeout: 5000 }).toMatch(/^ports: (\d+)\nports: \1 \1(\n|$)/)
    await Promise.all([ask(started, '/'), ask(started, '/')])
    const reading = await started.runtime!()
    expect([...reading.keys()].toSorted()).toEqual(pids.toSorted())
    expect(new Set([...reading.values()].map(({ active }) => active)).size).toBe(3)
  }).then(() => {}))

test('the sockets are for the same user only, and gone with the server', async () => {
  const folder = await launched('allocates', async ({ pid }) => {
    const own =
      readProc(`${pid}/environ`)
        ?.split('\0')
        .find((line) => line.startsWith(RUNTIME_VARIABLE))
        ?.split('=')[1] ?? ''
    expect(statSync(own).mode & 0o777).toBe(0o700)
    expect(readdirSync(own)).toEqual([String(pid)])
  })
  expect(folder).toMatch(/loadgate-[0-9a-f]{16}$/)
  expect(existsSync(folder)).toBe(false)
})

test('a long TMPDIR is no place for a socket', async () => {
  vi.stubEnv('TMPDIR', join(tmpdir(), 'long'.repeat(25)))
  mkdirSync(tmpdir())
  await launched('answers', async (started) => expect((await started.runtime!()).size).toBe(1)).finally(() =>
    rmdirSync(tmpdir()),
  )
  vi.unstubAllEnvs()
})

test('a server that is not asked to report has nothing to be asked for, and no variable', async () => {
  const started = await launch(fixture('answers'), { watchdog })
  expect(started.runtime).toBeUndefined()
  expect(readProc(`${started.pid}/environ`)).not.toContain(RUNTIME_VARIABLE)
  await started.stop()
})

test('a server is neither held up at its end nor kept from its own exit code', async () => {
  const started = await launch(fixture('answers', { runtimeReport: true }), { watchdog })
  await started.runtime!()
  await fetch(`${started.origin}/exit/3`).catch(() => {})
  expect(await started.exited).toContain('exit code 3')
})

describe('a reading', () => {
  test('of a launch that has no folder is empty', async () => {
    expect(await readRuntime(randomUUID())).toEqual(new Map())
  })

  test('leaves out what does not answer: a file, a closed socket, one that says nothing, one that says nonsense', async () => {
    const token = randomUUID()
    mkdirSync(runtimeFolder(token))
    const at = (name: string) => join(runtimeFolder(token), name)
    writeFileSync(at('file'), 'not a socket')
    const silent = createServer(() => {}).listen(at('silent'))
    const nonsense = createServer((socket) => socket.end('{')).listen(at('nonsense'))
    const right = createServer((socket) => socket.end('{"minor":1,"major":2,"active":3,"idle":4}')).listen(at('right'))
    await Promise.all([silent, nonsense, right].map((server) => once(server, 'listening')))
    expect(await readRuntime(token)).toEqual(new Map([['right', { minor: 1, major: 2, active: 3, idle: 4 }]]))
    for (const server of [silent, nonsense, right]) server.close()
    removeRuntimeFolder(token)
    expect(existsSync(runtimeFolder(token))).toBe(false)
  })
})

const reading = (
  ...processes: readonly (readonly [pid: string, minor: number, major: number, active: number, idle: number])[]
) => new Map(processes.map(([pid, minor, major, active, idle]) => [pid, { minor, major, active, idle }]))

describe('between two readings', () => {
  test('seconds of collections are added up over processes, each by its own clock, and the busiest event loop is told', () => {
    const before = reading(['1', 0, 0, 0, 10], ['2', 1, 1, 5, 5])
    const after = reading(['1', 0, 0, 2, 16], ['2', 1.25, 1.5, 8, 6])
    expect(runtimeBetween(before, after)).toEqual({
      gc: 0.1875,
      minor: 0.0625,
      major: 0.125,
      eventLoopUtilisation: 0.75,
    })
  })

  test('a process that answered once only is left out, and so is one without time in between', () => {
    const one = reading(['1', 1, 1, 1, 1])
    expect(runtimeBetween(one, reading(['2', 1, 1, 1, 1]))).toBeNull()
    expect(runtimeBetween(one, one)).toBeNull()
    expect(runtimeBetween(one, reading(['1', 1.5, 1, 1.5, 1.5], ['2', 9, 9, 9, 9]))?.gc).toBe(0.5)
  })
})

test("nothing is removed for an empty token, which is anybody's", () => {
  mkdirSync(runtimeFolder(''), { recursive: true })
  removeRuntimeFolder('')
  expect(existsSync(runtimeFolder(''))).toBe(true)
  rmdirSync(runtimeFolder(''))
})
