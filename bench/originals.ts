/**
 * The commands of the original benchmarks as they were, on the systems of today, through the drivers. `npm run originals` prints a
 * table, then beside now. Needs wrk, ab and Python.
 */
import { type DriverName, scenarioSchema } from '../src/model/scenario.ts'
import { LoadgateError } from '../src/model/error.ts'
import { messages } from '../src/vitest/messages.ts'
import type { Load, Stretch } from '../src/load/driver.ts'
import { openDrivers } from '../src/load/drivers.ts'
import { answerOf, targetOf } from '../src/measure/participant.ts'
import { serverSchema, type Server } from '../src/model/server.ts'
import { launch } from '../src/server/launch.ts'
import { provision } from '../src/server/provision.ts'
import { startWatchdog } from '../src/host/watchdog.ts'
import { mean } from '../src/stats/summary.ts'
import { formatQuantity } from '../src/model/units.ts'
import python from '../servers/python/server.ts'

type Command = {
  readonly said: string
  readonly driver: DriverName
  readonly path: string
  readonly connections: number
  readonly threads?: number
  readonly stretch: Stretch
  readonly times: number
  /** Requests a second, by server. */
  readonly before: Readonly<Record<string, number>>
}

const COMMANDS: readonly Command[] = [
  {
    said: 'ab -n 1000 -c 4, mean of 5',
    driver: 'ab',
    path: '/',
    connections: 4,
    stretch: { requests: 1000, within: 60 },
    times: 5,
    before: { pure_flask: 90, pure_tornado: 242, gevent_flask: 135, tornado_flask: 93, gevent_tornado: 297 },
  },
  {
    said: 'ab -n 10000 -c 400',
    driver: 'ab',
    path: '/test',
    connections: 400,
    stretch: { requests: 10_000, within: 60 },
    times: 1,
    before: { gunicorn_gevent_flask_1: 662, gunicorn_gevent_flask_2: 970, gunicorn_gevent_flask_4: 1144 },
  },
  {
    said: 'wrk -t12 -c400 -d30s',
    driver: 'wrk',
    path: '/test',
    connections: 400,
    threads: 12,
    stretch: { leadIn: 0, seconds: 30 },
    times: 1,
    before: { gunicorn_gevent_flask_1: 1352, gunicorn_flask: 546 },
  },
]

const closing = new AbortController()
const watchdog = startWatchdog()
const drivers = openDrivers(watchdog.watch)

async function here(): Promise<ReadonlyMap<string, Server>> {
  const all = python.map((definition) => serverSchema.parse(definition))
  const { servers, skipped } = await provision(
    all,
    '.loadgate/python',
    { watchdog, signal: closing.signal },
    console.error,
  )
  if (skipped.length > 0) throw new LoadgateError('required-all', messages.requiredAll({ skipped }))
  return new Map(servers.map((server) => [server.name, server]))
}

async function loads(
  { driver: name, path, connections, threads, stretch, times }: Command,
  server: Server,
): Promise<readonly Load[]> {
  const scenario = scenarioSchema.parse({
    title: path,
    servers: [server.name],
    request: { path },
    load: { connections },
  })
  const started = await launch(server, { watchdog })
  try {
    const driver = await drivers.named(name)
    const target = {
      ...targetOf(scenario, started, await answerOf(scenario, started)),
      ...(threads === undefined ? {} : { threads }),
    }
    const seen: Load[] = []
    while (seen.length < times) seen.push(await driver.run(target, stretch))
    return seen
  } finally {
    await started.stop()
  }
}

function row(
  said: string,
  name: string,
  before: number,
  first: number,
  now: readonly Load[],
  firstNow: number,
): string {
  const rate = rateOf(now)
  const lost = now
    .flatMap(({ failures }) => Object.entries(failures))
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${count} × ${kind}`)
  return `| \`${said}\` | ${name} | ${before} (×${(before / first).toFixed(2)}) | ${formatQuantity(rate, 'req/s')} (×${(rate / firstNow).toFixed(2)}) | ${lost.join(', ') || 'none'} |`
}

function rateOf(now: readonly Load[]): number {
  return mean(now.map(({ requests, elapsed }) => requests / elapsed))
}

try {
  const servers = await here()
  console.log('| command | server | then, req/s | now | failures now |\n|---|---|---|---|---|')
  for (const command of COMMANDS) {
    const [, first = Number.NaN] = Object.entries(command.before)[0] ?? []
    let firstNow: number | undefined
    for (const [name, before] of Object.entries(command.before)) {
      const now = await loads(command, servers.get(name) as Server)
      firstNow ??= rateOf(now)
      console.log(row(command.said, name, before, first, now, firstNow))
    }
  }
} finally {
  await drivers.close()
  await watchdog.close()
}
