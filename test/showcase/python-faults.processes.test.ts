import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startDriver } from '../../src/load/drivers.ts'
import type { Driver } from '../../src/load/driver.ts'
import { everyServer, measure } from '../../src/measure/measure.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'
import { serverSchema, type Server } from '../../src/model/server.ts'
import type { Launch } from '../../src/server/launch.ts'
import { openFleet, type Fleet } from '../../src/server/fleet.ts'
import { treeOf } from '../../src/host/proc.ts'
import { startWatchdog, type Watchdog } from '../../src/host/watchdog.ts'
import { seeded } from '../../src/stats/random.ts'
import { judge } from '../../src/verdict/judge.ts'
import reference from '../../servers/reference/server.ts'
import { leftOf } from './gone.ts'
import { pythonServers } from './python-fleet.ts'

vi.setConfig({ testTimeout: 120_000 })

const { servers, missing } = await pythonServers()

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A server that is hung for so long has failed its requests. */
const TIMEOUT = 2

/** One wave of a server beside a reference; in its third round something happens to the launch. */
async function verdictOn(server: Server, hurt: (launch: Launch) => void, driver: Driver, watchdog: Watchdog) {
  const signal = new AbortController().signal
  const references = [serverSchema.parse({ ...reference, cwd: root, warmup: 50 })]
  const own = { references, venvs: '.loadgate/python', watchdog, signal, onProgress: () => {} }
  const fleet = openFleet({ ...own, servers: [{ ...server, warmup: 50 }] })
  await fleet.prepare([server.name])
  const trees: number[] = []
  let launched: Launch | undefined
  const watched: Pick<Fleet, 'launch'> = {
    launch: async (name, side) => {
      const one = await fleet.launch(name, side)
      trees.push(...treeOf(one.pid))
      if (name === server.name) launched = one
      return one
    },
  }
  const scenario = scenarioSchema.parse({
    title: 'faults',
    servers: [server.name],
    request: { path: '/test' },
    load: { connections: 4 },
  })
  const measurement = await measure(scenario, everyServer(scenario), {
    fleet: watched,
    driver,
    budget: { seconds: 0, patience: 60, waves: { least: 1, most: 1 }, rounds: 6 },
    mode: 'baseline',
    references: ['reference'],
    unpaired: [],
    random: seeded('faults'),
    signal,
    insist: true,
    onProgress: ({ step, server: at, round }) => {
      if (step !== 'measuring' || at !== server.name || round !== 3 || !launched) return
      const one = launched
      launched = undefined
      // In the middle of the window that is about to begin.
      setTimeout(() => hurt(one), 30)
    },
  })
  await fleet.close()
  return { verdicts: judge(measurement, server.name, null, undefined), left: await leftOf(trees) }
}

const lastOf = ({ pid }: Launch) => treeOf(pid).at(-1) ?? pid

/** pure_flask, which on SIGUSR1 begins to answer 500, or to take longer. */
function turning(how: '500' | 'slow'): Server {
  const flask = servers.find(({ name }) => name === 'pure_flask')!
  const [python = ''] = flask.command
  return {
    ...flask,
    name: `turning-${how}`,
    command: [python, join(root, 'test/fixtures/python/turning.py'), how],
    env: { ...flask.env, PYTHONPATH: join(root, 'servers/python') },
  }
}

describe.skipIf(missing !== null)(
  `a Python server in the middle of a run${missing === null ? '' : `: ${missing}`}`,
  () => {
    let watchdog: Watchdog
    let driver: Driver

    beforeAll(async () => {
      watchdog = startWatchdog()
      driver = await startDriver('undici', watchdog.watch, TIMEOUT)
    })

    afterAll(async () => {
      await driver.close()
      await watchdog.close()
    })

    test.for(servers.map((server) => [server.name, server] as const))(
      '%s is invalid when it is killed, and nothing of it is left',
      async ([, server]) => {
        const { verdicts, left } = await verdictOn(server, ({ pid }) => process.kill(pid, 'SIGKILL'), driver, watchdog)
        expect(verdicts).toMatchObject([{ verdict: 'invalid', reason: expect.stringMatching(/ended|SIGKILL|failed/) }])
        expect(left).toEqual([])
      },
    )

    test.for(servers.map((server) => [server.name, server] as const))(
      '%s is invalid when it hangs',
      async ([, server]) => {
        const { verdicts, left } = await verdictOn(server, ({ pid }) => process.kill(-pid, 'SIGSTOP'), driver, watchdog)
        expect(verdicts).toMatchObject([
          { verdict: 'invalid', reason: expect.stringMatching(/timeout|timed out|no answer/i) },
        ])
        expect(left).toEqual([])
      },
    )

    test.for(servers.filter(({ name }) => name.startsWith('gunicorn')).map((server) => [server.name, server] as const))(
      '%s is invalid when a worker of it is killed and replaced',
      async ([, server]) => {
        const { verdicts, left } = await verdictOn(
          server,
          (one) => process.kill(lastOf(one), 'SIGKILL'),
          driver,
          watchdog,
        )
        expect(verdicts).toMatchObject([{ verdict: 'invalid' }])
        expect(left).toEqual([])
      },
    )

    test('one that turns to answer 500 is invalid, and one that only got slower is not', async () => {
      const broken = await verdictOn(turning('500'), ({ pid }) => process.kill(pid, 'SIGUSR1'), driver, watchdog)
      expect(broken.verdicts).toMatchObject([{ verdict: 'invalid', reason: expect.stringContaining('2xx') }])
      const slow = await verdictOn(turning('slow'), ({ pid }) => process.kill(pid, 'SIGUSR1'), driver, watchdog)
      expect(slow.verdicts.map(({ verdict }) => verdict)).not.toContain('invalid')
    })
  },
)
