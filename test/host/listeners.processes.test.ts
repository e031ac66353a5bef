import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { listenersOf, listListeners, processesListeningAt, processesListeningOn } from '../../src/host/listeners.ts'

async function listenAt(host: string): Promise<number> {
  const server = createServer().listen(0, host)
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

test.each(['127.0.0.1', '0.0.0.0', '::1', '::'])(
  'a socket that listens at %s is found with its process',
  async (host) => {
    const port = await listenAt(host)
    expect(listenersOf([process.pid])).toContainEqual({ pid: process.pid, address: host, port })
    expect(processesListeningOn(port)).toEqual([process.pid])
    expect(listListeners()).toContainEqual(expect.objectContaining({ address: host, port }))
  },
)

test('sockets that listen are found beside more connections than the kernel lists at once', async () => {
  const port = await listenAt('127.0.0.1')
  const connections = Array.from({ length: 100 }, () => connect(port, '127.0.0.1'))
  onTestFinished(() => connections.forEach((connection) => connection.destroy()))
  await Promise.all(connections.map((connection) => once(connection, 'connect')))
  const later = await listenAt('127.0.0.1')
  const listed = listListeners()?.map((listener) => listener.port)
  expect(listed).toEqual(expect.arrayContaining([port, later]))
})

test('a process that got the socket from its parent has it, too', async () => {
  const program = `
    const server = require('node:net').createServer().listen(0, '127.0.0.1', () => {
      const child = require('node:child_process').spawn('sleep', ['60'], { stdio: ['ignore', 'ignore', 'ignore', server._handle.fd] })
      console.log(server.address().port, child.pid)
    })`
  const parent = spawn(process.execPath, ['-e', program], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void process.kill(-parent.pid!, 'SIGKILL'))
  const [line] = (await once(parent.stdout, 'data')) as [Buffer]
  const [port = 0, child = 0] = line.toString().split(' ').map(Number)
  expect(processesListeningOn(port)).toEqual([parent.pid!, child].toSorted((one, other) => one - other))
})

test('a process that is gone listens nowhere, and nobody listens on a port that was closed', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  expect(processesListeningOn(port)).toEqual([])
  expect(listenersOf([999_999_999])).toEqual([])
})

test('a Unix socket is found at a path outside ASCII, too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loadgate-ü é-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const server = createServer().listen(join(folder, 'socket'))
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  expect(processesListeningAt(join(folder, 'socket'))).toEqual([process.pid])
})
