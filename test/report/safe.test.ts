import fc from 'fast-check'
import { expect, test } from 'vitest'
import { markdownText, oneLine, visible, html, json, trusted } from '../../src/report/safe.ts'
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
  expect(oneLine('It died:\n  | throw err\n  | \n  | Error: gone\n')).toBe('It died: throw err / Error: gone')
  expect(oneLine('It died. The last that it printed:\n  | first\n  | second | third')).toBe(
    'It died. The last that it printed: first / second | third',
  )
})

test('markup, links, mentions and references are turned into text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const escaped = markdownText(text)
      expect(escaped).not.toMatch(/[<>|`*_~[\]\\$!\n]|&(?!#\d+;)|:\/\/|\bwww\.|@(?!&#8203;)|(?<!&)#(?!&#8203;)/i)
    }),
  )
})

test.each([
  ['@team', '@&#8203;team'],
  ['#123;', '#&#8203;123;'],
  ['gh-12', 'gh-&#8203;12'],
  ['a|b', 'a&#124;b'],
  ['https://example.com', 'https&#58;//example.com'],
  ['www.example.com', 'www&#46;example.com'],
  ['&lt;', '&#38;lt;'],
  ['fastify-on-http 4.1', 'fastify-on-http 4.1'],
])('%s is written as %s', (text, escaped) => {
  expect(markdownText(text)).toBe(escaped)
})

test('texts show as they are, in elements and in attributes', () => {
  expect(html`<b title="${'"quoted" & \'single\''}">${'<script>'}</b>`.markup).toBe(
    '<b title="&quot;quoted&quot; &amp; &#39;single&#39;">&lt;script&gt;</b>',
  )
})

test('markup stands as it is, lists of it are joined, null is nothing', () => {
  expect(html`<ul>${['a', 'b'].map((text) => html`<li>${text}</li>`)}${null}${trusted('<hr>')}${3}</ul>`.markup).toBe(
    '<ul><li>a</li><li>b</li><hr>3</ul>',
  )
})

test('data for a script reads back as what can be seen of it, and cannot end the script', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { markup } = json([text, { text, number: 1.5, none: null }])
      expect(markup).not.toMatch(/</)
      expect(JSON.parse(markup)).toEqual([visible(text), { text: visible(text), number: 1.5, none: null }])
    }),
  )
})

test('no text ever becomes markup, ends an attribute, or hides', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { markup } = html`${text}`
      expect(markup).not.toMatch(/[<>"']/)
      expect(markup).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/)
      expect(markup).not.toMatch(/[\p{Cc}\u202E\u2066-\u2069]/u)
    }),
  )
})
