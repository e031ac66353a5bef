import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { serverSchema } from '../../src/model/server.ts'
import { choosePort, fillPort, isChosen } from '../../src/server/port.ts'

const server = (options: object) => serverSchema.parse({ name: 'a', command: ['node', 'main.ts'], ...options })

test.for([
  [{}, false],
  [{ port: 'free' }, true],
  [{ command: ['php', '-S', 'localhost:{port}'] }, true],
  [{ env: { ADDRESS: '127.0.0.1:{port}' } }, true],
  [{ ready: { headers: { host: 'localhost:{port}' } } }, true],
] as const)('with %o a server is told a free port, and listens there for sure: %s', async ([options, isSure]) => {
  const port = await choosePort(server(options))
  expect(port.isSure).toBe(isSure)
  const listener = createServer().listen(port.number, '127.0.0.1')
  await once(listener, 'listening')
  listener.close()
})

test('two servers get two ports, and none that the system would give to another program', async () => {
  const ports = await Promise.all(Array.from({ length: 5 }, () => choosePort(server({}))))
  expect(new Set(ports.map(({ number }) => number)).size).toBe(5)
  for (const { number } of ports) expect([number >= 20_000, isChosen(number)]).toEqual([true, true])
})

test('a port that the system gave is not one that a server chose', async () => {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  expect(isChosen((listener.address() as AddressInfo).port)).toBe(false)
  listener.close()
})

test.each(['127.0.0.1', '0.0.0.0', '::1', '::'])(
  'a port that someone listens on at %s is taken, and free afterwards',
  async (host) => {
    const listener = createServer().listen(0, host)
    await once(listener, 'listening')
    const { port } = listener.address() as AddressInfo
    await expect(choosePort(server({ port }))).rejects.toThrow(
      `Server "a" cannot be started: port ${port} is taken by another program.`,
    )
    listener.close()
    await once(listener, 'close')
    expect(await choosePort(server({ port, command: ['serve', '--port', '{port}'] }))).toEqual({
      number: port,
      isSure: true,
    })
  },
)

test('the port is filled in wherever it is mentioned, as often as it is, and nothing else is', () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 65_535 }), fc.string(), (port, text) => {
      const plain = text.replaceAll('{port}', '')
      const mention = `${plain}{port}:{port}{PORT}`
      const filled = fillPort(server({ command: ['node', mention], env: { A: mention } }), port)
      const expected = `${plain}${port}:${port}{PORT}`
      expect([filled.command, filled.env]).toEqual([['node', expected], { A: expected }])
    }),
  ))

test('the port is filled in the path and the headers of `ready`', () => {
  const ready = { path: '/up?port={port}', headers: { host: 'localhost:{port}' } }
  expect(fillPort(server({ ready }), 81).ready).toMatchObject({
    path: '/up?port=81',
    headers: { host: 'localhost:81' },
  })
})

test('the host is filled in beside the port', () => {
  const filled = fillPort(server({ host: '10.0.0.5', command: ['node', '{host}:{port}'], env: { A: '{host}' } }), 81)
  expect([filled.command, filled.env]).toEqual([['node', '10.0.0.5:81'], { A: '10.0.0.5' }])
})
