import { expect, test } from 'vitest'
import type { Counter, Task as Counted } from '../../src/count/counter.ts'
import { countServer, type NeededLaunches } from '../../src/gate/count-server.ts'
import type { CountedLaunch } from '../../src/model/count.ts'
import { LoadgateError } from '../../src/model/error.ts'
import { serverSchema } from '../../src/model/server.ts'
import { identity } from './scripted.ts'

/** Blocks of 100 instructions per request at first, and of 90 once it is known what went by the clock. */
const EXECUTED = 100
const BY_REQUESTS = 90

type Refused = { readonly first?: string; readonly ahead?: string }

/** A counter whose launches end when they are told to, and which says what happened in which order. */
function heldBack(refused?: Refused, half?: number) {
  const happened: string[] = []
  const waiting: (() => void)[] = []
  const count: Counter['count'] = async ({ server: { name }, side, launches, onHalf, onBlocks }: Counted) => {
    happened.push(`${launches} of ${side} begin`)
    const launch = (instructions: number): CountedLaunch => ({
      server: name,
      side,
      blocks: [{ requests: 1, instructions }],
      processes: 1,
      seconds: 1,
    })
    if (half !== undefined) {
      for (let index = 0; index < launches; index += 1) onHalf?.(launch(half))
      await new Promise<void>((resolve) => waiting.push(resolve))
      happened.push(`${launches} of ${side} have all blocks`)
    }
    for (let index = 0; index < launches; index += 1) onBlocks?.(launch(EXECUTED))
    await new Promise<void>((resolve) => waiting.push(resolve))
    happened.push(`${launches} of ${side} end`)
    const reason = launches === 1 ? refused?.ahead : refused?.first
    return reason ? { notCounted: reason } : { launches: Array.from({ length: launches }, () => launch(BY_REQUESTS)) }
  }
  return { happened, endNext: () => waiting.shift()?.(), count }
}

function countingWith({ count }: Pick<Counter, 'count'>, needed: NeededLaunches) {
  const told: string[] = []
  const task = {
    server: 'one',
    asking: {},
    needed,
    onNeeded: (_server: string, launches: number) => told.push(`${launches} more`),
    onCounted: (_server: string, launches: number) => told.push(`${launches} counted`),
  }
  const counts = countServer(task, undefined, {
    counter: {
      count,
      profile: async () => ({ notCounted: 'nobody asks for it' }),
      atOnce: 1,
    },
    fleet: { prepared: (name) => serverSchema.parse({ name, command: ['node'] }) },
    identify: async () => identity,
    rehearse: async () => {},
  })
  return { counts, told }
}

/** Four launches. Half of the blocks of the first two ask for the others where these executed so much, and all of them do in any case. */
function twoMoreFrom(instructions: number): NeededLaunches {
  return (_server, counts, isHalf) => {
    if ('notCounted' in counts) return { head: 0, base: 0 }
    const { length } = counts.head
    if (length < 2) return { head: 2 - length, base: 0 }
    const isMore = counts.head.every(({ blocks: [block] }) => block!.instructions >= instructions)
    return { head: isHalf && !isMore ? 0 : 4 - length, base: 0 }
  }
}

/** Two launches, and a third where each of these executed so much. */
function thirdFrom(instructions: number): NeededLaunches {
  return (_server, counts) => {
    if ('notCounted' in counts) return { head: 0, base: 0 }
    const { length } = counts.head
    if (length < 2) return { head: 2 - length, base: 0 }
    const isMore = counts.head.every(({ blocks: [block] }) => block!.instructions >= instructions)
    return { head: length === 2 && isMore ? 1 : 0, base: 0 }
  }
}

async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}

test('the launch that blocks ask for begins before those that have them end', async () => {
  const counter = heldBack()
  const { counts, told } = countingWith(counter, thirdFrom(BY_REQUESTS))
  await settle()
  expect(counter.happened).toEqual(['2 of head begin', '1 of head begin'])
  counter.endNext()
  await settle()
  counter.endNext()
  expect(await counts).toMatchObject({
    head: Array.from({ length: 3 }, () => ({ blocks: [{ instructions: BY_REQUESTS }] })),
  })
  expect(counter.happened).toEqual(['2 of head begin', '1 of head begin', '2 of head end', '1 of head end'])
  expect(told).toEqual(['2 more', '1 more', '2 counted', '1 counted'])
})

test('nothing more is launched where the blocks ask for nothing', async () => {
  const counter = heldBack()
  const { counts } = countingWith(counter, thirdFrom(EXECUTED + 1))
  await settle()
  counter.endNext()
  expect(await counts).toMatchObject({ head: [{}, {}], base: [] })
  expect(counter.happened).toEqual(['2 of head begin', '2 of head end'])
})

test('a launch that is not needed once it is known what went by the clock is kept, and asks for no other', async () => {
  const counter = heldBack()
  const { counts } = countingWith(counter, thirdFrom(EXECUTED))
  await settle()
  counter.endNext()
  await settle()
  counter.endNext()
  expect(await counts).toMatchObject({ head: [{}, {}, {}] })
  expect(counter.happened.filter((what) => what.endsWith('begin'))).toEqual(['2 of head begin', '1 of head begin'])
})

function begins(launches: number): readonly string[] {
  return launches === 0 ? [] : [`${launches} of head begin`]
}

test.for([
  ['one launch begins when half of the blocks ask for it, and the others when all do', 200, [1, 1]],
  ['what only all blocks ask for begins when there are all', 199, [0, 2]],
] as const)('%s', async ([, executed, [early, later]]) => {
  const counter = heldBack({}, executed)
  const { counts, told } = countingWith(counter, twoMoreFrom(200))
  await settle()
  expect(counter.happened).toEqual(['2 of head begin', ...begins(early)])
  counter.endNext()
  await settle()
  expect(counter.happened).toEqual(['2 of head begin', ...begins(early), '2 of head have all blocks', ...begins(later)])
  for (let left = 6; left > 0; left -= 1) {
    counter.endNext()
    await settle()
  }
  expect(await counts).toMatchObject({ head: [{}, {}, {}, {}] })
  expect(told.filter((what) => what.endsWith('more'))).toEqual([
    '2 more',
    ...[early, later].filter(Boolean).map((some) => `${some} more`),
  ])
})

/** One launch; two more, or as many as are said, where it executed so much. */
function moreThanOne(instructions: number, more = 2): NeededLaunches {
  return (_server, counts) => {
    if ('notCounted' in counts) return { head: 0, base: 0 }
    const [first, ...others] = counts.head
    if (!first) return { head: 1, base: 0 }
    return { head: first.blocks[0]!.instructions < instructions ? 0 : Math.max(0, more - others.length), base: 0 }
  }
}

test.for([
  ['both launches that confirm a first one begin when half of its blocks look red', 2, ['2 of head begin']],
  ['where more confirm it, the others begin when all of its blocks do', 4, ['2 of head begin', '2 of head begin']],
] as const)('%s', async ([, more, begun]) => {
  const counter = heldBack({}, 200)
  const { counts } = countingWith(counter, moreThanOne(BY_REQUESTS, more))
  await settle()
  expect(counter.happened).toEqual(['1 of head begin', '2 of head begin'])
  counter.endNext()
  await settle()
  expect(counter.happened.filter((what) => what.endsWith('begin'))).toEqual(['1 of head begin', ...begun])
  for (let left = 3 * begun.length; left > 0; left -= 1) {
    counter.endNext()
    await settle()
  }
  expect(await counts).toMatchObject({ head: Array.from({ length: 1 + more }, () => ({})) })
})

test('both sides are waited for before anything more is launched', async () => {
  const counter = heldBack()
  const { counts } = countingWith(counter, (_server, so) => {
    if ('notCounted' in so || so.head.length === 3) return { head: 0, base: 0 }
    return so.base.length === 0 ? { head: 2, base: 2 } : { head: 1, base: 0 }
  })
  await settle()
  expect(counter.happened).toEqual(['2 of base begin', '2 of head begin', '1 of head begin'])
  for (let launches = 0; launches < 3; launches += 1) {
    counter.endNext()
    await settle()
  }
  expect(await counts).toMatchObject({ head: [{}, {}, {}], base: [{}, {}] })
})

test('a server that cannot be counted is told once what was launched meanwhile has ended', async () => {
  const counter = heldBack({ first: 'not counted: it ended' })
  const { counts } = countingWith(counter, thirdFrom(BY_REQUESTS))
  await settle()
  counter.endNext()
  await settle()
  expect(counter.happened.at(-1)).toBe('2 of head end')
  counter.endNext()
  expect(await counts).toEqual({ notCounted: 'not counted: it ended' })
  expect(counter.happened.at(-1)).toBe('1 of head end')
})

test('why a launch that is not needed could not be counted does not matter; of one that is needed, it does', async () => {
  const refused = { ahead: 'not counted: it ended' }
  for (const [needed, found] of [
    [thirdFrom(EXECUTED), { head: [{}, {}] }],
    [thirdFrom(BY_REQUESTS), { notCounted: refused.ahead }],
  ] as const) {
    const counter = heldBack(refused)
    const { counts } = countingWith(counter, needed)
    await settle()
    counter.endNext()
    await settle()
    counter.endNext()
    expect(await counts).toMatchObject(found)
  }
})

test('who interrupts the first launches interrupts those that they asked for, and neither is left unhandled', async () => {
  const interrupted = new LoadgateError('interrupted', 'The run was interrupted.')
  const count: Counter['count'] = async (task) => {
    await heldBackOnce(task)
    throw interrupted
  }
  const { counts } = countingWith({ count }, thirdFrom(0))
  await expect(counts).rejects.toBe(interrupted)
})

async function heldBackOnce({ server: { name }, side, launches, onBlocks }: Counted): Promise<void> {
  const launch: CountedLaunch = {
    server: name,
    side,
    blocks: [{ requests: 1, instructions: EXECUTED }],
    processes: 1,
    seconds: 1,
  }
  for (let index = 0; index < launches; index += 1) onBlocks?.(launch)
  await settle()
}
