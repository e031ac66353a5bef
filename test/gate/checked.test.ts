import { expect, test } from 'vitest'
import { checkedText, checkNotes } from '../../src/gate/checked.ts'
import type { Expect } from '../../src/model/expect.ts'

const asking = (expected: Expect | undefined) => ({
  request: { path: '/', method: 'GET' as const, headers: {}, expect: expected },
})

test.for<[Expect | undefined, string]>([
  [undefined, 'any 2xx and the bytes of the first answer'],
  ['hello', 'any 2xx and the whole body'],
  [{ status: [200, 304] }, 'status 200 or 304 and the bytes of the first answer'],
  [{ body: false }, 'any 2xx and whether there is a body'],
  [
    { includes: ['a', 'b'], length: true },
    "any 2xx, that the body includes 'a' and 'b' and the length of the first answer",
  ],
  [{ matches: ['^a'], length: 7 }, "any 2xx, that it matches '^a' and a length of 7 bytes"],
  [{ json: { ignore: [] } }, 'any 2xx and the JSON of the first answer'],
  [
    { json: { equal: { 'a.b': 1 }, ignore: ['c', 'd'] } },
    "any 2xx, the JSON at 'a.b' and the JSON of the first answer but for 'c' and 'd'",
  ],
])('%j is told as: %s', ([wanted, text]) => {
  expect(checkedText(asking(wanted))).toBe(text)
})

test('what is long, and what is much, is cut', () => {
  const wanted = { includes: ['x'.repeat(100), '\u001B[31m', 'b', 'c', 'd', 'e'] }
  expect(checkedText(asking(wanted))).toBe(
    `any 2xx and that the body includes '${'x'.repeat(50)}…', '\\x1b[31m', 'b', 'c' and 2 more`,
  )
})

test('a note says when bodies are not compared byte by byte, and nothing when they are', () => {
  for (const wanted of [undefined, 'hello', { status: [304] }]) expect(checkNotes(asking(wanted), [])).toEqual([])
  expect(checkNotes(asking({ body: false }), [])).toEqual([
    'Bodies were not compared, because the scenario says that they vary. Checked of every answer: any 2xx and whether there is a body.',
  ])
  expect(checkNotes(asking({ includes: ['a'] }), [])).toEqual([
    "Bodies were not compared byte by byte. Checked of every answer: any 2xx and that the body includes 'a'.",
  ])
  expect(checkNotes(asking(undefined), ['api'])).toEqual([
    'api compresses the same text to other bytes each time, so bodies were compared after decoding.',
  ])
})

test('of a mix, what is checked is told request by request, unless it is the same', () => {
  const [list, add] = [asking(undefined).request, asking({ status: [201], body: false }).request]
  const mix = (...all: readonly (typeof list)[]) => ({
    requests: all.map((one, at) => ({ ...one, name: `request ${at}`, weight: 1 })),
  })
  expect(checkedText(mix(list, list))).toBe('any 2xx and the bytes of the first answer')
  expect(checkedText(mix(list, add))).toBe(
    'request 0: any 2xx and the bytes of the first answer; request 1: status 201 and whether there is a body',
  )
  expect(checkNotes(mix(list, add), [])[0]).toMatch(
    /^Bodies were not compared, because the scenario says that they vary/,
  )
})
