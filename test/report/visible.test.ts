import fc from 'fast-check'
import { expect, test } from 'vitest'
import { oneLine, visible } from '../../src/report/visible.ts'
import { anyText } from './any-report.ts'

test.each([
  ['fastify-on-http 4.1 (a|b)', 'fastify-on-http 4.1 (a|b)'],
  ['a\nb\r\tc\u007F', 'a␊b␍␉c␡'],
  ['\u001B[31mred', '␛[31mred'],
  ['a\u009B2J', 'a�2J'],
  ['abc\u202Etxt\u2069', 'abc�txt�'],
  ['fast\u200Bify\uFEFF', 'fast�ify�'],
  ['a\u2028b', 'a�b'],
  ['a\uD800b', 'a�b'],
  ['👍🏽 ❤️ 👩‍💻', '👍� ❤ 👩�💻'],
  ['漢字 한국 e\u0301 🇩🇪', '漢字 한국 e\u0301 🇩🇪'],
  ['::error::x', '�:error::x'],
  ['  ::error::x', '  �:error::x'],
  ['http://[::1]:3000 a::b', 'http://[::1]:3000 a::b'],
  ['x ##[error]y ##vso[z]', 'x �#[error]y �#vso[z]'],
])('%j is shown as %s', (text, shown) => {
  expect(visible(text)).toBe(shown)
})

test('every text becomes one line that can be seen and does nothing', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(visible(text)).not.toMatch(/\p{C}|\p{Zl}|\p{Zp}|^\s*::|##\w*\[/u)
    }),
    { numRuns: 1000 },
  )
})

test('what was made visible stays as it is', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(visible(visible(text))).toBe(visible(text))
    }),
  )
})

test('what begins a line of wrapped text starts no command either', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const word of visible(text).split(' ')) expect(word).not.toMatch(/^::/)
    }),
  )
})

test('one sentence stays as it is', () => {
  expect(oneLine('It died.')).toBe('It died.')
})

test('what was printed follows it', () => {
  expect(oneLine('It died. The last that it printed:\n  | first\n  | second | third')).toBe(
    'It died. The last that it printed: first / second | third',
  )
})
