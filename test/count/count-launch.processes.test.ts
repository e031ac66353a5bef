import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { countLaunch, type Counting, type Counts } from '../../src/count/count-launch.ts'
import type { CounterReading } from '../../src/count/counters.ts'
import { launchCounted, type CountedServer } from '../../src/count/launch-counted.ts'
import type { Request } from '../../src/model/request.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { counted, reason, asked, valgrind } from './fixture.ts'

const watchdog = startWatchdog()
afterAll(() => watchdog.close())

const signal = new AbortController().signal

type Limits = Partial<Pick<Counting, 'within' | 'patience' | 'onHalf' | 'onBlocks'> & Pick<Counting['plan'], 'most'>>

describe.skipIf(valgrind === '')(`one launch${reason}`, { timeout: 120_000 }, async () => {
  const launched = await launchCounted(counted('answers-as-asked', ['good day']), { watchdog, valgrind })
  afterAll(() => launched.stop())

  const count = (options: Partial<Request>, { within = 20, most = 4, patience = 100, onHalf, onBlocks }: Limits = {}) =>
    countLaunch(launched, {
      asked: asked(options),
      plan: { warmup: 5, block: 1e6, fewest: 2, most },
      within,
      patience,
      signal,
      onHalf,
      onBlocks,
    })

  test('is counted block by block', async () => {
    const told: Counts[] = []
    const tell = (counts: Counts) => told.push(counts)
    const { blocks, processes } = await count({ expect: 'good day' }, { onHalf: tell, onBlocks: tell })
    expect(processes).toBe(1)
    // What it did by the clock is still in them.
    const executed = blocks.map(({ requests }) => ({ requests, instructions: expect.any(Number) }))
    expect(told).toEqual([
      { processes, blocks: executed.slice(0, 1) },
      { processes, blocks: executed },
    ])
    for (const counts of told)
      for (const [index, { instructions }] of counts.blocks.entries())
        expect(instructions).toBeGreaterThan(blocks[index]!.instructions)
    expect(blocks.length).toBeGreaterThanOrEqual(2)
    for (const { requests, instructions } of blocks)
      expect([requests, instructions > 100_000]).toEqual([blocks[0]?.requests, true])
  })

  test('goes on no longer than its time, and has the fewest blocks then', async () => {
    expect((await count({}, { within: 0, most: 100 })).blocks).toHaveLength(2)
  })

  test('has no count when it answers wrong', async () => {
    await expect(count({ expect: 'good night' })).rejects.toThrow(
      "request number 1 was answered with another body than `expect` has, from byte 5 on: 'good day' instead of 'good night'",
    )
  })

  test('has no count when it answers too slowly', async () => {
    await expect(count({ path: '/slow/700' }, { patience: 3 })).rejects.toThrow(
      'it answers so slowly under valgrind that 3 s were not enough',
    )
  })

  test('has no count when it ends', async () => {
    await expect(count({ path: '/exit/3' })).rejects.toThrow(
      /^it ended while it was counted: answers-as-asked ended with exit code 3/,
    )
  })
})

function onlyByTheClock(): CounterReading {
  const now = performance.now()
  return { processes: [1], executed: [now * 1e6], at: now / 1000 }
}

test('a server that executes nothing but by the clock has no count, rather than one of nothing', async () => {
  const server = createServer((_request, answer) => answer.end('x')).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const launched = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rest: async () => {},
    read: async () => onlyByTheClock(),
    processes: () => [1],
    exited: new Promise(() => {}),
  } as unknown as CountedServer
  const plan = { warmup: 1, block: 1e6, fewest: 2, most: 2 }
  await expect(countLaunch(launched, { asked: asked({}), plan, within: 5, signal })).rejects.toThrow(
    'what it executes by the clock hides what its requests make it execute',
  )
})
