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
    [{ errorDistribution: { 'connection refused': 4, timeout: 2 } }, '6 socket errors, 2 of them timeouts'],
    [{ statusCodeDistribution: {} }, 'No request was answered'],
  ])('%j makes it unusable', (change, why) => {
    expect(read({ ...oha, ...change })).toMatchObject({ usable: false, why: expect.stringContaining(why) })
  })

  test('without an answer there is no latency', () => {
    const summary = { ...oha.summary, slowest: null, average: null }
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

describe('k6', () => {
  const { k6, k6List } = OUTPUTS
  const { metrics } = k6

  test('both forms of its summary, and that of handleSummary, read the same', () => {
    expect(read(k6)).toMatchObject({
      tool: 'k6',
      usable: true,
      requests: { completed: 6000, non2xx: 0 },
      elapsedSeconds: 30,
      requestsPerSecond: 200,
      latencyMs: { mean: 5.5, p50: 5, p90: 8, p99: 20, max: 90 },
      connections: 50,
    })
    expect(read(k6List)).toEqual(read(k6))
    expect(
      read({
        metrics: Object.fromEntries(
          Object.entries(metrics).map(([name, values]) => [name, { type: 'counter', values }]),
        ),
      }),
    ).toEqual(read(k6))
  })

  test.each([
    [{ http_req_failed: { passes: 5, fails: 5995, value: 0.001 } }, '5 of 6000 answers'],
    [{ dropped_iterations: { count: 12, rate: 1 } }, '12 iterations were dropped'],
    [{ http_reqs: {} }, 'no metric `http_reqs`'],
    [{ http_req_failed: {} }, 'no metric `http_req_failed`'],
    [{ http_reqs: { count: 0, rate: 0 } }, 'No request was answered'],
  ])('%j makes it unusable', (change, why) => {
    expect(read({ metrics: { ...metrics, ...change } })).toMatchObject({
      usable: false,
      why: expect.stringContaining(why),
    })
  })
})
