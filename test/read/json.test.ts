import { describe, expect, test } from 'vitest'
import { readOutput } from '../../src/read/output.ts'
import { OUTPUTS } from './json-outputs.ts'

const read = (output: unknown) => readOutput(JSON.stringify(output), 'x')

describe('autocannon', () => {
  const { autocannon } = OUTPUTS

  test('rates are counts by its time, and latencies below 10 ms are not known', () => {
    expect(read(autocannon)).toMatchObject({
      tool: 'autocannon',
      usable: true,
      requests: { completed: 20_040, non2xx: 0 },
      requestsPerSecond: 2000,
      transferBytesPerSecond: 400_000,
      latencyMs: { mean: 12.5, p50: null, p90: 21, p99: 40, max: 61 },
      connections: 10,
    })
  })

  test.each([
    [{ errors: 3, timeouts: 2 }, '3 socket errors, 2 of them timeouts'],
    [{ non2xx: 7 }, '7 of 20040 answers had a status outside 2xx'],
    [{ mismatches: 7 }, '7 of 20040 answers had a wrong body'],
    [{ samples: 2 }, 'Only 2 samples'],
    [{ requests: { total: 0 } }, 'No request was answered'],
    [{ throughput: { total: 0 } }, 'The answers had no content'],
  ])('%j makes it unusable', (change, why) => {
    expect(read({ ...autocannon, ...change })).toMatchObject({ usable: false, why: expect.stringContaining(why) })
  })
})

describe('oha', () => {
  const { oha } = OUTPUTS

  test('the rate is of answers, and what was under way at the end is no failure', () => {
    expect(read(oha)).toMatchObject({
      tool: 'oha',
      usable: true,
      requests: { completed: 8000, non2xx: 0 },
      elapsedSeconds: 10,
      requestsPerSecond: 800,
      latencyMs: { mean: 12.5, p50: 10, p90: 30, p99: 100, max: 250 },
      documentLength: 20,
    })
  })

  test.each([
    [{ statusCodeDistribution: { 200: 7000, 500: 1000 } }, '1000 of 8000 answers had a status outside 2xx'],
    [{ errorDistribution: { 'connection refused': 6, timeout: 4 } }, '10 socket errors, 4 of them timeouts'],
    [{ statusCodeDistribution: {}, summary: { ...oha.summary, requestsPerSec: 1 } }, 'No request was answered'],
    [{ statusCodeDistribution: { 200: 7999 } }, 'was cut off, or lines are missing'],
  ])('%j makes it unusable', (change, why) => {
    expect(read({ ...oha, ...change })).toMatchObject({ usable: false, why: expect.stringContaining(why) })
  })

  test('without an answer there is no latency', () => {
    const summary = { ...oha.summary, requestsPerSec: 0.1, slowest: null, average: null }
    const output = {
      ...oha,
      summary,
      latencyPercentiles: { p50: null, p90: null, p99: null },
      statusCodeDistribution: {},
      errorDistribution: { refused: 1 },
    }
    expect(read(output).latencyMs).toEqual({ mean: null, p50: null, p90: null, p99: null, max: null })
  })
})

describe('a list of one', () => {
  test.each(Object.entries(OUTPUTS))('with %s reads as that', (_, output) => {
    expect(read([output])).toEqual(read(output))
    expect(readOutput(JSON.stringify([output], null, 2), 'x')).toEqual(read(output))
  })

  test('and a list of two is two', () => {
    expect(() => read([OUTPUTS.oha, OUTPUTS.oha])).toThrow('contains 2 reports')
  })
})

describe('JSON of others', () => {
  test.each([
    [{ metrics: { cpu: 1 } }],
    [{ metrics: 5 }],
    [{ results: [{ name: 'parse', hz: 100 }] }],
    [{ results: {} }],
  ])('%j is not taken for that of k6', (output) => {
    expect(() => read(output)).toThrow('is not the output of ab, wrk')
  })
})

describe('k6', () => {
  const { k6, k6List } = OUTPUTS
  const { metrics } = k6

  const right = {
    tool: 'k6',
    usable: true,
    requests: { completed: 6000, non2xx: 0 },
    elapsedSeconds: 30,
    requestsPerSecond: 200,
    transferBytesPerSecond: 100_000,
    latencyMs: { mean: 5.5, p50: 5, p90: 8, p99: 20, max: 90 },
    connections: 50,
  }

  test('a summary export and that of handleSummary read the same', () => {
    expect(read(k6)).toMatchObject(right)
    const values = Object.entries(metrics).map(([name, one]) => [name, { type: 'counter', values: one }])
    expect(read({ metrics: Object.fromEntries(values) })).toEqual(read(k6))
  })

  test('the machine-readable summary has its time beside the metrics, and no p99', () => {
    expect(read(k6List)).toMatchObject({ ...right, latencyMs: { ...right.latencyMs, p99: null } })
  })

  test('checks that failed make each form unusable', () => {
    const some = { checks: { passes: 1755, fails: 4245, value: 0.2925 } }
    const { results } = k6List
    const [total, , succeeded] = results.checks.metrics
    const failed = { name: 'checks_failed', values: { matches: 4245, rate: 0.7075, total: 6000 } }
    for (const output of [
      { metrics: { ...metrics, ...some } },
      { metrics: { ...metrics, checks: { type: 'rate', values: some.checks } } },
      { ...k6List, results: { ...results, checks: { metrics: [total, failed, succeeded] } } },
    ])
      expect(read(output)).toMatchObject({ usable: false, why: expect.stringMatching(/^4245 of \d+ checks failed\.$/) })
  })

  test.each([
    [{ 'p(95)<500': false }, true, 'complete run'],
    [{ 'p(95)<500': { ok: true } }, true, 'complete run'],
    [{ 'p(95)<5': true }, false, 'The threshold `p(95)<5` of `http_req_duration` was crossed.'],
    [{ 'p(95)<5': { ok: false } }, false, 'The threshold `p(95)<5` of `http_req_duration` was crossed.'],
    [
      { 'p(95)<5': true, 'max<9': true, 'avg<9': false },
      false,
      'The threshold `p(95)<5` of `http_req_duration`, the threshold `max<9` of `http_req_duration` were crossed.',
    ],
  ])('with the thresholds %j it is usable: %s', (thresholds, usable, why) => {
    const output = { metrics: { ...metrics, http_req_duration: { ...metrics.http_req_duration, thresholds } } }
    expect(read(output)).toMatchObject({ usable, why: expect.stringContaining(why) })
  })

  test.each([
    [{ http_req_failed: { passes: 5, fails: 5995, value: 0.001 } }, '5 of 6000 answers'],
    [{ dropped_iterations: { count: 12, rate: 1 } }, '12 iterations were dropped'],
    [{ http_reqs: {} }, 'no metric `http_reqs`'],
    [{ http_req_failed: {} }, 'no metric `http_req_failed`, so it does not say'],
    [{ http_reqs: { count: 0, rate: 0 } }, 'No request was answered'],
  ])('%j makes it unusable', (change, why) => {
    expect(read({ metrics: { ...metrics, ...change } })).toMatchObject({
      usable: false,
      why: expect.stringContaining(why),
    })
  })
})
