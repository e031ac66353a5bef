import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import type { Server } from '../../src/model/server.ts'
import { openFleet, type Fleet } from '../../src/server/fleet.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { fixture, processesMarked, until } from './fixture.ts'

const watchdog = startWatchdog()
const folder = mkdtempSync(join(tmpdir(), 'loadgate-fleet-'))
afterAll(async () => {
  await watchdog.close()
  rmSync(folder, { recursive: true })
})
const { signal } = new AbortController()
const reference = fixture('answers', { name: 'reference' })
const references = [reference]

const scratch = '/no/such/folder'
const onProgress = () => {}

const open = (servers: Server[]) => openFleet({ servers, references, scratch, watchdog, signal, onProgress })
const namesOf = (servers: readonly Server[]) => servers.map(({ name }) => name)

/** Why servers are broken, by name, and nothing of anybody is left. */
async function problems(servers: Server[]): Promise<Record<string, string>> {
  const fleet = open(servers)
  const { broken } = await fleet.prepare(namesOf(servers))
  for (const { env } of [reference, ...servers]) expect(processesMarked(env.MARK)).toEqual([])
  await fleet.close()
  return Object.fromEntries(broken.map(({ server, reason }) => [server, reason]))
}

/** With all of them prepared, unless others are named. */
async function inFleet(
  servers: Server[],
  check: (fleet: Fleet) => Promise<unknown>,
  names = namesOf(servers),
): Promise<void> {
  const fleet = open(servers)
  try {
    await fleet.prepare(names)
    for (const { env } of [reference, ...servers]) expect(processesMarked(env.MARK)).toEqual([])
    await check(fleet)
  } finally {
    await fleet.close()
  }
  for (const { env } of [reference, ...servers]) expect(processesMarked(env.MARK)).toEqual([])
}

const alike = (name: string, body: string) => fixture('answers', { name, alike: 'page' }, [body])

test('a prepared fleet has nothing running, launches any of its servers afresh, and stops them when it closes', () =>
  inFleet([alike('one', 'same'), alike('two', 'same')], async (fleet) => {
    const launches = await Promise.all(['one', 'two', 'two', 'reference'].map((name) => fleet.launch(name)))
    expect(new Set(launches.map(({ origin }) => origin)).size).toBe(4)
    expect(launches.map(({ body }) => body)).toEqual(['same', 'same', 'same', 'hello'])
    await launches[0]!.stop()
  }))

test('a name that is not in the fleet is named with those that are', () =>
  inFleet([alike('one', 'same')], (fleet) =>
    expect(fleet.launch('tow')).rejects.toThrow(
      'names the server "tow", which is not defined. Defined are: reference, one.',
    ),
  ))

test('servers that are meant to be alike and are not are all broken, with the difference', async () => {
  const found = await problems([
    alike('one', 'the same page'),
    alike('two', 'the sane page'),
    alike('three', 'the same page'),
    fixture('answers', { name: 'four' }),
  ])
  expect(Object.keys(found)).toEqual(['one', 'two', 'three'])
  expect(found['three']).toMatch(
    /^Servers "one" and "two" are `alike: 'page'` but answered differently at `ready`: 13 and 13 bytes, which differ from byte 6 on/,
  )
  expect(found['three']).toContain("'the same page' and 'the sane page'")
})

test('two servers of a scenario with the same fixed port are refused before anything is started', async () => {
  const fleet = open(['one', 'two'].map((name) => fixture('answers', { name, port: 23_456 })))
  await expect(fleet.prepare(['one', 'two'])).rejects.toMatchObject({
    code: 'same-port',
    message: expect.stringMatching(/^Servers "one" and "two" have the same port 23456, so/) as string,
  })
  expect(processesMarked(reference.env.MARK)).toEqual([])
  await fleet.prepare([])
  await fleet.close()
})

test('each server that cannot be started has a sentence of its own, and the others can be launched', () => {
  const broken = [fixture('exits-at-once'), fixture('never-listens', { ready: { within: 0.5 } })]
  return inFleet([...broken, alike('one', 'same')], async (fleet) => {
    const found = await fleet.prepare(['never-listens', 'one', 'exits-at-once'])
    expect(found).toEqual({
      skipped: [],
      broken: [
        {
          server: 'never-listens',
          side: 'head',
          reason: expect.stringContaining('"never-listens" listens on no port') as string,
        },
        {
          server: 'exits-at-once',
          side: 'head',
          reason: expect.stringContaining('"exits-at-once" ended with exit code 3') as string,
        },
      ],
    })
    expect((await fleet.launch('one')).body).toBe('same')
    await expect(fleet.launch('exits-at-once')).rejects.toThrow('ended with exit code 3')
  })
})

test('references that do not start are the error, all in one, because nothing can be measured without them', async () => {
  const failing = [fixture('exits-at-once'), fixture('never-listens', { ready: { within: 0.5 } })]
  const fleet = openFleet({
    servers: [alike('one', 'same')],
    references: failing,
    scratch,
    watchdog,
    signal,
    onProgress,
  })
  await expect(fleet.prepare(['one'])).rejects.toThrow(
    /^2 servers cannot take part:\n- Server "exits-at-once" ended.*\n- Server "never-listens" listens on no port/s,
  )
  await fleet.close()
})

test('closing gives up a launch under way, and there are none afterwards', async () => {
  const fleet = open([alike('one', 'same')])
  await fleet.prepare(['one'])
  const launching = fleet.launch('one')
  const given = expect(launching).rejects.toThrow('The gate is closing')
  await fleet.close()
  await given
  await expect(fleet.launch('one')).rejects.toThrow('The gate is closing')
  await expect(fleet.prepare(['one'])).rejects.toThrow('The gate is closing')
})

test.for(['signal', 'close'] as const)('the %s ends preparing with its reason', async (way) => {
  const opening = new AbortController()
  const slow = fixture('never-listens')
  const fleet = openFleet({ servers: [slow], references, scratch, watchdog, signal: opening.signal, onProgress })
  const given = expect(fleet.prepare([slow.name])).rejects.toThrow(way === 'signal' ? 'enough' : 'The gate is closing')
  await until(() => processesMarked(slow.env.MARK).length > 0)
  if (way === 'signal') opening.abort(new Error('enough'))
  await fleet.close()
  await given
  expect(processesMarked(slow.env.MARK)).toEqual([])
})

/** A server, and how often it was started. */
function starts(name: string) {
  const log = join(folder, name)
  const server = fixture('counts-starts', { name, alike: 'page' }, [log])
  return { server, count: () => (existsSync(log) ? readFileSync(log, 'utf8').length : 0) }
}

test('only the named servers are started, and each once, however often and at once they are asked for', async () => {
  const [one, two, three] = [starts('one'), starts('two'), starts('three')]
  const counts = () => [one, two, three].map(({ count }) => count())
  const fleet = open([one, two, three].map(({ server }) => server))
  expect(counts()).toEqual([0, 0, 0])
  await Promise.all([fleet.prepare(['one']), fleet.prepare(['one', 'two']), fleet.prepare([])])
  expect(counts()).toEqual([1, 1, 0])
  expect(await fleet.prepare(['two', 'one'])).toEqual({ skipped: [], broken: [] })
  expect(counts()).toEqual([1, 1, 0])
  await fleet.close()
})

test('the references are prepared with the first servers, even if those fail', async () => {
  const fleet = open([fixture('exits-at-once')])
  await fleet.prepare(['exits-at-once'])
  expect((await fleet.launch('reference')).body).toBe('hello')
  await fleet.close()
})

test('a later server is compared with the answers of earlier ones, and spoils nothing for others', () =>
  inFleet(
    [alike('one', 'a'), alike('two', 'b'), fixture('answers', { name: 'three' })],
    async (fleet) => {
      const reason = expect.stringContaining('Servers "one" and "two" are `alike') as string
      for (const server of ['two', 'two', 'one'])
        expect((await fleet.prepare([server])).broken).toEqual([{ server, side: 'head', reason }])
      expect(await fleet.prepare(['three'])).toEqual({ skipped: [], broken: [] })
    },
    ['one'],
  ))

test('a server that failed is not tried again, and fails whatever names it', async () => {
  const fleet = open([fixture('exits-at-once'), alike('one', 'same')])
  const first = await fleet.prepare(['exits-at-once'])
  const reason = expect.stringContaining('Server "exits-at-once" ended with exit code 3') as string
  expect(first.broken).toEqual([{ server: 'exits-at-once', side: 'head', reason }])
  expect(await fleet.prepare(['one', 'exits-at-once'])).toEqual(first)
  await expect(fleet.launch('exits-at-once')).rejects.toThrow('ended with exit code 3')
  expect(await fleet.prepare(['one'])).toEqual({ skipped: [], broken: [] })
  await fleet.close()
})

test('a server that answers, but never right, fails at its launches only, and is not started again', async () => {
  const redirects = JSON.stringify({ port: 'PORT', status: 302, location: '/login' })
  await inFleet([fixture('listens-at', { name: 'wrong' }, [redirects])], async (fleet) => {
    const problem = await fleet.launch('wrong').catch((error: unknown) => error)
    expect(problem).toMatchObject({
      message: expect.stringContaining('with status 302, a redirect to /login') as string,
    })
    await expect(fleet.launch('wrong')).rejects.toBe(problem)
  })
})

test('a server whose needs are missing here is skipped, with the reason', async () => {
  vi.stubEnv('PATH', folder)
  await inFleet([fixture('answers', { name: 'flask', python: 'lock.txt' })], async (fleet) => {
    const reason = 'it needs Python 3.10 or later, and none is on the PATH'
    expect(await fleet.prepare(['flask'])).toEqual({ skipped: [{ server: 'flask', reason }], broken: [] })
    await expect(fleet.launch('flask')).rejects.toThrow(`Server "flask" cannot run here: ${reason}.`)
  })
  vi.unstubAllEnvs()
})

test('a name that nobody has cannot be prepared, and what was not prepared cannot be launched', () =>
  inFleet(
    [alike('one', 'same')],
    async (fleet) => {
      await expect(fleet.prepare(['tow'])).rejects.toThrow('names the server "tow", which is not defined.')
      await expect(fleet.launch('one')).rejects.toThrow('one is launched without having been prepared')
    },
    [],
  ))
