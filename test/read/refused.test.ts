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

/** What people copy of them. */
const PARTS: readonly [string, string][] = [
  ['is the table of autocannon', '22k requests in 10.39s, 4.03 MB read\n735 errors (0 timeouts)\n'],
  ['is the table of autocannon', 'Stat\t2.5%\t50%\t97.5%\t99%\tAvg\tStdev\tMax\nLatency\t13 ms\t17 ms\n'],
  ['is the table of autocannon', 'Γöé Stat    Γöé 2.5% Γöé 50%   Γöé\nΓöé Latency Γöé 0 ms Γöé 30 ms Γöé\n'],
  [
    'is a result of autocannon as console.log prints it',
    "{\n  url: 'http://localhost:3000',\n  non2xx: 0,\n  latency: {\n    average: 12.5\n  }\n}\n",
  ],
  [
    'is the text of oha',
    '  Total:\t2.0000 secs\n  Requests/sec:\t250.0000\n  Size/sec:\t3.17 KiB\n\nLatency distribution:\n  50% in 0.0119 secs\n\nStatus code distribution:\n  [200] 500 responses\n',
  ],
  ['is the output of hyperfine', 'Summary\n  curl a ran\n    1.43 ± 0.05 times faster than curl b\n'],
  [
    'is the output of hyperfine',
    '| Command | Mean [ms] | Min [ms] | Max [ms] | Relative |\n|:---|---:|---:|---:|---:|\n',
  ],
  ['is the output of hyperfine', 'command,mean,stddev,median,user,system,min,max\ncurl,0.04,0.01,0.03,0,0,0,1\n'],
  [
    'is the output of ghz',
    '  Total:\t14.45 ms\n  Requests/sec:\t345.98\n\nStatus code distribution:\n  [OK]   5 responses\n',
  ],
  [
    'is the report of go-wrk',
    'Running 10s test @ http://localhost:3000\n  80 goroutine(s) running concurrently\n142470 requests in 4.949028953s, 19.57MB read\nRequests/sec:\t\t28787.47\nTransfer/sec:\t\t3.95MB\n',
  ],
  ['is the output of ghz', 'duration (ms),status,error\n2.1,OK,\n'],
  ['is a report of the gate', '{"version":1,"mode":"baseline","verdicts":[]}'],
]

test.each(PARTS)('%s: %j', (sentence, text) => {
  expect(() => readOutput(text, 'x')).toThrow(`x ${sentence}`)
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
