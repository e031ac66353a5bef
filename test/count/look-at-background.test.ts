import { afterEach, expect, test, vi } from 'vitest'
import { isEnough, lookAtBackground } from '../../src/count/look-at-background.ts'

/** Shares of a block that looks found to be background. */
test.for<[string, readonly number[], boolean]>([
  ['one look that finds next to nothing is enough', [0.0001], true],
  ['or less than what launches differ by anyway', [0.0004], true],
  ['one look that finds something is not', [0.0006], false],
  ['two that find the same are', [0.002, 0.0024], true],
  ['two that differ are not', [0.002, 0.0026], false],
  ['three are, where two of them agree', [0.002, 0.0026, 0.009], true],
  ['three are not, where each finds something else', [0.005, 0.025, 0.04], false],
  ['nor are five', [0.005, 0.025, 0.04, 0.0041, 0.004], false],
  ['six are, whatever they find', [0.005, 0.025, 0.04, 0.0041, 0.07, 0.09], true],
])('%s', ([, shares, enough]) => {
  expect(isEnough(shares)).toBe(enough)
})

/** Counters of one process that executes so much from one reading to the next. */
function reading(executed: readonly number[]) {
  const sums = executed.values()
  let sum = 0
  return async () => ({ processes: [1], executed: [(sum += sums.next().value ?? 0)], at: performance.now() / 1000 })
}

const blocks = [{ executed: [40_000_000], seconds: 0.5 }]

test.for([
  ['the first', [0, 20_500, 500]],
  ['the second', [0, 500, 20_500]],
] as const)('a timer that runs in %s of two readings is not taken for what a reading costs', async ([, executed]) => {
  const counters = { read: reading([...executed, 9_000_000, 500]) }
  const background = await lookAtBackground(counters, blocks, async () => {})
  expect(background).toEqual([{ perReading: 500, perSecond: 0 }])
})

test('what comes by the clock is told from readings without it, and looked at again where it is much', async () => {
  const timers = [0, 20_500, 500, 9_000_000, 20_500]
  const read = reading([...timers, ...timers.with(1, 500)])
  let asked = 0
  const short = [{ executed: [10_000_000], seconds: 0.5 }]
  const [found] = await lookAtBackground({ read }, short, async () => void (asked += 1))
  expect(asked).toBeGreaterThanOrEqual(4)
  expect(found!.perSecond).toBeGreaterThan(15_000)
})

afterEach(() => vi.useRealTimers())

test('the server is asked anew where the second of the clock is over before it is read', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 900 })
  const next = reading([0, 500, 500, 500, 500, 500])
  const read = () => (vi.setSystemTime(Date.now() + 110), next())
  const asked: number[] = []
  await lookAtBackground({ read }, blocks, async () => void asked.push(Date.now()))
  expect(asked).toEqual([900, 1010, 1340])
})
