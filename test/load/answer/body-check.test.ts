import { gzipSync } from 'node:zlib'
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

test.each([
  ['help!', "from byte 3 on: 'help!' instead of 'hello'"],
  ['hell', "from byte 4 on: 'hell' instead of 'hello'"],
  ['hello!', "from byte 5 on: 'hello!' instead of 'hello'"],
  ['', "from byte 0 on: nothing instead of 'hello'"],
])('how %j is not hello is told, wherever the network cuts it', (body, told) => {
  assert(
    property(cuts, (at) => {
      const check = bodyCheck(exactly('hello').body)
      answer(
        check,
        Buffer.from(body),
        at.map((cut) => cut % (body.length + 1)),
      )
      answer(check, Buffer.from('hello'), [])
      expect(check.howWrong()).toBe(
        `with other bytes than the first answer, ${told}. Make the server give the same answer every time, or check what does not vary with \`expect\``,
      )
    }),
  )
})

test.each([
  [{ includes: ['<p>'] }, 'oops', "with a body that does not include '<p>', as `expect.includes` asks for: 'oops'."],
  [{ length: 5 }, 'oops', 'with a body of 4 bytes, but `expect.length` is 5.'],
  [{ json: { equal: { id: 6 } } }, '{"id":7}', "with JSON that has '7' at 'id', but `expect.json.equal` has '6'."],
  [{ json: { ignore: ['at'], document: { name: 'x' } } }, '{"name":"y"}', 'with another body than the first time: '],
])('how a body breaks %j is told as in counted runs', (rules, body, told) => {
  const check = bodyCheck({ kind: 'rules', encoding: null, rules })
  expect(answer(check, Buffer.from(body), [])).toBe(false)
  expect(check.howWrong()).toContain(told)
})

test('a compressed body is told decoded', () => {
  const expected = Buffer.from('hello').toString('base64')
  const check = bodyCheck({ kind: 'decoded', encoding: 'gzip', base64: expected })
  expect(answer(check, gzipSync('help!'), [3])).toBe(false)
  expect(check.howWrong()).toContain("from byte 3 on: 'help!' instead of 'hello'")
  expect(answer(check, Buffer.from('help!'), [])).toBe(false)
  expect(check.howWrong()).toContain('with a body that cannot be decoded (content-encoding: gzip)')
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
