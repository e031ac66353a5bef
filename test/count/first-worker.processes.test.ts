import { afterAll, expect, test } from 'vitest'
import { clientOf } from '../../src/count/client.ts'
import { untilIdle } from '../../src/count/counters.ts'
import { meetFirstWorker } from '../../src/count/first-worker.ts'
import { treeOf } from '../../src/host/proc.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { launch } from '../../src/server/launch.ts'
import { counted, asked } from './fixture.ts'

const watchdog = startWatchdog()
afterAll(() => watchdog.close())

const signal = new AbortController().signal

async function launched(name: string) {
  const program = await launch(counted(name), { watchdog })
  const pids = () => treeOf(program.pid).toSorted((one, other) => one - other)
  return { ...program, processes: pids, rest: () => untilIdle(pids(), 2) }
}

test('the worker that was started first is met, again and again', { timeout: 30_000 }, async () => {
  const server = await launched('unequal-workers')
  const client = clientOf(server.origin, asked({ expect: '1' }))
  for (let time = 0; time < 5; time += 1) {
    client.reconnect()
    expect(await meetFirstWorker(server, client, signal)).toBe(true)
    const connections = client.connections()
    await client.ask(3, signal)
    expect(client.connections()).toBe(connections)
  }
  client.close()
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
