import { array, assert, integer, nat, pre, property, uint8Array } from 'fast-check'
import { expect, test } from 'vitest'
import { bodyCheck, type BodyCheck } from '../../../src/load/answer/body-check.ts'
import { exactly } from '../../../src/load/answer/right-answer.ts'

const anyBytes = uint8Array().map((bytes) => Buffer.from(bytes))
const cuts = array(nat(200), { maxLength: 5 })

test('the expected bytes are right, wherever the network cuts them', () => {
  assert(
    property(anyBytes, cuts, (body, at) => {
      const check = bodyCheck(exactly(body).body)
      expect(answer(check, body, at)).toBe(true)
      expect(answer(check, body, [])).toBe(true)
    }),
  )
})

test('a single other byte is wrong, and leaves the next answer right', () => {
  assert(
    property(anyBytes, nat(), integer({ min: 1, max: 255 }), cuts, (bytes, position, change, at) => {
      pre(bytes.length > 0)
      const other = Buffer.from(bytes)
      const index = position % bytes.length
      other[index] = (other[index] ?? 0) ^ change
      const check = bodyCheck(exactly(bytes).body)
      expect(answer(check, other, at)).toBe(false)
      expect(answer(check, bytes, at)).toBe(true)
    }),
  )
})

test.each(['', 'hell', 'hello!', 'hellohello'])('%j is not hello', (body) => {
  expect(answer(bodyCheck(exactly('hello').body), Buffer.from(body), [2])).toBe(false)
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
