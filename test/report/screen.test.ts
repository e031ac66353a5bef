import fc from 'fast-check'
import { expect, test } from 'vitest'
import { visible } from '../../src/report/safe.ts'
import { cut, cutMiddle, displayWidth, padded, wrap } from '../../src/report/screen.ts'
import { anyText } from './any-report.ts'

const text = anyText.map(visible)
const words = fc.array(fc.stringMatching(/^[a-z]{1,20}$/), { maxLength: 40 })
const width = fc.integer({ min: 0, max: 60 })

// Asked of a terminal (tmux 3.3a): the column of the cursor after each text.
test.each([
  ['fastify', 7],
  ['漢', 2],
  ['가', 2],
  ['\u1100\u1161\u11A8', 2],
  ['e\u0301', 1],
  ['🚀', 2],
  ['🇩🇪', 2],
  ['क\u094Dष\u093F', 3],
  ['→…␛�µ−', 6],
])('%s takes %i columns', (shown, columns) => {
  expect(displayWidth(shown)).toBe(columns)
})

test('colours take no columns', () => {
  expect(displayWidth('\u001B[1m\u001B[31mred\u001B[39m\u001B[22m')).toBe(3)
})

test.each([
  ['fastify', 7, 'fastify', 'fastify'],
  ['fastify-cluster-2', 15, 'fastify-cluste…', 'fastify…uster-2'],
  ['fastify-cluster-2', 1, '…', '…'],
  ['fastify', 0, '', ''],
  ['漢字サーバー', 6, '漢字…', '漢…ー'],
])('%s in %i columns is %s, or %s when its end matters', (whole, columns, atEnd, inMiddle) => {
  expect(cut(whole, columns)).toBe(atEnd)
  expect(cutMiddle(whole, columns)).toBe(inMiddle)
})

test('what was cut fits, and what fits is not cut', () => {
  fc.assert(
    fc.property(text, width, (whole, columns) => {
      for (const shorter of [cut(whole, columns), cutMiddle(whole, columns)]) {
        expect(displayWidth(shorter)).toBeLessThanOrEqual(columns)
        if (displayWidth(whole) <= columns) expect(shorter).toBe(whole)
      }
    }),
    { numRuns: 500 },
  )
})

test('what was padded takes just as many columns', () => {
  fc.assert(
    fc.property(text, (whole) => {
      const room = displayWidth(whole) + 3
      expect(displayWidth(padded(whole, room, 'left'))).toBe(room)
      expect(padded(whole, room, 'right')).toBe(`   ${whole}`)
    }),
  )
})

test('wrapped lines fit, and lose no word that fits', () => {
  fc.assert(
    fc.property(words, fc.integer({ min: 30, max: 90 }), (own, columns) => {
      const lines = wrap(own.join(' '), columns)
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns)
      expect(lines.join(' ').match(/\S+/g) ?? []).toEqual(own)
    }),
  )
})

test('wrapped lines fit whatever is in them', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 10, max: 90 }), (whole, columns) => {
      for (const line of wrap(whole, columns)) expect(displayWidth(line)).toBeLessThanOrEqual(columns)
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['it takes some 1 min 52 s, and more', ['it takes some', '  1 min 52 s, and', '  more']],
  ['a tolerance of 10 % is allowed', ['a tolerance of', '  10 % is allowed']],
  ['record with `npm run x`.', ['record with', '  `npm run x`.']],
])('numbers keep their units and commands stay whole: %s', (whole, lines) => {
  expect(wrap(whole, 17)).toEqual(lines)
})
