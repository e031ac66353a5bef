import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LoadgateError } from '../../src/model/error.ts'
import { messages } from '../../src/read/messages.ts'
import { readOutput } from '../../src/read/output.ts'
import type { Reading } from '../../src/read/reading.ts'
import { READ, type Fixture } from './fixtures.ts'
import { JSON_OUTPUTS } from './json-outputs.ts'

const ALL: readonly Pick<Fixture, 'name' | 'text'>[] = [...READ, ...JSON_OUTPUTS]

/** Those that are not JSON. */
const REPORTS = READ.filter(({ text }) => !text.startsWith('{'))

const anyFixture = fc.constantFrom(...ALL)

/** What comes of a text; null when it is refused with a sentence. */
function reading(text: string): Reading | null {
  try {
    return readOutput(text, 'x')
  } catch (error) {
    expect(error).toBeInstanceOf(LoadgateError)
    return null
  }
}

/** Every number, by its place. */
function numbersIn(value: unknown, place = ''): [string, number][] {
  if (typeof value === 'number') return [[place, value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => numbersIn(inner, `${place}.${key}`))
}

/** Every place in a short text; in a longer one the ends of lines, all of its end, and some of the rest. */
function cutsOf(text: string): readonly number[] {
  return Array.from({ length: text.length }, (_, length) => length).filter(
    (length) =>
      text.length < 500 ||
      text.length - length < 60 ||
      text.slice(length - 1, length + 1).includes('\n') ||
      length % 17 === 0,
  )
}

test('cut off anywhere, it is refused, or unusable without a wrong number, or as good as whole', () => {
  for (const { text, name } of ALL) {
    const whole = readOutput(text, name)
    const right = new Map(numbersIn(whole))
    for (const length of cutsOf(text)) {
      const cut = reading(text.slice(0, length))
      if (cut === null) continue
      if (cut.usable) expect(cut).toEqual(isBeforePercentiles(text, length) ? withoutPercentiles(whole, text) : whole)
      // How many were done when ab gave up is in a line of its own.
      for (const [place, number] of numbersIn(cut))
        expect([name, length, place, number]).toEqual([name, length, place, right.get(place)])
    }
  }
})

/** Between the two tables of ab, where `ab -d` ends. */
function isBeforePercentiles(text: string, length: number): boolean {
  const [before = '', after] = text.split('  50% ')
  return text.startsWith('This is ApacheBench') && after !== undefined && length <= before.length
}

/** The first table has a median, too, unless -S leaves it out. */
function withoutPercentiles(whole: Reading, text: string): Reading {
  const p50 = /^ +min +avg +max$/m.test(text) ? null : whole.latencyMs.p50
  const { p95: _, ...latencyMs } = whole.latencyMs
  const { latencyDigitMs: __, ...rest } = whole
  return {
    ...rest,
    latencyMs: { ...latencyMs, p50, p90: null, p99: null },
    ...(p50 === null ? {} : { latencyDigitMs: { p50: 1 } }),
    why: messages.noPercentiles,
  }
}

test('with the ends of lines of another system, it reads the same', () => {
  for (const { text } of ALL) expect(reading(text.replaceAll('\n', '\r\n'))).toEqual(reading(text))
})

test('with colours, it reads the same', () => {
  fc.assert(
    fc.property(anyFixture, fc.array(fc.nat(), { maxLength: 20 }), ({ text }, places) => {
      const lines = text.split('\n')
      for (const place of places)
        lines[place % lines.length] = `\u001b[1;3${place % 8}m${lines[place % lines.length]}\u001b[0m`
      expect(reading(lines.join('\n'))).toEqual(reading(text))
    }),
  )
})

test('two in one are refused, or as before where the second has no report', () => {
  fc.assert(
    fc.property(anyFixture, anyFixture, ({ text: one }, { text: other }) => {
      const both = reading(`${one}${other}`)
      if (both?.usable) expect([reading(one), reading(other)]).toContainEqual(both)
    }),
  )
})

test('lines of others in between change no number', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...REPORTS),
      fc.nat(),
      fc.constantFrom('Completed 100 tasks', 'npm notice', '', '> node x.js'),
      ({ text }, place, line) => {
        const lines = text.split('\n')
        lines.splice(place % lines.length, 0, line)
        expect(reading(lines.join('\n'))).toEqual(reading(text))
      },
    ),
  )
})

/** What the report of each tool cannot do without. */
const TOTALS = new RegExp(
  [
    '^(Complete requests|Failed requests|Time taken):',
    '^(Requests|Transfer)/sec:|requests in ',
    '^ +http_reqs\\.+:',
    '^(Requests|Duration|Latencies|Bytes In|Status Codes) +\\[',
    '^  (Total|Requests/sec):|responses$',
    '^  Latency  +\\d|[1-5]xx - |^ +others - |^  Throughput:',
    '^(finished in|requests:|status codes:|traffic:|time for request:)',
  ].join('|'),
)

/** Whether it is below the totals of k6, where the same metrics follow for each group and scenario. */
function isInPart(lines: readonly string[], index: number): boolean {
  return lines.slice(0, index).some((line) => /█ (GROUP|SCENARIO)/.test(line))
}

test('a line that is missing makes no other number wrong, and no report without its totals usable', () => {
  for (const { text, name } of READ) {
    const right = new Map(numbersIn(readOutput(text, name)))
    const lines = text.split('\n')
    for (const [index, line] of lines.entries()) {
      const less = reading(lines.toSpliced(index, 1).join('\n'))
      if (less === null) continue
      if (TOTALS.test(line) && !isInPart(lines, index)) expect([name, line, less.usable]).toEqual([name, line, false])
      // Lines that are printed only for counts above zero cannot be missed.
      if (/Non-2xx|Socket errors/.test(line)) continue
      for (const [place, number] of numbersIn(less))
        expect([name, line, place, number]).toEqual([name, line, place, right.get(place)])
    }
  }
})

test('a gap of any length makes no number wrong', () => {
  fc.assert(
    fc.property(fc.constantFrom(...REPORTS), fc.nat(), fc.nat({ max: 30 }), ({ text, name }, start, length) => {
      const lines = text.split('\n')
      const gap = lines.splice(start % lines.length, length)
      // Lines that are printed only for counts above zero cannot be missed.
      if (gap.some((line) => /Non-2xx|Socket errors/.test(line))) return
      const right = new Map(numbersIn(readOutput(text, name)))
      for (const [place, number] of numbersIn(reading(lines.join('\n'))))
        expect([gap, place, number]).toEqual([gap, place, right.get(place)])
    }),
    { numRuns: 1000 },
  )
})

test('noise is refused', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void expect(reading(text)).toBeNull()))
})

/** A hundred times as long as what takes some seconds where every place in a text is begun at anew. */
const MANY = 2_000_000

test.for([
  ['lists that begin', '[\n'.repeat(MANY)],
  ['carriage returns', `a${'\r'.repeat(MANY)}b`],
  ['backslashes', '\\'.repeat(MANY)],
  ['quotes in a text without an end', `{"a": "${'\\"'.repeat(MANY)}`],
] as const)('a long text of %s is refused before anybody would give up', ([, text]) => {
  expect(reading(text)).toBeNull()
})
