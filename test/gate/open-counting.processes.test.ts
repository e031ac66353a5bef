import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import type { Counter } from '../../src/count/counter.ts'
import type { NeededLaunches } from '../../src/gate/count-server.ts'
import { countWith } from '../../src/gate/open-counting.ts'
import type { CountedLaunch, NotCounted, ServerCounts } from '../../src/model/count.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'
import { serverSchema } from '../../src/model/server.ts'
import type { Fleet } from '../../src/server/fleet.ts'
import type { Launch } from '../../src/server/launch.ts'

const app = createServer((_request, answer) => answer.end('good morning'))
await new Promise<void>((listens) => app.listen(0, '127.0.0.1', listens))
afterAll(() => app.close())
const origin = `http://127.0.0.1:${(app.address() as AddressInfo).port}`

const scenario = scenarioSchema.parse({
  title: 'home page',
  servers: ['one'],
  request: { path: '/' },
  load: { connections: 4 },
})

/** A launch of each side. */
const both = (_server: string, counts: ServerCounts | NotCounted) =>
  'notCounted' in counts || counts.base.length > 0 ? { head: 0, base: 0 } : { head: 1, base: 1 }

const prepared = (name: string, side = 'head') => serverSchema.parse({ name, command: ['node', side] })

/** One launch of head, for who asks the first time. */
function once(): NeededLaunches {
  let head = 2
  return () => ({ head: (head = Math.max(0, head - 1)), base: 0 })
}

/** What happens, in order, and a counter and a fleet to which it does. */
function watched() {
  const happened: string[] = []
  const counter: Counter = {
    async count({ server, side, launches }) {
      happened.push(`${side} is counted`)
      const launch = (): CountedLaunch => ({ server: server.name, side, blocks: [], processes: 1, seconds: 1 })
      return { launches: Array.from({ length: launches }, launch) }
    },
    profile: async () => ({ notCounted: 'nobody asks for it' }),
    rehearsed: (server) => ({ ...server, command: [...server.command, 'rehearsal'] }),
    alone: (_server, task) => task(),
    atOnce: 2,
  }
  const fleet: Pick<Fleet, 'prepared' | 'launch'> = {
    prepared,
    async launch(name, side, as = (server) => server) {
      const server = as(prepared(name, side))
      happened.push(server.command.join(' '))
      const stop = async () => void happened.push(`${side} is stopped`)
      return { server, given: null, origin, stop } as unknown as Launch
    },
  }
  return { happened, counting: countWith(counter, { fleet, env: {}, valgrind: '3.19', onProgress: () => {} }) }
}

test('each side is rehearsed before it is counted, as it will be, and stopped again', async () => {
  const { happened, counting } = watched()
  await counting.until(scenario, both)
  expect(happened.toSorted()).toEqual([
    'base is counted',
    'base is stopped',
    'head is counted',
    'head is stopped',
    'node base rehearsal',
    'node head rehearsal',
  ])
  for (const side of ['head', 'base'])
    expect(happened.indexOf(`${side} is stopped`)).toBeLessThan(happened.indexOf(`${side} is counted`))
})

test('scenarios that ask the same share a rehearsal, and others have their own', async () => {
  const { happened, counting } = watched()
  await counting.until(scenario, once())
  await counting.until({ ...scenario, title: 'again' }, once())
  await counting.until({ ...scenario, request: { ...scenario.request!, path: '/other' } }, once())
  expect(happened.filter((one) => one === 'head is counted')).toHaveLength(3)
  expect(happened.filter((one) => one === 'node head rehearsal')).toHaveLength(2)
})

test('a side that answers wrong is not counted, and the reason is its answer', async () => {
  const { happened, counting } = watched()
  const wrong = { ...scenario, request: { ...scenario.request!, expect: { body: 'good day' } } }
  const counts = await counting.until(wrong, both)
  expect(counts.get('one')).toEqual({ notCounted: expect.stringContaining('good day') as string })
  expect(happened).toEqual(['node head rehearsal', 'head is stopped'])
})
