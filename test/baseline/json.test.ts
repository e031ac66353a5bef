import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJson } from '../../src/baseline/json.ts'
import { complaint } from './baselines.ts'

const read = (text: string) => parseJson(text, 'small.json')

/** What JSON.parse makes of a text; undefined when it is not JSON. */
function usual(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The text as it is read; or what is said of it. */
function outcome(text: string): unknown {
  try {
    return { value: read(text) }
  } catch {
    return complaint(() => read(text))
  }
}

test('a text is read as JSON.parse reads it, or refused for what an object would lose', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.nat(), fc.boolean(), (whole, from, length, isWhole) => {
      const at = from % whole.length
      const text = isWhole ? whole : whole.slice(0, at) + whole.slice(at + 1 + (length % whole.length))
      const [is, value] = [outcome(text), usual(text)]
      if (value === undefined) expect(is).toMatch(/^small\.json is not JSON from line \d+, column \d+ on/)
      else if (isWhole && !text.includes('__proto__')) expect(is).toEqual({ value })
      else if (typeof is === 'string') expect(is).toMatch(/is there more than once|__proto__` is not known/)
      else expect(is).toEqual({ value })
    }),
  )
})

test('a field that is there twice is refused with its lines, as after a merge that kept both sides', () => {
  const text =
    '{\n"servers": {\n"api": { "memory": 1 },\n"api": { "memory": 2 },\n"web": [{ "cpu": 1, "cpu": 1 }]\n}\n}'
  expect(complaint(() => read(text))).toContain(
    'small.json is not a valid baseline: `servers.api` is there more than once, in line 3 and line 4; `servers.web[0].cpu` is there more than once, in line 5.',
  )
})

test('the same name in two objects is no field that is there twice', () => {
  expect(read('[{ "a": { "a": 1 } }, { "a": 2 }]')).toEqual([{ a: { a: 1 } }, { a: 2 }])
})

test('`__proto__` is refused wherever it is, because an object would lose it', () => {
  for (const text of ['{ "__proto__": 1 }', '{ "\\u005f_proto__": 1 }'])
    expect(complaint(() => read(text))).toContain('`__proto__` is not known')
  expect(complaint(() => read('{ "a": [{ "__proto__": {} }] }'))).toContain('`a[0].__proto__` is not known')
})
