import { Agent, get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { render } from '../../servers/page.ts'
import { groupIsGone, startServer, type StartedServer } from './start-server.ts'

const variants = [
  { name: 'node-http', args: [] },
  { name: 'fastify', args: [] },
  { name: 'fastify-on-http', args: [] },
  { name: 'express', args: [] },
  { name: 'fastify-cluster', args: ['2'] },
]

const otherLocalAddresses = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .filter(({ address }) => address !== '127.0.0.1' && !address.startsWith('fe80'))
  .map(({ address }) => address)
  // All of 127/8 is local on Linux, so a server bound to every address is caught offline as well.
  .concat(process.platform === 'linux' ? ['127.0.0.2'] : [])

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

/** Requests one URL through `agent` and says from which local port. */
function portOfRequest(url: string, agent: Agent): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const answered = (response: IncomingMessage): void => {
      const { localPort } = response.socket
      response.resume().once('end', () => setImmediate(resolve, localPort))
    }
    get(url, { agent }, answered).once('error', reject)
  })
}

async function childrenOf(pid: number): Promise<number[]> {
  const { stdout } = await execa('ps', ['-A', '-o', 'pid=,ppid='])
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child ?? Number.NaN)
}

describe.each(variants)('$name', ({ name, args }) => {
  let server: StartedServer

  beforeAll(async () => {
    server = await startServer(name, ...args)
  })
  afterAll(() => server[Symbol.asyncDispose]())

  test('answers with the home page, byte for byte', async () => {
    const response = await fetch(server.url)
    const body = Buffer.from(await response.arrayBuffer())
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('content-length')).toBe(String(body.length))
    expect(body.equals(Buffer.from(render()))).toBe(true)
  })

  test('answers /test with thirteen bytes of plain text', async () => {
    const response = await fetch(`${server.url}/test`)
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(response.headers.get('content-length')).toBe('13')
    expect(await response.text()).toBe('Hello, World!')
  })

  test('does not know other paths', async () => {
    const response = await fetch(`${server.url}/no-such-page`)
    expect(response.status).toBe(404)
  })

  test('listens on 127.0.0.1 and on no other address', async () => {
    const { hostname, port } = new URL(server.url)
    expect(hostname).toBe('127.0.0.1')
    expect(await accepts('127.0.0.1', Number(port))).toBe(true)
    for (const address of otherLocalAddresses) {
      expect(await accepts(address, Number(port)), address).toBe(false)
    }
  })

  test('answers two requests on one socket', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const first = await portOfRequest(server.url, agent)
    const second = await portOfRequest(`${server.url}/test`, agent)
    agent.destroy()
    expect(first).toBeTypeOf('number')
    expect(second).toBe(first)
  })

  test('has printed one line and leaves no process behind on SIGTERM', async () => {
    expect(await server.stop()).toBe(true)
    expect(server.lines).toEqual([`listening on ${server.url}`])
  })
})

describe('fastify-cluster', () => {
  test('runs as many workers as it is told to', async () => {
    await using server = await startServer('fastify-cluster', '4')
    expect(await childrenOf(server.pid)).toHaveLength(4)
  })

  test('ends with exit code 1 when a worker is killed', async () => {
    await using server = await startServer('fastify-cluster', '2')
    const [worker] = await childrenOf(server.pid)
    process.kill(worker ?? Number.NaN, 'SIGKILL')
    expect(await server.ended).toBe(1)
    expect(await groupIsGone(server.pid)).toBe(true)
  })
})
