import { describe, expect, test } from 'vitest'
import { readOutput } from '../../src/read/output.ts'
import { FIXTURES } from './fixtures.ts'
import { OUTPUTS } from './json-outputs.ts'

const textOf = (name: string) => FIXTURES.find((fixture) => fixture.name === name)!.text
const read = (text: string) => readOutput(text, 'x')

describe('ab before 2.3', () => {
  const text = textOf('ab/tls')
  const [, seconds = ''] = /Time taken for tests: +([\d.]+) seconds/.exec(text) ?? []
  const taking = (version: string, time: string) =>
    text.replace('Version 2.3', `Version ${version}`).replace(`${seconds} seconds`, `${time} seconds`)

  test('2.0.40 prints microseconds without their leading zeros', () => {
    const [whole = '', milli = ''] = seconds.split('.')
    const micro = String(Number(milli) * 1000 + 29)
    const reading = read(taking('2.0.40-dev', `${whole}.${micro}`))
    expect(reading).toEqual({ ...read(text), elapsedSeconds: expect.closeTo(Number(seconds) + 29e-6, 9) })
    expect(read(taking('2.0.40-dev', `${whole}.335`)).elapsedSeconds).toBe(Number(whole) + 335e-6)
  })

  test('1.3 calls the longest request the last one, and has broken pipes', () => {
    const old = text.replace('(longest request)', '(last request)')
    expect(old).not.toBe(text)
    expect(read(old)).toEqual(read(text))
    const broken = old.replace(/^(Failed requests:.*\n)/m, '$1Broken pipe errors:     3\n')
    expect(read(broken)).toMatchObject({ usable: false, why: '3 failures.' })
  })

  test('without its rate it is cut off', () => {
    expect(read(text.replace(/^Requests per second:.*\n/m, ''))).toMatchObject({
      usable: false,
      why: 'The report of ab was cut off, or lines are missing.',
    })
  })
})

describe('h2load after 1.65', () => {
  const text = textOf('h2load/h1-plain')
  const [head = ''] = text.split(/^ +min/m)
  const table = [
    '                 min         max         median      p95         p99         mean        sd         +/- sd',
    'request     :      101us     10.68ms      3.02ms      6.55ms      8.20ms      3.71ms      1.50ms   70.10%',
    'connect     :       42us       229us       116us       220us       229us       116us        70us   60.00%',
    'TTFB        :    13.06ms     13.25ms     13.10ms     13.20ms     13.25ms     13.14ms        71us   80.00%',
    'req/s       :     255.90      256.87      256.10      256.80      256.87      256.30        0.40   60.00%',
  ]

  test('it has a median and p99, by the heading', () => {
    const reading = read(`${head}${table.join('\n')}\n`)
    expect(reading).toMatchObject({
      ...read(text),
      latencyMs: { mean: 3.71, p50: 3.02, p90: null, p99: 8.2, max: 10.68 },
    })
  })

  test('without its heading it is cut off, because nothing says which column is which', () => {
    expect(read(`${head}${table.slice(1).join('\n')}\n`)).toMatchObject({
      usable: false,
      why: expect.stringMatching('cut off'),
    })
  })
})

describe('h2load before 1.0', () => {
  const old = [
    'starting benchmark...',
    'spawning thread #0: 50 concurrent clients, 2000 total requests',
    'progress: 100% done',
    '',
    'finished in 1.25s, 1600 req/s, 4.10MB/s',
    'requests: 2000 total, 2000 started, 2000 done, 2000 succeeded, 0 failed, 0 errored',
    'status codes: 2000 2xx, 0 3xx, 0 4xx, 0 5xx',
    'traffic: 5374000 bytes total, 61000 bytes headers, 5240000 bytes data',
    '                     min         max         mean         sd        +/- sd',
    'time for request:     2.38ms     61.02ms     30.11ms      9.20ms    66.10%',
    'time for connect:      304us      3.10ms      1.70ms       760us    58.00%',
    'time to 1st byte:    12.10ms     40.87ms     26.20ms      8.11ms    60.00%',
    '',
  ].join('\n')

  test('it does not tell timeouts from other errors, has bytes without units, and no rates of clients', () => {
    expect(read(old)).toMatchObject({
      usable: true,
      requests: { completed: 2000, non2xx: 0 },
      socketErrors: { timeout: null, other: 0 },
      requestsPerSecond: 1600,
      transferBytesPerSecond: 4_299_200,
      latencyMs: { mean: 30.11, max: 61.02 },
      connections: 50,
    })
  })

  test('errors make it unusable', () => {
    const failed = old
      .replace('2000 succeeded, 0 failed, 0 errored', '1990 succeeded, 10 failed, 10 errored')
      .replace('2000 2xx', '1990 2xx')
    expect(read(failed)).toMatchObject({ usable: false, why: '10 socket errors beside 1990 completed requests.' })
  })
})

describe('vegeta before 12', () => {
  const text = [
    'Requests      [total, rate]            200, 100.50',
    'Duration      [total, attack, wait]    1.994012331s, 1.990003211s, 4.00912ms',
    'Latencies     [mean, 50, 95, 99, max]  5.1ms, 3.8ms, 12.2ms, 30.1ms, 41ms',
    'Bytes In      [total, mean]            2600, 13.00',
    'Bytes Out     [total, mean]            0, 0.00',
    'Success       [ratio]                  100.00%',
    'Status Codes  [code:count]             200:200',
    'Error Set:',
  ].join('\n')

  test('its columns go by their names', () => {
    expect(read(text)).toMatchObject({
      usable: true,
      requests: { completed: 200, non2xx: 0 },
      elapsedSeconds: 1.994012331,
      requestsPerSecond: expect.closeTo(200 / 1.994012331, 9),
      latencyMs: { mean: 5.1, p50: 3.8, p90: null, p99: 30.1, max: 41 },
    })
  })

  test('times of less than a second have no digits that it did not print', () => {
    const short = text.replace('1.994012331s', '980.451ms')
    expect(read(short).elapsedSeconds).toBe(0.980451)
  })

  test('without a time that can be read it is cut off', () => {
    expect(read(text.replace('1.994012331s', '650.5?s'))).toMatchObject({ usable: false, elapsedSeconds: null })
  })

  test('times of minutes and hours are read whole', () => {
    const long = text.replace('1.994012331s', '1h1m2.5s').replace('41ms', '1m0.5s')
    expect(read(long)).toMatchObject({ elapsedSeconds: 3662.5, latencyMs: { max: 60_500 } })
  })
})

describe('hey', () => {
  const text = textOf('hey/plain')

  test('of more than a million answers it forgets what became of them', () => {
    const many = text
      .replace('[200]\t500 responses', '[200]\t1000000 responses')
      .replace(/Total:\t[\d.]+/, 'Total:\t40.0000')
      .replace(/Requests\/sec:\t[\d.]+/, 'Requests/sec:\t30000.0000')
    expect(read(many)).toMatchObject({ usable: false, why: expect.stringContaining('forgets the others') })
  })

  test('as boom, which it was once called, it ended its times with a point', () => {
    const boom = text
      .replaceAll(/ secs$/gm, ' secs.')
      .replace(/Total data:\t(\d+) bytes/, 'Total Data Received:\t$1 bytes.')
      .replace(/Size\/request:\t(\d+) bytes/, 'Response Size per Request:\t$1 bytes.')
    expect(boom).toContain('13 bytes.')
    expect(read(boom)).toEqual(read(text))
  })

  test('answers that do not make up its rate are a report with lines missing', () => {
    expect(read(text.replace('500 responses', '499 responses'))).toMatchObject({
      usable: false,
      requests: { completed: null },
    })
  })
})

describe('bombardier', () => {
  test('of too few samples it prints no statistics, and has its counts', () => {
    const text = textOf('bombardier/text-plain')
      .replace(/ {2}Reqs\/sec.*/, "  There wasn't enough data to compute statistics for requests.")
      .replace(/ {2}Latency.*/, "  There wasn't enough data to compute statistics for latencies.")
    expect(read(text)).toMatchObject({
      usable: true,
      requests: { completed: 300 },
      latencyMs: { mean: null, max: null },
    })
  })
})

describe('oha of 2022', () => {
  test('it has another name for its percentiles', () => {
    const { latencyPercentiles, ...rest } = OUTPUTS.oha
    const old = JSON.stringify({ ...rest, latencyDistribution: latencyPercentiles })
    expect(read(old)).toEqual(read(JSON.stringify(OUTPUTS.oha)))
  })
})

describe('k6', () => {
  test.each([
    ["thresholds on metrics 'http_req_duration' have been crossed", 'A threshold of `http_req_duration` was crossed.'],
    ["thresholds on metrics 'iterations' were breached; at least one", 'A threshold of `iterations` was crossed.'],
    ['some thresholds have failed', 'A threshold (k6 does not say which) was crossed.'],
  ])('a threshold that only the log says is crossed, too: %s', (logged, why) => {
    for (const line of [`ERRO[0041] ${logged}`, `time="2026" level=error msg="${logged}"`])
      expect(read(`${textOf('k6/text-legacy-plain')}${line}\n`)).toMatchObject({ usable: false, why })
  })

  test.each([
    ['‘', '’'],
    ['“', '”'],
    ['&#39;', '&#39;'],
  ])('a threshold is crossed between %s and %s, too', (open, close) => {
    const text = textOf('k6/text-crossed')
    const other = text.replaceAll(
      /^(\s*✗ )'(.+)'/gm,
      (_, before: string, source: string) => before + open + source + close,
    )
    expect(other).not.toBe(text)
    expect(read(other)).toEqual(read(text))
  })

  test.each(['?', '\uFFFD', '√', '??'])('with %s in place of its signs, nobody can tell what held', (sign) => {
    const marked = textOf('k6/text-legacy-plain').replaceAll(/^ {5}(?=http_req_failed)/gm, `   ${sign} `)
    const counted = textOf('k6/text-legacy-plain').replaceAll(/(\d+) out of \d+/g, `${sign} $1 ${sign} 0`)
    for (const text of [marked, counted]) {
      expect(text).toContain(sign)
      expect(read(text)).toMatchObject({ usable: false, why: expect.stringContaining('became others on the way') })
    }
  })

  test('a summary of each form is two, in either order', () => {
    const [today, legacy] = [textOf('k6/text-full-groups'), textOf('k6/text-legacy-plain')]
    for (const both of [today + legacy, legacy + today]) expect(() => read(both)).toThrow('contains 2 reports')
  })

  test('rates of k6 before 1.0 count with marks', () => {
    const text = textOf('k6/text-legacy-plain')
    const marked = text.replaceAll(
      /(\d+) out of (\d+)/g,
      (_, was: string, all: string) => `✓ ${was} ✗ ${Number(all) - Number(was)}`,
    )
    expect(marked).not.toBe(text)
    expect(read(marked)).toEqual(read(text))
  })

  test('before 0.31 it did not count failed requests, so nothing says that there were none', () => {
    const { http_req_failed: _, ...metrics } = OUTPUTS.k6.metrics
    expect(read(JSON.stringify({ metrics }))).toMatchObject({
      usable: false,
      why: expect.stringContaining('use k6 0.31 or newer'),
    })
  })
})

/** With the heading that later versions of wrk2 print. */
const later = (name: string) => textOf(name).replace(/(?<=Stdev {5})Max(?= {3}\+)/, '99%')

describe('a later wrk2', () => {
  test('has the 99th percentile where others have the maximum', () => {
    for (const name of ['wrk2/calibrated', 'wrk2/short-two-threads']) {
      const { latencyMs, ...rest } = read(textOf(name))
      expect(later(name)).not.toBe(textOf(name))
      expect(read(later(name))).toEqual({
        ...rest,
        latencyMs: { ...latencyMs, p99: latencyMs.max, max: null },
        latencyDigitMs: { p99: 0.01 },
      })
    }
  })

  test('has the maximum in its distribution', () => {
    const { latencyMs } = read(textOf('wrk2/latency'))
    expect(read(later('wrk2/latency')).latencyMs).toEqual({ ...latencyMs, max: 31.09 })
  })

  test('without its heading, nobody knows which of the two it is', () => {
    const text = textOf('wrk2/calibrated').replace(/^ +Thread Stats.*\n/m, '')
    expect(read(text).latencyMs).toMatchObject({ p99: null, max: null })
  })
})

test('wrk2 is not taken for wrk, however short it ran', () => {
  for (const name of ['wrk2/short', 'wrk2/latency', 'wrk2/calibrated', 'wrk2/short-hang'])
    expect(read(textOf(name)).tool).toBe('wrk2')
  for (const { text } of FIXTURES.filter((fixture) => fixture.name.startsWith('wrk/') && fixture.text !== ''))
    expect(read(text).tool).toBe('wrk')
})

describe('h2load with --warm-up-time', () => {
  const text = textOf('h2load/h1-warm-up')

  test('has the warm-up in its time, and counts nothing of it', () => {
    expect(text).toContain('finished in 4.00s, 10037.50 req/s, 3.29MB/s')
    const reading = read(text)
    expect(reading).toMatchObject({ usable: true, elapsedSeconds: 2, requestsPerSecond: 10037.5 })
    expect(((reading.transferBytesPerSecond as number) / 1024 ** 2).toFixed(2)).toBe('3.29')
    // As `tail` leaves it.
    expect(read(text.slice(text.indexOf('finished in')))).toMatchObject({ ...reading, connections: null })
  })

  test('that is short beside the run is known by its heading', () => {
    const short = text
      .replace('with 2s of warm-up time and 2s', 'with 0.1s of warm-up time and 3.9s')
      .replace('10037.50 req/s', '5147.44 req/s')
    expect(read(short).elapsedSeconds).toBeCloseTo(3.9, 5)
  })

  test('a rate of less time than the run took contradicts it', () => {
    expect(read(text.replace('10037.50 req/s', '4037.50 req/s'))).toMatchObject({
      usable: false,
      why: 'The numbers contradict each other: 20075 requests in 4 s are not 4037.5 per second.',
    })
  })
})
