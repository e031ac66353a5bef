import { expect, test } from 'vitest'
import type { CountingMeans } from '../../src/gate/count-server.ts'
import { openCounting, secondsLeft } from '../../src/gate/count-servers.ts'
import type { CountingProgress } from '../../src/measure/progress.ts'
import type { CountedLaunch } from '../../src/model/count.ts'
import { LoadgateError } from '../../src/model/error.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'
import { serverSchema } from '../../src/model/server.ts'
import { identity } from './scripted.ts'

const counter: CountingMeans['counter'] = {
  async count({ server, side, launches }) {
    const launch = (): CountedLaunch => ({ server: server.name, side, blocks: [], processes: 1, seconds: 1 })
    return { launches: Array.from({ length: launches }, launch) }
  },
  profile: async () => ({ notCounted: 'nobody asks for it' }),
  atOnce: 4,
}

const scenario = scenarioSchema.parse({
  title: 'home page',
  servers: ['one', 'other'],
  request: { path: '/' },
  load: { connections: 4 },
})

test('progress says how many launches there will be, and what is left with the timing after them', async () => {
  const shown: CountingProgress[] = []
  const counting = openCounting({
    counter,
    fleet: { prepared: (name) => serverSchema.parse({ name, command: ['node'] }) },
    identify: async () => identity,
    rehearse: async () => {},
    onProgress: (progress) => shown.push(progress),
  })
  await counting.until(
    scenario,
    (_server, counts) => ({ head: 'head' in counts && counts.head.length === 0 ? 2 : 0, base: 0 }),
    90,
  )
  expect(shown.map(({ launches, expected }) => [launches, expected])).toEqual([
    [0, 2],
    [0, 4],
    [2, 4],
    [4, 4],
  ])
  expect(shown.slice(0, 2).map(({ left }) => left)).toEqual([0, 0])
  expect(shown[2]?.left).toBeGreaterThan(90)
  expect(shown[3]?.left).toBe(90)
})

test('what is left is right from the first launch that ends on, where launches take equally long', () => {
  const [each, expected, atOnce] = [10, 40, 4]
  for (let launches = atOnce; launches < expected; launches += atOnce) {
    const now = each * (launches / atOnce + 0.5)
    const left = secondsLeft([{ began: 0, launches, expected }], now, atOnce)
    expect(left).toBeCloseTo((each * expected) / atOnce - now, 6)
  }
  expect(secondsLeft([{ began: 0, launches: 1, expected: 1 }], 9, atOnce)).toBe(0)
})

test('a server whose first answers are wrong is not launched under the counter, and its reason is told', async () => {
  const counted: string[] = []
  const counting = openCounting({
    counter: { ...counter, count: (task) => (counted.push(task.server.name), counter.count(task)) },
    fleet: { prepared: (name) => serverSchema.parse({ name, command: ['node'] }) },
    identify: async () => identity,
    rehearse: async (server, _side, { request }) => {
      if (server === 'one')
        throw new LoadgateError('answers-differ', `${server} answered GET ${request?.path} twice, and …`)
    },
    onProgress: () => {},
  })
  const counts = await counting.until(scenario, (_server, so) => ({
    head: 'head' in so && so.head.length === 0 ? 2 : 0,
    base: 0,
  }))
  expect(counts.get('one')).toEqual({ notCounted: 'one answered GET / twice, and …' })
  expect(counted).toEqual(['other'])
})

test('two scenarios that ask a server the same at once share its launches', async () => {
  const counted: string[] = []
  const shown: CountingProgress[] = []
  const counting = openCounting({
    counter: { ...counter, count: (task) => (counted.push(task.server.name), counter.count(task)) },
    fleet: { prepared: (name) => serverSchema.parse({ name, command: ['node'] }) },
    identify: async () => identity,
    rehearse: async () => {},
    onProgress: (progress) => shown.push(progress),
  })
  const two = [scenario, { ...scenario, title: 'the same', servers: ['other', 'third'] }]
  const [, same] = await Promise.all(
    two.map((one) =>
      counting.until(one, (_server, so) => ({ head: 'head' in so && so.head.length === 0 ? 2 : 0, base: 0 })),
    ),
  )
  expect(counted.toSorted()).toEqual(['one', 'other', 'third'])
  expect(same?.get('other')).toMatchObject({ head: [{ server: 'other' }, { server: 'other' }] })
  expect(shown.at(-1)?.left).toBe(0)
})
