import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LoadgateError } from '../../src/model/error.ts'
import { readOutput } from '../../src/read/output.ts'
import { decodeText } from '../../src/read/text.ts'
import { READ } from './fixtures.ts'
import { JSON_OUTPUTS } from './json-outputs.ts'
import { WAYS } from './pasted.ts'

const TEXTS = [...READ, ...JSON_OUTPUTS].map(({ text }) => text)

describe.each(WAYS)('%s', (_, change) => {
  test('it reads the same', () => {
    for (const text of TEXTS) expect(readOutput(change(text), 'x')).toEqual(readOutput(text, 'x'))
  })
})

test('JSON without a newline at its end is found before a prompt', () => {
  for (const { text } of JSON_OUTPUTS)
    expect(readOutput(`$ tool --json\n${text.trimEnd()}dev@box:~$ `, 'x')).toEqual(readOutput(text, 'x'))
})

test('a name before nearly every line is left out', () => {
  // Progress that overwrites itself has more lines than that.
  for (const { text } of READ.filter(({ text: one }) => one.split('\n').length > 5 && !one.includes('\r'))) {
    const named = text
      .split('\n')
      .map((line) => `    bench: ${line}`)
      .join('\n')
    expect(readOutput(`$ vagrant provision\n${named}`, 'x')).toEqual(readOutput(text, 'x'))
  }
})

test.each(WAYS)('%s and then changed in each of these ways, it reads the same', (_, one) => {
  for (const [place, [, two]] of WAYS.entries()) {
    // Each second way has its part of the outputs, so that every output is read once.
    for (const text of TEXTS.filter((_text, index) => index % WAYS.length === place))
      expect(readOutput(two(one(text)), 'x')).toEqual(readOutput(text, 'x'))
  }
})

test('any two of these ways at once read the same', () => {
  const way = fc.constantFrom(...WAYS)
  fc.assert(
    fc.property(fc.constantFrom(...TEXTS), way, way, (text, [, one], [, two]) => {
      expect(readOutput(two(one(text)), 'x')).toEqual(readOutput(text, 'x'))
    }),
  )
})

describe('an encoding', () => {
  const [text = ''] = TEXTS
  const utf16 = Buffer.from(text, 'utf16le')

  test.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-16 with a byte order mark, of PowerShell', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])],
    ['UTF-16 without one', utf16],
    ['UTF-16 of the other order', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()])],
    ['UTF-16 of the other order without a mark', Buffer.from(utf16).swap16()],
    ['Windows-1252, with a name in the prompt', Buffer.from(`C:\\Users\\J\u00f6rg> ab\n${text}`, 'latin1')],
  ])('%s', (_, bytes) => {
    expect(readOutput(decodeText(bytes), 'x')).toEqual(readOutput(text, 'x'))
  })

  test.each([
    ['437', { e2: 'Γ', '9c': '£', 93: 'ô', 97: 'ù', 96: 'û', 88: 'ê', c2: '┬', b5: '╡' }],
    ['850', { e2: 'Ô', '9c': '£', 93: 'ô', 97: 'ù', 96: 'û', 88: 'ê', c2: '┬', b5: 'Á' }],
    ['866', { e2: 'т', '9c': 'Ь', 93: 'У', 97: 'Ч', 96: 'Ц', 88: 'И', c2: '┬', b5: '╡' }],
    ['1251', { e2: 'в', '9c': 'њ', 93: '“', 97: '—', 96: '–', 88: '€', c2: 'В', b5: 'µ' }],
    ['1252', { e2: 'â', '9c': 'œ', 93: '“', 97: '—', 96: '–', 88: 'ˆ', c2: 'Â', b5: 'µ' }],
  ])('UTF-8 that Windows took for its code page %s', (_, signs: Readonly<Record<string, string>>) => {
    const garble = (one: string) =>
      Buffer.from(one)
        .toString('latin1')
        .replaceAll(/[\x80-\xFF]/g, (byte) => signs[byte.charCodeAt(0).toString(16)] ?? '?')
    for (const { text: whole } of READ.filter(({ name }) => /^(k6|vegeta)\//.test(name)))
      expect(readOutput(garble(whole), 'x')).toEqual(readOutput(whole, 'x'))
  })

  test('what is no text is refused, whatever it is taken for', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (bytes) => {
        expect(() => readOutput(decodeText(bytes), 'x')).toThrow(LoadgateError)
      }),
    )
  })
})
