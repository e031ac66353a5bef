import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { localNumber, toNumber } from '../../src/read/numbers.ts'
import { readOutput } from '../../src/read/output.ts'
import { READ } from './fixtures.ts'

/** Between thousands, and before the decimals, in English, German, French and Swiss. */
const LOCALES: readonly [string, string][] = [
  ['', '.'],
  ['', ','],
  [',', '.'],
  ['.', ','],
  [' ', ','],
  ['\u00A0', ','],
  ['\u202F', ','],
  ['\u2019', '.'],
  ["'", '.'],
  ["'", ','],
]

function inLocale(text: string, [group, point]: readonly [string, string]): string {
  const [whole = '', decimals] = text.split('.')
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, group)
  return decimals === undefined ? grouped : grouped + point + decimals
}

test('a number with a known count of decimals is the same in every locale', () => {
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(0, 2, 3), fc.constantFrom(...LOCALES), (digits, decimals, locale) => {
      const text = (digits / 10 ** decimals).toFixed(decimals)
      const local = inLocale(text, locale)
      expect(new RegExp(`^${localNumber(decimals)}$`).exec(local)?.[1]).toBe(local)
      expect(toNumber(local, decimals)).toBe(Number(text))
    }),
  )
})

test.each([
  ['1.234.567', 3],
  ['1,234,567', 3],
  ['1.234,567', 0],
])('%s with %i decimals is no number, because a separator stands for two things', (text, decimals) => {
  expect(toNumber(text, decimals)).toBeNull()
})

test('a report of wrk with decimal commas reads as with points', () => {
  for (const { text, name } of READ.filter((fixture) => /^wrk2?\//.test(fixture.name))) {
    const commas = text.replaceAll(/(?<=\d)\.(?=\d\d(?:[a-zA-Z%]|\s))/g, ',')
    expect(readOutput(commas, name)).toEqual(readOutput(text, name))
  }
})

describe('a report of ab', () => {
  const reports = READ.filter(({ name, text }) => name.startsWith('ab/') && text.includes('Complete requests'))

  test.each(LOCALES)('with %j between thousands and %j before decimals reads the same', (...locale) => {
    for (const { text, name } of reports) {
      const [head, ...rest] = text.split('\nDocument Path:')
      const local = rest
        .join('')
        .replaceAll(/(?<=: +)\d+(?:\.\d+)?|(?<= )\d+\.\d(?= )/g, (one) => inLocale(one, locale))
      expect(readOutput(`${head}\nDocument Path:${local}`, name)).toEqual(readOutput(text, name))
    }
  })
})
