import { expect, test } from 'vitest'
import { lastDigitMs } from '../../src/read/digits.ts'
import { readOutput } from '../../src/read/output.ts'
import { FIXTURES } from './fixtures.ts'

test.each([
  ['212.00us', 0.00001],
  ['1.43ms', 0.01],
  ['1.58s', 10],
  ['36.18ms', 0.01],
  ['380us', 0.001],
  ['1m2.5s', 100],
  ['2s', 1000],
])('the last digit of %s is %d ms', (time, digit) => {
  expect(lastDigitMs(time)).toBe(digit)
})

test.each([
  ['1.2ms', 0.01],
  ['1ms', 0.01],
  ['1.234ms', 0.001],
  ['1m2s', 1000],
])('where zeros at the end are left out and there are two decimals, that of %s is %d ms', (time, digit) => {
  expect(lastDigitMs(time, 2)).toBe(digit)
})

const read = (name: string, change = (text: string) => text) =>
  readOutput(change(FIXTURES.find((fixture) => fixture.name === name)!.text), 'x')

const inSeconds = (text: string) =>
  text.replace(/(http_req_duration\.+:).*/, '$1 avg=0.00s min=0.00s med=0.01s max=0.02s p(90)=0.01s p(95)=0.02s')

test('a summary of k6 in whole seconds says so, and nothing of what it rounds to 0', () => {
  expect(read('k6/text-plain', inSeconds)).toMatchObject({
    usable: true,
    latencyMs: { mean: null, p50: 10, p90: 10, p95: 20, p99: null, max: 20 },
    latencyDigitMs: { p50: 10, p90: 10, p95: 10 },
  })
})

test('JSON that has all digits has none to tell', () => {
  for (const name of ['k6/export-plain', 'vegeta/json-plain', 'bombardier/json-latencies'])
    expect(read(name).latencyDigitMs).toBe(undefined)
})
