import { afterAll, expect, test } from 'vitest'
import { clientOf } from '../../src/count/client.ts'
import { untilIdle } from '../../src/count/counters.ts'
import { meetFirstWorker } from '../../src/count/first-worker.ts'
import { readProc, treeOf } from '../../src/host/proc.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { launch } from '../../src/server/launch.ts'
import { counted, asked } from './fixture.ts'

const watchdog = startWatchdog()
afterAll(() => watchdog.close())

const signal = new AbortController().signal

async function launched(name: string, ways: readonly string[] = [], wrapper: readonly string[] = []) {
  const options = ways.includes('tls') ? { tls: { insecure: true } as const } : {}
  const server = counted(name, ways, options)
  const program = await launch({ ...server, command: [...wrapper, ...server.command] }, { watchdog })
  const pids = () => treeOf(program.pid).toSorted((one, other) => one - other)
  return { ...program, processes: pids, rest: () => untilIdle(pids(), 2) }
}

const isHalted = (pid: number) => /\) [Tt] /.test(readProc(`${pid}/stat`) ?? '')

test.for<[string, readonly string[]]>([
  ['', []],
  [', where their parent hands connections over', ['in turn']],
  [', where a helper was started before it', ['in turn', 'helper']],
])('the worker that was started first is met, again and again%s', { timeout: 30_000 }, async ([, ways]) => {
  const server = await launched('unequal-workers', ways)
  const client = clientOf(server.origin, asked({ expect: '1' }))
  for (let time = 0; time < 5; time += 1) {
    client.reconnect()
    expect(await meetFirstWorker(server, client, signal)).toBe(true)
    const connections = client.connections()
    await client.ask(3, signal)
    expect(client.connections()).toBe(connections)
    expect(server.processes().filter(isHalted)).toEqual([])
  }
  client.close()
  await server.stop()
})

test('where it is not Node that is started, it is met over two connections, whichever worker has shown that the server is ready', async () => {
  const server = await launched('unequal-workers', ['connections'], ['env'])
  const client = clientOf(server.origin, asked({ expect: { matches: ['^1, connection [2-9]$'] } }))
  expect(await meetFirstWorker(server, client, signal)).toBe(true)
  expect(client.connections()).toBeGreaterThanOrEqual(2)
  await client.ask(1, signal)
  client.close()
  await server.stop()
})

test('it is met over https, too, where workers have to answer before there is a connection', async () => {
  const server = await launched('unequal-workers', ['in turn', 'tls'])
  for (let time = 0; time < 3; time += 1) {
    const client = clientOf(server.origin, { ...asked({ expect: '1' }), transport: server.transport })
    expect(await meetFirstWorker(server, client, signal)).toBe(true)
    await client.ask(1, signal)
    client.close()
  }
  await server.stop()
})

test('a server of one process has no workers to choose from, and is not asked', async () => {
  const server = await launched('works')
  const client = clientOf(server.origin, asked())
  expect(await meetFirstWorker(server, client, signal)).toBe(false)
  expect(client.connections()).toBe(0)
  client.close()
  await server.stop()
})
