import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { LoadgateError } from '../../src/model/error.ts'
import type { Server } from '../../src/model/server.ts'
import { openFleet, type Fleet, type FleetOptions } from '../../src/server/fleet.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { fixture, processesMarked, until } from './fixture.ts'

const watchdog = startWatchdog()
afterAll(() => watchdog.close())
const { signal } = new AbortController()
const reference = fixture('answers', { name: 'reference' })
const references = [reference]
const common = { venvs: '.loadgate/test/venvs', watchdog, signal, onProgress: () => {} }

async function prepared(options: Pick<FleetOptions, 'servers' | 'references'> & Partial<FleetOptions>): Promise<Fleet> {
  const fleet = openFleet({ ...common, ...options })
  try {
    await fleet.prepare(options.servers.map(({ name }) => name))
    return fleet
  } catch (error) {
    await fleet.close()
    throw error
  }
}

async function problem(servers: Server[]): Promise<string> {
  const error: unknown = await prepared({ servers, references }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(LoadgateError)
  for (const { env } of [reference, ...servers]) expect(processesMarked(env.MARK)).toEqual([])
  return (error as Error).message
}

async function inFleet(servers: Server[], check: (fleet: Fleet) => Promise<unknown>): Promise<void> {
  const fleet = await prepared({ servers, references })
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
  const fleet = await prepared({ servers: [alike('one', 'same')], references })
  const launching = fleet.launch('one')
  const given = expect(launching).rejects.toThrow('The gate is closing')
  await fleet.close()
  await given
  await expect(fleet.launch('one')).rejects.toThrow('The gate is closing')
})

test('the signal ends the preparing with its reason', async () => {
  const opening = new AbortController()
  const slow = fixture('never-listens')
  const fleet = prepared({ servers: [slow], references, signal: opening.signal })
  const given = expect(fleet).rejects.toThrow('enough')
  await until(() => processesMarked(slow.env.MARK).length > 0)
  opening.abort(new Error('enough'))
  await given
  expect(processesMarked(slow.env.MARK)).toEqual([])
})

test('only the servers that are asked for are started, and the references with the first of them', async () => {
  const servers = [alike('one', 'same'), fixture('exits-at-once')]
  const fleet = openFleet({ ...common, servers, references })
  expect(await fleet.prepare(['one'])).toEqual({ skipped: [] })
  await (await fleet.launch('reference')).stop()
  await expect(fleet.prepare(['exits-at-once'])).rejects.toThrow('"exits-at-once" ended')
  await fleet.close()
})

test('a server that was prepared is not started again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fleet-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const counted = fixture('counts-starts', { name: 'counted' }, [join(folder, 'starts')])
  const fleet = openFleet({ ...common, servers: [counted], references: [] })
  await Promise.all([fleet.prepare(['counted']), fleet.prepare(['counted'])])
  await fleet.close()
  expect(readFileSync(join(folder, 'starts'), 'utf8')).toBe('.')
})

test('a server that is prepared later has to be alike with those before it', async () => {
  const fleet = openFleet({ ...common, servers: [alike('one', 'a'), alike('two', 'b')], references: [] })
  await fleet.prepare(['one'])
  await expect(fleet.prepare(['two'])).rejects.toThrow('"one" and "two" are `alike')
  await fleet.close()
})
