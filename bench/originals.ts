/**
 * `npm run originals` runs the commands of the original benchmarks on today's systems, through the drivers, and prints a table
 * of the results then and now. Needs wrk, ab and Python.
 */
import { type DriverName, scenarioSchema } from '../src/model/scenario.ts'
import { LoadgateError } from '../src/model/error.ts'
import type { Load, Stretch } from '../src/load/driver.ts'
import { openDrivers } from '../src/load/drivers.ts'
import { targetTo } from '../src/measure/participant.ts'
import { serverSchema, type Server } from '../src/model/server.ts'
import { launch } from '../src/server/launch.ts'
import { provision } from '../src/server/provision.ts'
import { startWatchdog } from '../src/host/watchdog.ts'
import { mean } from '../src/stats/summary.ts'
import { formatQuantity } from '../src/model/units.ts'
import python from '../servers/python/server.ts'

type Command = {
  /** The original command line. */
  readonly text: string
  readonly driver: DriverName
  readonly path: string
  readonly connections: number
  readonly threads?: number
  readonly stretch: Stretch
  readonly times: number
  /** Requests per second at that time, by server. */
  readonly original: Readonly<Record<string, number>>
}

const COMMANDS: readonly Command[] = [
  {
    text: 'ab -n 1000 -c 4, mean of 5',
    driver: 'ab',
    path: '/',
    connections: 4,
    stretch: { requests: 1000, within: 60 },
    times: 5,
    original: { pure_flask: 90, pure_tornado: 242, gevent_flask: 135, tornado_flask: 93, gevent_tornado: 297 },
  },
  {
    text: 'ab -n 10000 -c 400',
    driver: 'ab',
    path: '/test',
    connections: 400,
    stretch: { requests: 10_000, within: 60 },
    times: 1,
    original: { gunicorn_gevent_flask_1: 662, gunicorn_gevent_flask_2: 970, gunicorn_gevent_flask_4: 1144 },
  },
  {
    text: 'wrk -t12 -c400 -d30s',
    driver: 'wrk',
    path: '/test',
    connections: 400,
    threads: 12,
    stretch: { leadIn: 0, seconds: 30 },
    times: 1,
    original: { gunicorn_gevent_flask_1: 1352, gunicorn_flask: 546 },
  },
]

const watchdog = startWatchdog()
const drivers = openDrivers(watchdog.watch)

/** Throws LoadgateError when one of them cannot run here. */
async function provisionServers(): Promise<ReadonlyMap<string, Server>> {
  const all = python.map((definition) => serverSchema.parse(definition))
  const { servers, skipped } = await provision(
    all,
    '.loadgate/python',
    { watchdog, signal: new AbortController().signal },
    console.error,
  )
  if (skipped.length > 0) {
    const reasons = skipped.map(({ server, reason }) => `${server}: ${reason}`)
    throw new LoadgateError('originals', `Not all servers can run here:\n${reasons.join('\n')}`)
  }
  return new Map(servers.map((server) => [server.name, server]))
}

async function runCommand(
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
      ...(await targetTo(started, scenario, {})),
      ...(threads === undefined ? {} : { threads }),
    }
    const loads: Load[] = []
    while (loads.length < times) loads.push(await driver.run(target, stretch))
    return loads
  } finally {
    await started.stop()
  }
}

/** Requests per second. */
type Rates = { readonly original: number; readonly today: number }

function row(text: string, server: string, { original, today }: Rates, first: Rates, loads: readonly Load[]): string {
  const failures = loads
    .flatMap((load) => Object.entries(load.failures))
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${count} × ${kind}`)
  const cells = [
    `\`${text}\``,
    server,
    `${original} (×${(original / first.original).toFixed(2)})`,
    `${formatQuantity(today, 'req/s')} (×${(today / first.today).toFixed(2)})`,
    failures.join(', ') || 'none',
  ]
  return `| ${cells.join(' | ')} |`
}

try {
  const servers = await provisionServers()
  console.log('| command | server | then, req/s | now | failures now |\n|---|---|---|---|---|')
  for (const command of COMMANDS) {
    let first: Rates | undefined
    for (const [name, original] of Object.entries(command.original)) {
      const loads = await runCommand(command, servers.get(name) as Server)
      const rates = { original, today: mean(loads.map(({ requests, elapsed }) => requests / elapsed)) }
      first ??= rates
      console.log(row(command.text, name, rates, first, loads))
    }
  }
} finally {
  await drivers.close()
  await watchdog.close()
}
