import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openLanes } from '../../src/count/lanes.ts'

test.for([1, 2, 3])('at most %i run at a time, in the order in which they came', async (atOnce) => {
  const { take } = openLanes(atOnce)
  const began: number[] = []
  let running = 0
  let most = 0
  await Promise.all(
    Array.from({ length: 7 }, (_, index) =>
      take(async () => {
        began.push(index)
        most = Math.max(most, (running += 1))
        await delay(5)
        running -= 1
      }),
    ),
  )
  expect(began).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(most).toBe(atOnce)
})

test('what fails lets the next one in', async () => {
  const { take } = openLanes(1)
  const settled = await Promise.allSettled([take(() => Promise.reject(new Error('no'))), take(async () => 'yes')])
  expect(settled).toMatchObject([{ reason: new Error('no') }, { value: 'yes' }])
})
