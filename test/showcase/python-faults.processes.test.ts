import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startDriver } from '../../src/load/drivers.ts'
import type { Driver, Marks } from '../../src/load/driver.ts'
import { everyServer } from '../../src/measure/measure.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'
import { serverSchema, type Server } from '../../src/model/server.ts'
import type { Launch } from '../../src/server/launch.ts'
import { openFleet, type Fleet } from '../../src/server/fleet.ts'
import { treeOf } from '../../src/host/proc.ts'
import { startWatchdog, type Watchdog } from '../../src/host/watchdog.ts'
import { REFERENCES } from '../../src/options/references.ts'
import { seeded } from '../../src/stats/random.ts'
import { judge } from '../../src/verdict/judge.ts'
import { isAlive } from '../server/fixture.ts'
import { leftOf } from './gone.ts'
import { pythonServers } from './python-fleet.ts'
import { measure } from '../measure/measure.ts'

vi.setConfig({ testTimeout: 120_000 })

const { servers, missing } = await pythonServers()

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A server that is hung for so long has failed its requests. */
const TIMEOUT = 2

/** Kills the process that was started last, and waits for it to be dead. */
function killLast({ pid }: Launch): void {
  const last = treeOf(pid).at(-1) ?? pid
  process.kill(last, 'SIGKILL')
  while (isAlive(last));
}

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
  // Together, because most of a test is waiting: for a program to load, for a timeout, for a process that does not end.
  { concurrent: true },
  () => {
    const signal = new AbortController().signal
    const started: Driver[] = []
    const idle: Driver[] = []
    let watchdog: Watchdog
    let fleet: Fleet

    beforeAll(async () => {
      watchdog = startWatchdog()
      fleet = openFleet({
        servers: [...servers, turning('500'), turning('slow')].map((server) => ({ ...server, warmup: 50 })),
        references: [serverSchema.parse({ ...REFERENCES[0], warmup: 50 })],
        scratch: '.loadgate',
        watchdog,
        signal,
        onProgress: () => {},
      })
      await fleet.prepare(['turning-500', 'turning-slow', ...servers.map(({ name }) => name)])
    }, 120_000)

    afterAll(async () => {
      await fleet.close()
      await Promise.all(started.map((driver) => driver.close()))
      await watchdog.close()
    })

    /** A generator runs one stretch at a time, so that there are as many as tests at a time. */
    async function generator(): Promise<Driver> {
      const driver = idle.pop() ?? (await startDriver('undici', watchdog.watch, TIMEOUT))
      if (!started.includes(driver)) started.push(driver)
      return driver
    }

    /** One wave of a server beside a reference; in its third round something happens to the launch, as soon as its window has begun. */
    async function verdictOn(name: string, hurt: (launch: Launch) => void) {
      const driver = await generator()
      const trees: number[] = []
      let launched: Launch | undefined
      let inThirdRound = false
      const watched: Pick<Fleet, 'launch'> = {
        launch: async (server, side) => {
          const one = await fleet.launch(server, side)
          trees.push(...treeOf(one.pid))
          if (server === name) launched = one
          return one
        },
      }
      const began = (marks: Marks | undefined) => {
        marks?.began()
        if (!inThirdRound || !launched) return
        hurt(launched)
        launched = undefined
      }
      const hurting: Driver = {
        ...driver,
        run: (target, stretch, marks) =>
          driver.run(target, stretch, { began: () => began(marks), ended: () => marks?.ended() }),
      }
      const scenario = scenarioSchema.parse({
        title: 'faults',
        servers: [name],
        request: { path: '/test' },
        load: { connections: 4 },
      })
      const measurement = await measure(scenario, everyServer(scenario), {
        fleet: watched,
        driver: hurting,
        budget: { seconds: 0, patience: 60, waves: { least: 1, most: 1 }, rounds: 4 },
        mode: 'baseline',
        references: ['reference'],
        unpaired: [],
        random: seeded('faults'),
        signal,
        insist: true,
        onProgress: ({ step, server, round }) => {
          inThirdRound = step === 'measuring' && server === name && round === 3
        },
      })
      idle.push(driver)
      return { verdicts: judge(measurement, name, null, undefined), left: await leftOf(trees) }
    }

    test.for(servers.map(({ name }) => name))(
      '%s is invalid when it is killed, and nothing of it is left',
      async (name) => {
        const { verdicts, left } = await verdictOn(name, ({ pid }) => process.kill(pid, 'SIGKILL'))
        expect(verdicts).toMatchObject([{ verdict: 'invalid', reason: expect.stringMatching(/ended|SIGKILL|failed/) }])
        expect(left).toEqual([])
      },
    )

    test.for(servers.map(({ name }) => name))('%s is invalid when it hangs', async (name) => {
      const { verdicts, left } = await verdictOn(name, ({ pid }) => process.kill(-pid, 'SIGSTOP'))
      expect(verdicts).toMatchObject([
        { verdict: 'invalid', reason: expect.stringMatching(/timeout|timed out|no answer/i) },
      ])
      expect(left).toEqual([])
    })

    test.for(servers.map(({ name }) => name).filter((name) => name.startsWith('gunicorn')))(
      '%s is invalid when a worker of it is killed and replaced',
      async (name) => {
        const { verdicts, left } = await verdictOn(name, killLast)
        expect(verdicts).toMatchObject([{ verdict: 'invalid' }])
        expect(left).toEqual([])
      },
    )

    test('one that turns to answer 500 is invalid', async () => {
      const { verdicts } = await verdictOn('turning-500', ({ pid }) => process.kill(pid, 'SIGUSR1'))
      expect(verdicts).toMatchObject([{ verdict: 'invalid', reason: expect.stringContaining('2xx') }])
    })

    test('one that only got slower is not invalid', async () => {
      const { verdicts } = await verdictOn('turning-slow', ({ pid }) => process.kill(pid, 'SIGUSR1'))
      expect(verdicts.map(({ verdict }) => verdict)).not.toContain('invalid')
    })
  },
)
