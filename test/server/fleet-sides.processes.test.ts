import { afterAll, expect, test, vi } from 'vitest'
import type { Server } from '../../src/model/server.ts'
import { openFleet, type Fleet } from '../../src/server/fleet.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { fixture, freePort, processesMarked } from './fixture.ts'

const watchdog = startWatchdog()
afterAll(() => watchdog.close())
const { signal } = new AbortController()

const alike = (name: string, body: string) => fixture('answers', { name, alike: 'page' }, [body])

async function inFleet(servers: Server[], base: Server[], check: (fleet: Fleet) => Promise<unknown>): Promise<void> {
  const options = { scratch: '/no/such/folder', watchdog, signal, onProgress: () => {} }
  const fleet = openFleet({ servers, references: [], base, ...options })
  try {
    await fleet.prepare(servers.map(({ name }) => name))
    await check(fleet)
  } finally {
    await fleet.close()
  }
  for (const { env } of [...servers, ...base]) expect(processesMarked(env.MARK)).toEqual([])
}

test('a launch is of head unless base is asked for, and both sides run beside each other', () =>
  inFleet(
    [fixture('answers', { name: 'one' }, ['new'])],
    [fixture('answers', { name: 'one' }, ['old'])],
    async (fleet) => {
      const launches = await Promise.all([
        fleet.launch('one'),
        fleet.launch('one', 'head'),
        fleet.launch('one', 'base'),
      ])
      expect(launches.map(({ body }) => body)).toEqual(['new', 'new', 'old'])
    },
  ))

test('a server that only head has cannot be launched at base', () =>
  inFleet([alike('one', 'same'), alike('two', 'same')], [alike('one', 'same')], async (fleet) => {
    await expect(fleet.launch('two', 'base')).rejects.toThrow(
      'names the server "two", which is not defined. Defined are: one.',
    )
  }))

test('the sides may answer differently, for that can be what the change is about', () =>
  inFleet([alike('one', 'new'), alike('two', 'new')], [alike('one', 'old'), alike('two', 'old')], async (fleet) => {
    const both = await Promise.all([fleet.launch('two', 'head'), fleet.launch('two', 'base')])
    expect(both.map(({ body }) => body)).toEqual(['new', 'old'])
  }))

test('servers that are meant to be alike have to be so at base too', () =>
  inFleet([alike('one', 'new'), alike('two', 'new')], [alike('one', 'old'), alike('two', 'odd')], async (fleet) => {
    const { broken } = await fleet.prepare(['one', 'two'])
    const reason = expect.stringContaining("are `alike: 'page'` but answered differently") as string
    expect(broken).toEqual(['one', 'two'].map((server) => ({ server, side: 'base', reason })))
  }))

test('a server that starts at head and not at base is broken at the base alone, which the sentence says', () =>
  inFleet([alike('one', 'same')], [fixture('exits-at-once', { name: 'one' })], async (fleet) => {
    const { broken } = await fleet.prepare(['one'])
    const reason = expect.stringMatching(
      /^It has to start there, too: .*LOADGATE_SERVERS. Server "one" ended with exit code 3/,
    ) as string
    expect(broken).toEqual([{ server: 'one', side: 'base', reason }])
    expect((await fleet.launch('one')).body).toBe('same')
    await expect(fleet.launch('one', 'base')).rejects.toThrow('ended with exit code 3')
  }))

test('a server that listens on the same port on both sides, whatever PORT says, is broken on both', async () => {
  const sockets = [JSON.stringify({ port: await freePort(), body: 'app' })]
  const side = () => fixture('listens-at', { name: 'one' }, sockets)
  await inFleet([side()], [side()], async (fleet) => {
    const { broken } = await fleet.prepare(['one'])
    const reason = expect.stringMatching(/^Server "one" listens on port \d+, whatever PORT says/) as string
    expect(broken).toEqual(['base', 'head'].map((one) => ({ server: 'one', side: one, reason })))
  })
})

test('what one side lacks is skipped on both', async () => {
  vi.stubEnv('PATH', '/no/such/folder')
  await inFleet(
    [fixture('answers', { name: 'one' }), fixture('answers', { name: 'two' })],
    [fixture('answers', { name: 'one', python: 'lock.txt' }), fixture('answers', { name: 'two' })],
    async (fleet) => {
      const { skipped } = await fleet.prepare(['one', 'two'])
      expect(skipped).toEqual([{ server: 'one', reason: expect.stringContaining('it needs Python') }])
      for (const side of ['head', 'base'] as const)
        await expect(fleet.launch('one', side)).rejects.toThrow('cannot run here: it needs Python')
      expect((await fleet.launch('two', 'base')).body).toBe('hello')
    },
  )
  vi.unstubAllEnvs()
})

test('a port that either side fixes is known, because no two launches can have it at once', () =>
  inFleet([fixture('answers', { name: 'one' }, ['same'])], [fixture('answers', { name: 'one' }, ['same'])], (fleet) => {
    expect(fleet.fixesPort).toBe(false)
    const fixed = fixture('answers', { name: 'one', port: 8123 })
    const options = { references: [], scratch: '/no/such/folder', watchdog, signal, onProgress: () => {} }
    expect(openFleet({ ...options, servers: [], base: [fixed] }).fixesPort).toBe(true)
    expect(openFleet({ ...options, servers: [fixed], base: [] }).fixesPort).toBe(true)
    return Promise.resolve()
  }))
