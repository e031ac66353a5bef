import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDriver } from '../../../src/load/drivers.ts'
import type { Driver } from '../../../src/load/driver.ts'
import { noFailures } from '../../../src/model/measurement.ts'
import { seeded } from '../../../src/stats/random.ts'
import { listen, listenRaw, listenWith } from '../../fixtures/load/listen.ts'
import { target } from '../../fixtures/load/target.ts'

const window = { leadIn: 0.02, seconds: 0.2 }
const HINT = 'HTTP/1.1 103 Early Hints\r\nLink: </app.css>; rel=preload\r\n\r\n'
const PROCESSING = 'HTTP/1.1 102 Processing\r\n\r\n'
const HELLO = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'

/** Answers every request with these pieces, each in a packet of its own. */
function inPieces(...pieces: string[]) {
  return listenRaw((socket) => {
    socket.setNoDelay().on('data', async () => {
      for (const piece of pieces) {
        socket.write(piece)
        await sleep(1)
      }
    })
  })
}

/** Ends every connection at its fifth request, which it does not answer. Gives how many it has ended. */
async function ending() {
  const seen = { ended: 0 }
  const server = await listenRaw((socket) => {
    let asked = 0
    socket.on('data', () => {
      asked += 1
      if (asked < 5) return void setTimeout(() => socket.write(HELLO), 5)
      seen.ended += 1
      if (seen.ended % 2 === 0) socket.end()
      else socket.resetAndDestroy()
    })
  })
  return { seen, server }
}

describe.each(['autocannon', 'undici'] as const)('%s', (name) => {
  let driver: Driver

  beforeAll(async () => {
    driver = await startDriver(name, undefined, 2)
  })

  afterAll(() => driver.close())

  describe('an interim answer is none', () => {
    test('as Node sends it', async () => {
      let served = 0
      await using server = await listen((_request, response) => {
        served++
        response.writeEarlyHints({ link: '</app.css>; rel=preload; as=style' }, () =>
          setImmediate(() => response.end('hello')),
        )
      })
      const load = await driver.run(target(server.origin), { requests: 200, within: 20 })
      expect(load).toMatchObject({ requests: 200, failures: noFailures })
      expect(served).toBeGreaterThanOrEqual(200)
    })

    test.each([
      ['several in one piece', [PROCESSING + HINT + HINT + HELLO]],
      ['several in pieces', [PROCESSING, HINT, HINT, HELLO]],
      [
        'cut within its head, and within that of the answer',
        [HINT.slice(0, 20), HINT.slice(20) + HELLO.slice(0, 9), HELLO.slice(9)],
      ],
    ])('%s', async (_how, pieces) => {
      await using server = await inPieces(...pieces)
      const load = await driver.run(target(server.origin), { requests: 40, within: 20 })
      expect(load).toMatchObject({ requests: 40, failures: noFailures })
    })

    test('and the latency is that of the answer', async () => {
      await using server = await listen((_request, response) => {
        response.writeEarlyHints({ link: '</app.css>; rel=preload; as=style' })
        setTimeout(() => response.end('hello'), 20)
      })
      const { latency } = await driver.run(target(server.origin), { requests: 20, within: 20 })
      expect(latency?.p50).toBeGreaterThan(0.019)
    })
  })

  describe('a server that keeps connections, but not for ever', () => {
    test.each([2, 3, 7, 100])('closes after %i answers, and loses none', async (most) => {
      const seen = { served: 0, refused: 0 }
      const http = createServer((_request, response) => {
        seen.served++
        response.end('hello')
      }).on('dropRequest', () => seen.refused++)
      http.maxRequestsPerSocket = most
      await using server = await listenWith(http)
      for (const requests of [300, 150])
        expect(await driver.run(target(server.origin), { requests, within: 20 })).toMatchObject({
          requests,
          failures: noFailures,
        })
      const { ends } = await driver.run(target(server.origin), { requests: 10 * most, within: 20 })
      expect(ends).toEqual({ said: { fewest: most, most } })
      expect(seen.refused).toBe(0)
      expect(seen.served).toBeGreaterThanOrEqual(450)
    })

    test('closes when it likes, and loses none', async () => {
      const random = seeded('closes when it likes')
      await using server = await listen((_request, response) => {
        if (random() < 0.2) response.setHeader('connection', 'close')
        response.end('hello')
      })
      const load = await driver.run(target(server.origin), { requests: 300, within: 20 })
      expect(load).toMatchObject({ requests: 300, failures: noFailures })
    })

    test('answers HTTP/1.0, whose bodies end with their connections', async () => {
      await using server = await listenRaw((socket) => {
        socket.once('data', () => {
          socket.write('HTTP/1.0 200 OK\r\n\r\nhel')
          setTimeout(() => socket.end('lo'), 2)
        })
      })
      for (const requests of [60, 30])
        expect(await driver.run(target(server.origin), { requests, within: 20 })).toMatchObject({
          requests,
          failures: noFailures,
        })
    })
  })

  describe('a kept connection that ends without a word', () => {
    test('costs an answer', async () => {
      const { seen, server } = await ending()
      await using _ = server
      const { failures, ends } = await driver.run(target(server.origin), { requests: 100, within: 20 })
      expect(failures.lost + failures.connection).toBeGreaterThanOrEqual(seen.ended - 4)
      expect(ends).toEqual({ unsaid: { fewest: 4, most: 4 } })
      expect(seen.ended).toBeGreaterThan(10)
    })

    test('costs none where workers are recycled: the request is sent again, and its latency goes on', async () => {
      const { seen, server } = await ending()
      await using _ = server
      const load = await driver.run(target(server.origin, { resends: true }), { requests: 100, within: 20 })
      expect(load).toMatchObject({ requests: 100, failures: noFailures })
      expect(seen.ended).toBeGreaterThan(10)
    })

    test('but a new one that ends at once costs an answer there, too', async () => {
      await using server = await listenRaw((socket) => socket.once('data', () => socket.end()))
      const load = await driver.run(target(server.origin, { resends: true }), window)
      expect(load.requests).toBe(0)
      expect(load.failures.lost).toBeGreaterThan(3)
    })
  })

  test.each([
    ['204', 'HTTP/1.1 204 No Content\r\n\r\n', 'body'],
    ['304 of a chunked page', 'HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n', 'status'],
    ['no bytes', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', 'body'],
    ['no chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 'body'],
  ] as const)('an answer without a body is one answer at once: %s', async (_what, answer, kind) => {
    await using server = await inPieces(answer)
    const load = await driver.run(target(server.origin), { requests: 40, within: 20 })
    expect(load.failures).toEqual({ ...noFailures, [kind]: expect.any(Number) })
    expect(load.failures[kind]).toBeGreaterThanOrEqual(40)
  })

  test('chunks, with extensions and trailers, in whatever pieces they come', async () => {
    const answer =
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\nx-sum: 1\r\n\r\n'
    await using server = await inPieces(
      answer.slice(0, 30),
      answer.slice(30, 51),
      answer.slice(51, 53),
      answer.slice(53),
    )
    const load = await driver.run(target(server.origin), { requests: 40, within: 20 })
    expect(load).toMatchObject({ requests: 40, failures: noFailures })
  })

  test('what a server says at rest, without having been asked, is no answer', async () => {
    const sockets: Socket[] = []
    await using server = await listenRaw((socket) => {
      sockets.push(socket)
      socket.on('data', () => socket.write(HELLO))
    })
    expect(await driver.run(target(server.origin), window)).toMatchObject({ failures: noFailures })
    const closed = sockets.map((socket) => once(socket, 'close'))
    for (const socket of sockets)
      socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    await Promise.all(closed)
    expect(await driver.run(target(server.origin), window)).toMatchObject({ failures: noFailures })
    expect(sockets).toHaveLength(8)
  })

  test('what is no HTTP is a lost answer, without waiting for more', async () => {
    await using server = await inPieces('220 mail.example ESMTP\r\n')
    const load = await driver.run(target(server.origin), window)
    expect(load).toMatchObject({ requests: 0, failures: { ...noFailures, lost: expect.any(Number) } })
    expect(load.failures.lost).toBeGreaterThan(3)
  })
})

describe('autocannon alone', () => {
  let driver: Driver

  beforeAll(async () => {
    driver = await startDriver('autocannon', undefined, 2)
  })

  afterAll(() => driver.close())

  // undici takes both for a broken answer.
  test.each([
    ['a 304 that says how long the page is', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n', 'status'],
    ['100 Continue, although nothing waited for it', `HTTP/1.1 100 Continue\r\n\r\n${HELLO}`, null],
  ] as const)('reads %s', async (_what, answer, kind) => {
    await using server = await inPieces(answer)
    const { requests, failures } = await driver.run(target(server.origin), { requests: 40, within: 20 })
    expect(kind === null ? requests : failures[kind]).toBeGreaterThanOrEqual(40)
    expect({ ...failures, status: 0 }).toEqual(noFailures)
  })
})
