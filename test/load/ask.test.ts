import type { RequestListener } from 'node:http'
import { describe, expect, test } from 'vitest'
import { LoadgateError } from '../../src/model/error.ts'
import { exactly } from '../../src/load/answer/right-answer.ts'
import { checkReadable, checkKeepAlive } from '../../src/load/ask.ts'
import { listenKeeping } from '../fixtures/load/keeping.ts'
import { listen, listenRaw } from '../fixtures/load/listen.ts'
import { target } from '../fixtures/load/target.ts'

/** A server that counts the requests on each of its connections. */
async function counting(answer: RequestListener) {
  const counts = new Map<unknown, number>()
  const server = await listen((request, response) => {
    counts.set(request.socket, (counts.get(request.socket) ?? 0) + 1)
    answer(request, response)
  })
  return { server, counts: () => [...counts.values()] }
}

describe('keep-alive passes after two requests on one connection', () => {
  test('with Content-Length', async () => {
    const { server, counts } = await counting((_request, response) => response.end('hello'))
    await using _ = server
    await checkKeepAlive(target(server.origin), 5)
    expect(counts()).toEqual([2])
  })

  test('with chunked encoding', async () => {
    const { server, counts } = await counting((_request, response) => {
      response.write('hel')
      response.end('lo')
    })
    await using _ = server
    await checkKeepAlive(target(server.origin), 5)
    expect(counts()).toEqual([2])
  })

  test('of a server that keeps it for less than a second', async () => {
    await using server = await listenKeeping(500)
    await checkKeepAlive(target(server.origin), 5)
    expect(server.seen).toMatchObject({ asked: 2, opened: 1 })
  })

  test('with the method, the headers and the body of the scenario', async () => {
    const { server, counts } = await counting(async (request, response) => {
      const body = (await request.toArray()).join('')
      response.end(`${request.method} ${request.url} ${request.headers['x-word']} ${body}`)
    })
    await using _ = server
    const asked = { method: 'POST', path: '/a?b', headers: { 'x-word': 'w' }, body: 'sent', expect: 'POST /a?b w sent' }
    await checkKeepAlive(target(server.origin, asked), 5)
    expect(counts()).toEqual([2])
  })

  test('of an HTTP/1.0 server that keeps its connection', async () => {
    const asked: number[] = []
    await using server = await listenRaw((socket) => {
      const connection = asked.push(0) - 1
      const head = 'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\n'
      socket.on('data', () => {
        asked[connection]! += 1
        socket.write(`${head}hello`)
      })
    })
    await checkKeepAlive(target(server.origin), 5)
    expect(asked).toEqual([2])
  })
})

describe('an end that is said before passes', () => {
  test.each([
    ['after every answer', 1],
    ['after two answers', 2],
  ])('connection: close %s', async (_when, most) => {
    const asked = new Map<unknown, number>()
    await using server = await listen(({ socket }, response) => {
      const answers = (asked.get(socket) ?? 0) + 1
      asked.set(socket, answers)
      if (answers === most) response.setHeader('connection', 'close')
      response.end('hello')
    })
    await expect(checkKeepAlive(target(server.origin), 5)).resolves.toBeUndefined()
  })

  test('an HTTP/1.0 body that ends with its connection', async () => {
    await using server = await listenRaw((socket) => {
      socket.once('data', () => socket.end('HTTP/1.0 200 OK\r\n\r\nhello'))
    })
    await expect(checkKeepAlive(target(server.origin), 5)).resolves.toBeUndefined()
  })
})

test('a connection that closes without a word is refused, and the sentence names the driver that can measure it', async () => {
  await using server = await listenRaw((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'))
  })
  const refused = checkKeepAlive(target(server.origin), 5)
  await expect(refused).rejects.toThrow(LoadgateError)
  await expect(refused).rejects.toThrow(
    /closes the connection.*without saying so.*autocannon.*LOADGATE_DRIVER=undici or `driver: 'undici'`.*loadgate takes undici by itself/,
  )
})

test('a server has the whole time for each of both answers, and one that is too slow is no server that closes', async () => {
  let asked = 0
  await using slow = await listen((_request, response) => void setTimeout(() => response.end('hello'), 700))
  await checkKeepAlive(target(slow.origin), 1.2)
  await using hanging = await listen((_request, response) => (asked++ === 0 ? response.end('hello') : undefined))
  await expect(checkKeepAlive(target(hanging.origin), 1)).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('1 s') as string,
  })
})

test('a server that closes the connection has a code of its own', async () => {
  await using server = await listenRaw((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'))
  })
  await expect(checkKeepAlive(target(server.origin), 5)).rejects.toMatchObject({ code: 'closes-connections' })
})

/** Sends 103 and 102 before every answer. */
function hinting() {
  return listen((_request, response) => {
    response.writeEarlyHints({ link: '</app.css>; rel=preload; as=style' })
    response.writeProcessing()
    response.end('hello')
  })
}

describe('interim answers', () => {
  test.each([
    ['wrk', 'sends 103 and 102 before its answer. wrk counts that as an answer of its own'],
    ['ab', 'sends 103 and 102 before its answer. ab takes that for the answer'],
  ] as const)('are refused with their statuses for %s', async (driver, sentence) => {
    await using server = await hinting()
    const refused = checkReadable(driver, target(server.origin), 5)
    await expect(refused).rejects.toThrow(LoadgateError)
    await expect(refused).rejects.toThrow(sentence)
    await expect(refused).rejects.not.toThrow('needs undici')
  })

  test('pass for undici and autocannon, and without any for all', async () => {
    await using server = await hinting()
    await checkReadable('undici', target(server.origin), 5)
    await checkKeepAlive(target(server.origin), 5)
    await using plain = await listen((_request, response) => response.end('hello'))
    for (const driver of ['undici', 'wrk', 'ab'] as const) await checkReadable(driver, target(plain.origin), 5)
  })

  test('100 Continue that nothing waits for is refused for undici', async () => {
    await using server = await listen((_request, response) => {
      response.writeContinue()
      response.end('hello')
    })
    const refused = checkReadable('undici', target(server.origin), 5)
    await expect(refused).rejects.toThrow('sends 100 before its answer')
    await expect(refused).rejects.toThrow(
      'Where they are left out, another server of the scenario or its `load` needs undici: give this server a closed loop in a scenario of its own.',
    )
  })

  test.each(['undici', 'wrk'] as const)('the length of a page in a 304 is refused for %s', async (driver) => {
    await using server = await listen((_request, response) => response.writeHead(304, { 'content-length': 5 }).end())
    await expect(checkReadable(driver, target(server.origin), 5)).rejects.toThrow(
      `304 and \`Content-Length: 5\`, as it may, and ${driver} waits for those bytes`,
    )
  })
})

test('a wrong body says where it differs', async () => {
  await using server = await listen((_request, response) => response.end('help!'))
  await expect(checkKeepAlive(target(server.origin), 5)).rejects.toThrow(
    "answered with 5 bytes that are not right when loadgate asked again before the load: they differ from byte 3 on, 'help!' instead of 'hello'.",
  )
})

test('a second answer that is not the first is refused', async () => {
  let count = 0
  await using server = await listen((_request, response) => response.end(count++ === 0 ? 'hello' : 'hell'))
  await expect(checkKeepAlive(target(server.origin), 5)).rejects.toThrow('answered with 4 bytes that are not right')
})

test('a body without an end is cut off and refused', async () => {
  await using server = await listen((_request, response) => {
    const more = () => void (response.destroyed || response.write('hello'.repeat(1000), more))
    more()
  })
  await expect(checkKeepAlive(target(server.origin), 5)).rejects.toThrow('more than 5 bytes')
})

test('a status that is not right is refused with its number', async () => {
  await using server = await listen((_request, response) => response.writeHead(302).end('hello'))
  await expect(checkKeepAlive(target(server.origin), 5)).rejects.toThrow('answered with status 302')
})

test('no server, and a server that never answers, are refused with the time they had', async () => {
  const server = await listen(() => {})
  await expect(checkKeepAlive(target(server.origin), 0.2)).rejects.toThrow('no whole answer within 0.2 s')
  await server[Symbol.asyncDispose]()
  await expect(checkKeepAlive(target(server.origin), 0.2)).rejects.toThrow('no whole answer within 0.2 s')
})

test('the statuses of the scenario are right, without a body, too', async () => {
  await using server = await listen((_request, response) => response.writeHead(304).end())
  await checkKeepAlive(target(server.origin, { right: exactly('', [304]) }), 5)
  await expect(checkKeepAlive(target(server.origin, { expect: '' }), 5)).rejects.toThrow('answered with status 304')
})
