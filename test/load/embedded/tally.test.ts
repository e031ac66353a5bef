import { array, assert, integer, nat, pre, property, string, uint8Array } from 'fast-check'
import { expect, test } from 'vitest'
import { bodyCheck, openTally, type BodyCheck } from '../../../src/load/embedded/tally.ts'

const text = string({ unit: 'binary' })
const cuts = array(nat(200), { maxLength: 5 })

test('the expected body is right, wherever the network cuts it', () => {
  assert(
    property(text, cuts, (body, at) => {
      const check = bodyCheck(body)
      expect(answer(check, Buffer.from(body), at)).toBe(true)
      expect(answer(check, Buffer.from(body), [])).toBe(true)
    }),
  )
})

test('a single other byte is wrong, and leaves the next answer right', () => {
  assert(
    property(text, nat(), integer({ min: 1, max: 255 }), cuts, (body, position, change, at) => {
      const bytes = Buffer.from(body)
      pre(bytes.length > 0 && !body.includes('\uFFFD'))
      const other = Buffer.from(bytes)
      const index = position % bytes.length
      other[index] = (other[index] ?? 0) ^ change
      const check = bodyCheck(body)
      expect(answer(check, other, at)).toBe(false)
      expect(answer(check, bytes, at)).toBe(true)
    }),
  )
})

test.each(['', 'hell', 'hello!', 'hellohello'])('%j is not hello', (body) => {
  expect(answer(bodyCheck('hello'), Buffer.from(body), [2])).toBe(false)
})

test('bytes that are no text are compared by the text they were read as', () => {
  assert(
    property(uint8Array({ minLength: 1 }), cuts, (bytes, at) => {
      const body = Buffer.from([...bytes, 0xff])
      expect(answer(bodyCheck(body.toString()), body, at)).toBe(true)
      expect(answer(bodyCheck(body.toString()), Buffer.concat([body, body]), at)).toBe(false)
    }),
  )
})

function answer(check: BodyCheck, body: Buffer, cutAt: readonly number[]): boolean {
  const edges = [0, ...cutAt.toSorted((a, b) => a - b), body.length]
  for (const [index, edge] of edges.slice(1).entries()) {
    // As a connection does that reads into the same memory again.
    const memory = Buffer.from(body.subarray(edges[index], edge))
    check.add(memory)
    memory.fill(0)
  }
  return check.matches()
}

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
  expect(tally.failures).toEqual({ connection: 2, lost: 2, timeout: 2, status: 0, body: 0 })
})
