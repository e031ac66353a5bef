import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { openDrivers } from '../src/load/drivers.ts'
import { startWatchdog } from '../src/host/watchdog.ts'
import { scenarioSchema } from '../src/model/scenario.ts'
import { serverSchema } from '../src/model/server.ts'
import { amountOf, placeText, waitText } from '../src/report/waiting-lines.ts'
import { openWatcher } from '../src/trace/watcher.ts'
import { compareWaits } from '../src/where/compare-waits.ts'
import { sideWaits } from '../src/where/side-waits.ts'

/** Makes the table of docs/waiting.md, with times: what was planted, and the first two lines. */

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')
const upstream = createServer((_request, answer) => void setTimeout(() => answer.end('slow'), 5))
await new Promise<void>((resolve) => void upstream.listen(0, '127.0.0.1', resolve))
const watchdog = startWatchdog()
const drivers = openDrivers(watchdog.watch)
const watch = openWatcher({ watchdog, signal: new AbortController().signal, env: process.env })

const SERVERS = [
  {
    command: ['node', 'test/fixtures/trace/waits.mjs'],
    connections: 8,
    ways: ['timer', 'sleep', 'upstream', 'lock', 'file', 'process'],
  },
  { command: ['python3', 'test/fixtures/trace/waits.py'], connections: 2, ways: ['sleep', 'lock', 'upstream'] },
]

for (const { command, connections, ways } of SERVERS) {
  const sideOf = async (way: string) => {
    const env = { UPSTREAM: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}` }
    const server = serverSchema.parse({ name: 'waits', command: [...command, way], warmup: 500, env })
    const scenario = scenarioSchema.parse({
      title: 'waits',
      servers: ['waits'],
      request: { path: '/' },
      load: { connections },
    })
    const seen = await watch({ server, root, scenario, driver: await drivers.named('autocannon') })
    if ('notWatched' in seen) throw new Error(seen.notWatched)
    return sideWaits(seen, process.arch)
  }
  const before = await sideOf('none')
  for (const way of ways) {
    const lines = compareWaits(before, await sideOf(way)).slice(0, 2)
    const cells = lines.map((wait) => `\`${[amountOf(wait), waitText(wait), placeText(wait)].join(' ').trim()}\``)
    console.log(`| ${command[0]}: ${way} | ${cells.join(' | ')} |`)
  }
}

await drivers.close()
await watchdog.close()
upstream.close()
