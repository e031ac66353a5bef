import { expect, test } from 'vitest'
import { openTally } from '../../../src/load/embedded/tally.ts'

test('before counting, a broken answer counts and a right one does not', () => {
  const tally = openTally(10, 10)
  tally.answer(200, true, 0.001)
  tally.answer(500, true, 0.001)
  tally.answer(200, false, 0.001)
  expect(tally).toMatchObject({ answered: 0, right: 0, failures: { status: 1, body: 1 } })
  expect(tally.latency.close()).toBeNull()
})

test('only right answers have a latency', () => {
  const tally = openTally(10, 10)
  tally.counting = true
  tally.answer(204, true, 0.001)
  tally.answer(302, false, 0.5)
  tally.answer(200, false, 0.5)
  expect(tally).toMatchObject({ answered: 3, right: 1, failures: { status: 1, body: 1 } })
  expect(tally.latency.close()).toMatchObject({ count: 1, p99: 0.001 })
})

test('a scenario that names statuses has no others', () => {
  const tally = openTally(10, 10, [[304, 404]])
  tally.counting = true
  for (const status of [200, 304, 404, 204]) tally.answer(status, true, 0.001)
  expect(tally).toMatchObject({ answered: 4, right: 2, failures: { status: 2, body: 0 } })
})

test('wrong answers reach the goal of a warm-up too', async () => {
  const tally = openTally(2, 10)
  tally.counting = true
  tally.answer(500, false, 0.001)
  tally.answer(200, true, 0.001)
  await expect(tally.reached).resolves.toBeUndefined()
})

test('broken and lost connections together are a server that is gone, timeouts are not', async () => {
  const tally = openTally(Infinity, 3)
  let gone = false
  const broken = tally.broken.then(() => (gone = true))
  for (const kind of ['connection', 'lost', 'timeout', 'timeout', 'connection'] as const) tally.fail(kind)
  await Promise.resolve()
  expect(gone).toBe(false)
  tally.fail('lost')
  await broken
  expect(tally.failures).toEqual({ connection: 2, lost: 2, timeout: 2, status: 0, body: 0, unsent: 0 })
})

test('of a mix, each request has its own counts and its own right statuses', () => {
  const tally = openTally(10, 10, [[], [404]])
  tally.counting = true
  tally.answer(200, true, 0.001, 0, 0)
  tally.answer(404, true, 0.003, 0, 1)
  tally.answer(404, true, 0.003, 0, 0)
  tally.fail('timeout', 0, 1)
  tally.skip([1, 1])
  expect(tally).toMatchObject({ right: 2, failures: { status: 1, timeout: 1, unsent: 2 } })
  expect(tally.parts.map(({ right, failures }) => [right, failures.status, failures.timeout, failures.unsent])).toEqual(
    [
      [1, 1, 0, 0],
      [1, 0, 1, 2],
    ],
  )
  expect(tally.parts.map(({ latency }) => latency.close()?.p50)).toEqual([0.001, expect.closeTo(0.003, 5)])
})
