import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blockCounts } from '../../src/verdict/count-values.ts'
import { median } from '../../src/stats/summary.ts'
import { openCounter, planFor, type Outcome, type Task } from '../../src/count/counter.ts'
import type { CountedLaunch } from '../../src/model/count.ts'
import type { Server } from '../../src/model/server.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { NODE_PLAN, PLAN } from '../../src/count/method.ts'
import { fixture, freePort, processesMarked } from '../server/fixture.ts'
import { counted, foldersOf, letOthersFirst, reason, request, valgrind } from './fixture.ts'

letOthersFirst()

const watchdog = startWatchdog()
afterAll(() => watchdog.close())

const plan = { warmup: 50, block: 5e6, fewest: 6, most: 10 }
const counter = openCounter({ watchdog, signal: new AbortController().signal, valgrind, plan })

const count = (server: Server, launches = 1, tell: Task['onBlocks'] = () => {}): Promise<Outcome> =>
  counter.count({ server, side: 'head', asking: { request: request() }, launches, onHalf: tell, onBlocks: tell })

/** Instructions per request, by launch. */
function values(outcome: Outcome): number[] {
  if ('notCounted' in outcome) throw new Error(outcome.notCounted)
  return outcome.launches.map((launch) => median(blockCounts(launch)))
}

async function told(server: Server): Promise<string> {
  const outcome = await count(server)
  return 'notCounted' in outcome ? outcome.notCounted : 'it was counted'
}

test('Node has smaller blocks than what may be anything', () => {
  expect(planFor(counted('works'))).toBe(NODE_PLAN)
  for (const command of [
    ['npm', 'start'],
    ['gunicorn', 'app:app'],
  ])
    expect(planFor(counted('works', [], { command }))).toBe(PLAN)
})

test('what needs a port for itself waits for what has it, and for nothing else', async () => {
  const port = await freePort()
  const [one, other] = [{ ...counted('works'), port }, counted('works')]
  const order: string[] = []
  const first = counter.alone(one, async () => {
    await counter.alone(other, async () => void order.push('another port'))
    order.push('first')
  })
  await Promise.all([first, counter.alone(one, async () => void order.push('second'))])
  expect(order).toEqual(['another port', 'first', 'second'])
})

describe.skipIf(valgrind === '')(`under valgrind${reason}`, { timeout: 300_000 }, () => {
  describe('three servers that differ in their work', () => {
    const [none, twice] = [counted('works', ['0']), counted('works', ['40000'])]
    /** The one with two launches has a fixed port, which they both want. */
    let once: Server
    let outcomes: { readonly none: Outcome; readonly once: Outcome; readonly twice: Outcome }
    const said: CountedLaunch[] = []

    beforeAll(async () => {
      once = { ...counted('works', ['20000']), port: await freePort() }
      const each = await Promise.all([count(once, 2), count(none, 1, (launch) => said.push(launch)), count(twice)])
      outcomes = { once: each[0], none: each[1], twice: each[2] }
    }, 300_000)

    test('two launches of the same code do not meet each other on a fixed port, count the same, and leave nothing', () => {
      expect(outcomes.once).toMatchObject({
        launches: [{ server: 'works', side: 'head', processes: 1 }, { server: 'works' }],
      })
      const [one = 0, other = 0] = values(outcomes.once)
      expect(one).toBeGreaterThan(500_000)
      expect(Math.abs(one / other - 1)).toBeLessThan(0.005)
      expect([none, once, twice].flatMap(({ env }) => processesMarked(env.MARK))).toEqual([])
      expect(foldersOf(process.pid)).toEqual([])
    })

    test('a launch is told of when it has half of the fewest blocks, and when it has all', () => {
      const all = 'launches' in outcomes.none ? outcomes.none.launches[0]?.blocks.length : 0
      expect(said.map(({ server, blocks }) => [server, blocks.length])).toEqual([
        ['works', plan.fewest / 2],
        ['works', all],
      ])
    })

    test('twice as much more work is twice as many more instructions', () => {
      const [base = 0, more = 0, most = 0] = [outcomes.none, outcomes.once, outcomes.twice].map((one) => values(one)[0])
      expect(more - base).toBeGreaterThan(200_000)
      expect(Math.abs((most - base) / (more - base) - 2)).toBeLessThan(0.02)
    })
  })

  test('children are counted, in whatever group they are, and end with it', async () => {
    const server = counted('has-children')
    expect(await count(server)).toMatchObject({ launches: [{ processes: 3 }] })
    expect(processesMarked(server.env.MARK)).toEqual([])
  })

  test('a server whose processes come and go has no count', async () => {
    expect(await told(counted('replaces-itself'))).toMatch(
      /^processes of the server came or went \d times while requests were counted/,
    )
  })

  test('a server that ends before it answers has no count, and the reason is its own', async () => {
    const command = ['sh', '-c', 'echo no settings file >&2; exit 3']
    expect(await told(fixture('exits-at-once', { command }))).toMatch(
      /^Server "exits-at-once" ended with exit code 3 .*no settings file/s,
    )
  })

  test('a server that never comes up has no count, after ten times as long as it may take', async () => {
    // Of one that listens, a busy machine decides whether it does so by then, and with that the sentence.
    expect(await told(fixture('sleeps', { command: ['sleep', '60'], ready: { within: 0.1 } }))).toMatch(
      /^Server "sleeps" listens on no port after 1 s/,
    )
  })

  test('when it is given up, nothing of it is left', async () => {
    const control = new AbortController()
    const server = counted('works', ['1000'])
    const counting = openCounter({ watchdog, signal: control.signal, valgrind }).count({
      server,
      side: 'base',
      asking: { request: request() },
      launches: 2,
    })
    setTimeout(() => control.abort(new Error('enough')), 3_000)
    await expect(counting).rejects.toThrow('enough')
    expect(processesMarked(server.env.MARK)).toEqual([])
  })
})
