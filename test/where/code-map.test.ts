import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCodeMap } from '../../src/where/code-map.ts'

const MAP = `7fa0f2804400 2c JS:^GET /users /app/my app/a.cjs:1:25
7fa0f280b480 450 RegExp.> src: 'a+b|c d' flags: ''
7F0000001000 b py::<module>:/app/main.py
`

test('code has its name from its first byte to its last', () => {
  const nameAt = readCodeMap(MAP)
  expect([0x7fa0f28043ff, 0x7fa0f2804400, 0x7fa0f280442b, 0x7fa0f280442c].map(nameAt)).toEqual([
    null,
    'JS:^GET /users /app/my app/a.cjs:1:25',
    'JS:^GET /users /app/my app/a.cjs:1:25',
    null,
  ])
  expect(nameAt(0x7fa0f280b500)).toBe("RegExp.> src: 'a+b|c d' flags: ''")
  expect(nameAt(0x7f0000001005)).toBe('py::<module>:/app/main.py')
})

test('a symbol is no address', () => {
  expect(readCodeMap('0 ffffff all\n')(Number('Builtins_LoadIC'))).toBeNull()
})

test('where code was made in the place of other code, the later counts', () => {
  expect(readCodeMap('1000 40 before\n2000 40 between\n1000 20 after\n')(0x1010)).toBe('after')
})

test('names keep spaces, pipes, unicode and separators that are no line feeds', () => {
  const name = 'JS:^ünï | <b>\u2028\r[as x] /app/a.js:1:1'
  expect(readCodeMap(`1000 10 ${name}\n`)(0x1000)).toBe(name)
})

test('a name with a line feed does not hide what follows', () => {
  const nameAt = readCodeMap('1000 10 JS:^a\nb /app/a.js:1:1\n1010 10 JS:^c /app/a.js:2:1\n')
  expect(nameAt(0x1010)).toBe('JS:^c /app/a.js:2:1')
})

test('a line that the process did not finish means nothing', () => {
  expect(readCodeMap('1000 10 one\n2000 10 tw')(0x2000)).toBeNull()
})

test('any text is a map, if of nothing', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer(), (text, address) => {
      expect(readCodeMap(`# ${text.replaceAll('\n', ' ')}\n`)(address)).toBeNull()
    }),
  )
})

test('every piece of code is found among any number of others', () => {
  const sizes = fc.array(fc.tuple(fc.nat(5), fc.integer({ min: 1, max: 5 })), { minLength: 1, maxLength: 15 })
  fc.assert(
    fc.property(sizes, fc.infiniteStream(fc.nat()), (gaps, order) => {
      let at = 1
      const pieces = gaps.map(([gap, size], index) => ({ start: (at += gap), end: (at += size), name: `n${index}` }))
      const shuffled = pieces
        .map((piece) => [order.next().value as number, piece] as const)
        .toSorted(([one], [other]) => one - other)
      const text = shuffled.map(
        ([, { start, end, name }]) => `${start.toString(16)} ${(end - start).toString(16)} ${name}\n`,
      )
      const nameAt = readCodeMap(text.join(''))
      for (let address = 0; address <= at; address += 1)
        expect(nameAt(address)).toBe(pieces.find(({ start, end }) => start <= address && address < end)?.name ?? null)
    }),
  )
})
