import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { LoadgateError } from '../../src/model/error.ts'
import { readOutput } from '../../src/read/output.ts'
import { WAYS } from './pasted.ts'

const folder = new URL('../fixtures/other-outputs/', import.meta.url)

/** Real outputs that are recognised and not read, by what their names begin with. */
const SENTENCES: readonly [string, string][] = [
  ['ab-percentiles', 'is the table of ab -e. loadgate does not read that: save what ab prints.'],
  ['ab-requests', 'is the list of requests of ab -g. loadgate does not read that: save what ab prints.'],
  ['autocannon', 'is the table of autocannon, with rounded counts'],
  ['ghz', 'is the output of ghz, which calls gRPC and not HTTP.'],
  ['hey', 'is the list of requests of hey -o csv. loadgate does not read that: run hey without -o csv.'],
  ['hyperfine', 'is the output of hyperfine, which times commands and not requests.'],
  [
    'k6-out-csv',
    'is the stream of points of k6 --out csv, not its summary. loadgate does not read that: use --summary-export.',
  ],
  [
    'k6-out-json',
    'is the stream of points of k6 --out json, not its summary. loadgate does not read that: use --summary-export.',
  ],
  ['oha-csv', 'is the list of requests of oha. loadgate does not read that: run oha with --output-format json.'],
  ['oha-text', 'is the text of oha. loadgate does not read that: run oha with --output-format json.'],
  [
    'vegeta-encode',
    'is the list of requests of vegeta encode. loadgate does not read that: pass it to vegeta report -type=json.',
  ],
  ['vegeta-h', 'is a histogram of vegeta. loadgate does not read that: use vegeta report -type=json.'],
]

const OTHERS = readdirSync(folder).map((file) => ({
  name: file.replace('.txt', ''),
  text: readFileSync(new URL(file, folder), 'utf8'),
  sentence: SENTENCES.find(([start]) => file.startsWith(start))?.[1] ?? 'no sentence',
}))

test('there is an output for each sentence', () => {
  for (const [start] of SENTENCES)
    expect(OTHERS.map(({ name }) => name)).toContainEqual(expect.stringMatching(`^${start}`))
})

describe.each(OTHERS)('$name', ({ text, sentence }) => {
  test('is refused by its name, with the next step', () => {
    expect(() => readOutput(text, 'x')).toThrow(`x ${sentence}`)
    expect(() => readOutput(text, 'x')).toThrow(LoadgateError)
  })

  test.each(WAYS)('%s, too', (_, change) => {
    expect(() => readOutput(change(text), 'x')).toThrow(`x ${sentence}`)
  })

  test('cut off anywhere, it is never usable', () => {
    for (let length = 0; length < text.length; length += 3) expect(isUsable(text.slice(0, length))).toBe(false)
  })

  test('without any one of its lines, it is never usable', () => {
    const lines = text.split('\n')
    for (const index of lines.keys()) expect(isUsable(lines.toSpliced(index, 1).join('\n'))).toBe(false)
  })
})

function isUsable(text: string): boolean {
  try {
    return readOutput(text, 'x').usable
  } catch (error) {
    if (!(error instanceof LoadgateError)) throw error
    return false
  }
}
