import { expect, test } from 'vitest'
import type { Task } from '../../src/bisect/count-commit.ts'
import { countSeries } from '../../src/bisect/count-series.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'
import { commit, countedAs } from './counted.ts'

const scenario = scenarioSchema.parse({
  title: 'home',
  servers: ['a', 'b'],
  request: { path: '/' },
  load: { connections: 1 },
})
const subjects = ['a', 'b'].map((server) => ({ scenario, server }))

/** What each server takes at each commit; null where it cannot be counted. */
const COSTS: Readonly<Record<string, readonly (number | null)[]>> = {
  a: [1000, 1000, 1100, 1100, 1050, 1050],
  b: [500, null, null, 510, 510, 511],
}
const way = COSTS['a']!.map((_, place) => commit(`commit ${place}`))

async function series(every: number) {
  const asked: string[] = []
  const told: string[] = []
  const all = await countSeries(way, {
    every,
    subjects,
    config: null,
    async count(one, tasks: readonly Task[]) {
      asked.push(`${one.subject}: ${tasks.map(({ server, launches }) => `${server} ${launches}`).join()}`)
      return tasks.map(({ server }) => {
        const cost = COSTS[server]![way.indexOf(one)]!
        return cost === null ? { skipped: 'why' } : countedAs(cost)
      })
    },
    onNext: (one, following) => told.push(`${one.subject}, ${following} follow`),
    onCounted: () => {},
  })
  return { all, asked, told }
}

test('every commit is counted once for all servers, and each server has its own series and changes', async () => {
  const { all, asked, told } = await series(1)
  expect(asked[0]).toBe('commit 0: a 2,b 2')
  expect([asked.length, told.at(0), told.at(-1)]).toEqual([6, 'commit 0, 5 follow', 'commit 5, 0 follow'])
  const [a, b] = all
  expect(a!.commits.map((one) => ('count' in one ? Math.round(one.count.instructions) : one.skipped))).toEqual(
    COSTS['a'],
  )
  expect(
    a!.changes.map(({ commits, change }) => [commits.map(({ subject }) => subject), change.estimate.toFixed(2)]),
  ).toEqual([
    [['commit 2'], '0.10'],
    [['commit 4'], '-0.05'],
  ])
  expect(b!.commits[1]).toMatchObject({ skipped: 'why' })
  expect(b!.changes.map(({ before, commits }) => [before.subject, commits.length])).toEqual([['commit 0', 3]])
})

test('of every other commit, a change has those that were left out among its commits', async () => {
  const { all, asked } = await series(2)
  expect(asked.map((one) => one.split(':')[0])).toEqual(['commit 0', 'commit 2', 'commit 4', 'commit 5'])
  expect(all[0]!.changes[0]!.commits.map(({ subject }) => subject)).toEqual(['commit 1', 'commit 2'])
})
