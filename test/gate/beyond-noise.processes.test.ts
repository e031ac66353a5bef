import { describe, expect, test } from 'vitest'
import { scriptedGate, type Orders } from './scripted.ts'

/** Slowdowns that anybody would see, through a whole gate. */

/** Records so many launches of a server; then the words of its cells at `cost`, by metric. */
async function wordsOf(launches: number, budget: string, orders: Orders): Promise<Readonly<Record<string, string>>> {
  const first = await scriptedGate({ servers: { plain: {} }, project: { budget: { waves: launches, rounds: 3 } } })
  await first.hold('plain')
  await first.conclude()
  const env = { LOADGATE_BUDGET: budget }
  const { hold } = await scriptedGate({ servers: { plain: orders }, folder: first.folder, env })
  const { verdicts } = await hold('plain')
  return Object.fromEntries(verdicts.map(({ metric, verdict }) => [metric, verdict]))
}

describe.for([3, 6, 20])('against %d recorded launches', (launches) => {
  describe.for(['quick', 'default'])('in a %s run', (budget) => {
    // A request of 0.25 ms that sleeps for 1, 5 and 40 ms.
    test.for([5, 20, 160])('a server that is %d times as slow is red', async (cost) => {
      const words = await wordsOf(launches, budget, { cost })
      expect(words).toMatchObject({ throughput: 'regressed', cpuPerRequest: 'regressed' })
    })

    test('an unchanged server is not', async () => {
      expect(Object.values(await wordsOf(launches, budget, {}))).not.toContain('regressed')
    })
  })
})
