import { afterAll, expect, test } from 'vitest'
import { LoadgateError } from '../../src/model/error.ts'
import type { Server } from '../../src/model/server.ts'
import { openFleet, type Fleet } from '../../src/server/fleet.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { fixture, processesMarked, until } from './fixture.ts'

const watchdog = startWatchdog()
afterAll(() => watchdog.close())
const { signal } = new AbortController()
const reference = fixture('answers', { name: 'reference' })
const references = [reference]

async function problem(servers: Server[]): Promise<string> {
  const error: unknown = await openFleet({ servers, references, watchdog, signal }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(LoadgateError)
  for (const { env } of [reference, ...servers]) expect(processesMarked(env.MARK)).toEqual([])
  return (error as Error).message
}

async function inPark(servers: Server[], check: (fleet: Fleet) => Promise<unknown>): Promise<void> {
  const fleet = await openFleet({ servers, references, watchdog, signal })
  try {
    for (const { env } of [reference, ...servers]) expect(processesMarked(env.MARK)).toEqual([])
    await check(fleet)
  } finally {
    await fleet.close()
  }
  for (const { env } of [reference, ...servers]) expect(processesMarked(env.MARK)).toEqual([])
}

const alike = (name: string, body: string) => fixture('answers', { name, alike: 'page' }, [body])

test('an open fleet has nothing running, launches any of its servers afresh, and stops them when it closes', () =>
  inPark([alike('one', 'same'), alike('two', 'same')], async (fleet) => {
    const launches = await Promise.all(['one', 'two', 'two', 'reference'].map((name) => fleet.launch(name)))
    expect(new Set(launches.map(({ origin }) => origin)).size).toBe(4)
    expect(launches.map(({ body }) => body)).toEqual(['same', 'same', 'same', 'hello'])
    await launches[0]!.stop()
  }))

test('a name that is not in the fleet is named with those that are', () =>
  inPark([alike('one', 'same')], (fleet) =>
    expect(fleet.launch('tow')).rejects.toThrow(
      'names the server "tow", which is not defined. Defined are: reference, one.',
    ),
  ))

test('servers that are meant to be alike and are not are named with the difference', async () => {
  const message = await problem([
    alike('one', 'the same page'),
    alike('two', 'the sane page'),
    fixture('answers', { name: 'three' }),
  ])
  expect(message).toMatch(
    /^Servers "one" and "two" are `alike: 'page'` but answered differently at `ready`: 13 and 13 bytes, which differ from byte 6 on/,
  )
  expect(message).toContain('"the same page" and "the sane page"')
})

test('one server that cannot be started is the error, and nothing is left of the others', async () => {
  expect(await problem([alike('one', 'same'), fixture('exits-at-once')])).toMatch(
    /^Server "exits-at-once" ended with exit code 3/,
  )
})

test('several are listed in one message', async () => {
  const message = await problem([
    fixture('exits-at-once'),
    fixture('never-listens', { readyWithin: 0.5 }),
    alike('one', 'a'),
    alike('two', 'b'),
  ])
  expect(message).toMatch(/^3 servers cannot take part:\n- /)
  for (const part of ['"exits-at-once" ended', '"never-listens" reported no address', '"one" and "two" are `alike'])
    expect(message).toContain(part)
})

test('closing gives up a launch under way, and there are none afterwards', async () => {
  const fleet = await openFleet({ servers: [alike('one', 'same')], references, watchdog, signal })
  const launching = fleet.launch('one')
  const given = expect(launching).rejects.toThrow('The gate is closing')
  await fleet.close()
  await given
  await expect(fleet.launch('one')).rejects.toThrow('The gate is closing')
})

test('the signal ends the opening with its reason', async () => {
  const opening = new AbortController()
  const slow = fixture('never-listens')
  const fleet = openFleet({ servers: [slow], references, watchdog, signal: opening.signal })
  const given = expect(fleet).rejects.toThrow('enough')
  await until(() => processesMarked(slow.env.MARK).length > 0)
  opening.abort(new Error('enough'))
  await given
  expect(processesMarked(slow.env.MARK)).toEqual([])
})

test('without a watchdog the fleet has its own, and ends it', async () => {
  const fleet = await openFleet({ servers: [], references, signal })
  const { stop } = await fleet.launch('reference')
  await stop()
  await fleet.close()
})
