import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDriver } from '../../../src/load/drivers.ts'
import type { Driver } from '../../../src/load/driver.ts'
import { noFailures } from '../../../src/model/measurement.ts'
import { listenKeeping } from '../../fixtures/load/keeping.ts'
import { listenRaw } from '../../fixtures/load/listen.ts'
import { target } from '../../fixtures/load/target.ts'
import { HELLO, turning } from '../../fixtures/load/turning.ts'

const window = { leadIn: 0.01, seconds: 0.1 }

/** Counts its connections, and those that are open. */
async function counting() {
  const seen = { opened: 0, open: 0, asked: 0 }
  const server = await listenRaw((socket) => {
    seen.opened++
    seen.open++
    socket.on('close', () => seen.open--)
    socket.on('end', () => socket.end())
    socket.on('data', () => {
      seen.asked++
      socket.write(HELLO)
    })
  })
  return { seen, server }
}

describe.each(['autocannon', 'undici'] as const)('%s', (name) => {
  let driver: Driver

  beforeAll(async () => {
    driver = await startDriver(name, undefined, 1)
  })

  afterAll(() => driver.close())

  test('the next stretch finds the connections of the last one open', async () => {
    const { seen, server } = await counting()
    await using _ = server
    for (let turn = 0; turn < 3; turn++)
      expect(await driver.run(target(server.origin), window)).toMatchObject({ failures: noFailures })
    expect(seen).toMatchObject({ opened: 4, open: 4 })
  })

  test('between stretches nothing is sent', async () => {
    const { seen, server } = await counting()
    await using _ = server
    await driver.run(target(server.origin), window)
    const { asked } = seen
    await sleep(100)
    expect(seen.asked).toBe(asked)
  })

  test('every answer is counted once, in the stretch that asked for it', async () => {
    const { seen, server } = await counting()
    await using _ = server
    const loads = [
      await driver.run(target(server.origin), { requests: 100, within: 10 }),
      await driver.run(target(server.origin), { requests: 50, within: 10 }),
    ]
    expect(loads.map(({ requests }) => requests)).toEqual([100, 50])
    expect(seen.asked).toBeGreaterThanOrEqual(150)
  })

  test('release closes them all', async () => {
    const { seen, server } = await counting()
    await using _ = server
    await driver.run(target(server.origin), window)
    driver.release()
    await expect.poll(() => seen.open).toBe(0)
    expect(await driver.run(target(server.origin), window)).toMatchObject({ failures: noFailures })
    expect(seen.opened).toBe(8)
  })

  test('however long they rest, they are kept as long as the server keeps them: it must not matter how many others are measured in between', async () => {
    const { seen, server } = await counting()
    await using _ = server
    await driver.run(target(server.origin), window)
    // Longer than a request may take.
    await sleep(1100)
    expect(await driver.run(target(server.origin), window)).toMatchObject({ failures: noFailures })
    expect(seen).toMatchObject({ opened: 4, open: 4 })
  })

  test.each([500, 1000, 2000])('a server that keeps them for %i ms finds one connection of each', async (keeps) => {
    await using server = await listenKeeping(keeps)
    const load = await driver.run(target(server.origin), { requests: 400, within: 20 })
    expect(load).toMatchObject({ requests: 400, failures: noFailures })
    expect(load.ends).toBe(undefined)
    expect(server.seen.opened).toBe(4)
  })

  test('what a server has closed after its time at rest costs no failure', async () => {
    await using server = await listenKeeping(500)
    await driver.run(target(server.origin), window)
    await expect.poll(() => server.seen.open, { timeout: 10_000 }).toBe(0)
    expect(await driver.run(target(server.origin), window)).toMatchObject({ failures: noFailures })
    expect(server.seen.opened).toBe(8)
  })

  test('a server that keeps them for 5 ms loses nothing under load', async () => {
    await using server = await listenKeeping(5)
    for (let turn = 0; turn < 3; turn++)
      expect(await driver.run(target(server.origin), window)).toMatchObject({ failures: noFailures })
  })

  test('one that does so and then answers nobody is told: only what may have met the end of a connection is asked again', async () => {
    let served = 0
    const hello = HELLO.replace('Content', 'Keep-Alive: timeout=0\r\nContent')
    await using server = await listenRaw((socket) => {
      socket.on('data', () => void (served++ < 10 ? socket.write(hello) : socket.end()))
    })
    const load = await driver.run(target(server.origin, { connections: 1 }), { requests: 20, within: 20 })
    expect(load.requests).toBe(10)
    expect(load.failures).toEqual({ ...noFailures, lost: served - 11 })
  })

  test('a server that closes them just as they are sent on again costs no failure', async () => {
    const { state, server } = await turning('')
    await using _ = server
    await driver.run(target(server.origin), window)
    state.turned = true
    const load = await driver.run(target(server.origin), window)
    expect(load.failures).toEqual(noFailures)
    expect(load.requests).toBeGreaterThan(0)
  })

  test('half an answer to the first request after a rest is a lost one, as everywhere', async () => {
    const { state, server } = await turning(HELLO.slice(0, -2))
    await using _ = server
    await driver.run(target(server.origin), window)
    state.turned = true
    expect((await driver.run(target(server.origin), window)).failures).toEqual({ ...noFailures, lost: 4 })
  })

  test('a server that closes every connection at its second request is found after a rest, too', async () => {
    await using server = await listenRaw((socket) => {
      let asked = 0
      socket.on('data', () => void (asked++ > 0 ? socket.end() : socket.write(HELLO)))
    })
    for (let turn = 0; turn < 2; turn++)
      expect((await driver.run(target(server.origin), { requests: 40, within: 30 })).failures.lost).toBeGreaterThan(4)
  })

  test('a server that closes them at rest costs no failure, and no reconnecting', async () => {
    const sockets: Socket[] = []
    await using server = await listenRaw((socket) => {
      sockets.push(socket)
      socket.on('data', () => void socket.write(HELLO))
    })
    expect(await driver.run(target(server.origin), window)).toMatchObject({ failures: noFailures })
    await Promise.all(sockets.map((socket) => once(socket.end(), 'close')))
    await sleep(50)
    expect(sockets).toHaveLength(4)
    expect(await driver.run(target(server.origin), window)).toMatchObject({ failures: noFailures })
    expect(sockets).toHaveLength(8)
  })

  test('another body to expect is another target', async () => {
    const { seen, server } = await counting()
    await using _ = server
    await driver.run(target(server.origin), window)
    const load = await driver.run(target(server.origin, { expect: 'other' }), { requests: 8, within: 10 })
    expect(load).toMatchObject({ requests: 0, failures: { ...noFailures, body: expect.any(Number) } })
    expect(seen.opened).toBe(8)
  })
})
