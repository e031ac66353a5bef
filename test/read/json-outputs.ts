/** Outputs in the shapes that facts about these tools give, with numbers of our own. */

const autocannon = {
  title: null,
  url: 'http://127.0.0.1:8080',
  connections: 10,
  sampleInt: 1000,
  pipelining: 1,
  duration: 10.02,
  samples: 10,
  start: '2026-11-21T12:00:00.000Z',
  finish: '2026-11-21T12:00:10.020Z',
  errors: 0,
  timeouts: 0,
  mismatches: 0,
  non2xx: 0,
  resets: 0,
  '1xx': 0,
  '2xx': 20_040,
  statusCodeStats: { 200: { count: 20_040 } },
  latency: { average: 12.5, mean: 12.5, stddev: 3, min: 4, max: 61, p50: 9, p90: 21, p99: 40, totalCount: 20_040 },
  requests: { average: 2004, mean: 2004, total: 20_040, sent: 20_050 },
  throughput: { average: 400_800, mean: 400_800, total: 4_008_000 },
}

const oha = {
  summary: {
    successRate: 1,
    total: 10,
    slowest: 0.25,
    fastest: 0.001,
    average: 0.0125,
    requestsPerSec: 801,
    totalData: 160_000,
    sizePerRequest: 20,
    sizePerSec: 16_000,
  },
  responseTimeHistogram: { '0.001': 4000, '0.25': 4000 },
  latencyPercentiles: {
    p10: 0.002,
    p25: 0.005,
    p50: 0.01,
    p75: 0.02,
    p90: 0.03,
    p95: 0.05,
    p99: 0.1,
    'p99.9': 0.2,
    'p99.99': 0.25,
  },
  rps: { mean: 800, stddev: null, max: 900, min: 700, percentiles: {} },
  details: { DNSDialup: { average: 0.001, fastest: 0.001, slowest: 0.001 } },
  statusCodeDistribution: { 200: 8000 },
  errorDistribution: { 'aborted due to deadline': 10 },
}

const k6 = {
  metrics: {
    http_reqs: { count: 6000, rate: 200 },
    http_req_duration: { avg: 5.5, min: 1, med: 5, max: 90, 'p(90)': 8, 'p(95)': 9, 'p(99)': 20 },
    http_req_failed: { passes: 0, fails: 6000, value: 0 },
    data_received: { count: 3_000_000, rate: 100_000 },
    iterations: { count: 6000, rate: 200 },
    vus_max: { value: 50, min: 50, max: 50 },
  },
  root_group: { name: '', path: '', groups: {}, checks: {} },
}

const checks = {
  metrics: [
    { name: 'checks_total', type: 'counter', contains: 'default', values: { count: 6000 } },
    { name: 'checks_failed', type: 'rate', contains: 'default', values: { matches: 0, rate: 0, total: 6000 } },
    { name: 'checks_succeeded', type: 'rate', contains: 'default', values: { matches: 6000, rate: 1, total: 6000 } },
  ],
  results: [{ name: 'status is 200', passes: 6000, fails: 0 }],
}

/** Counters without rates, and trends with fewer percentiles under other names. */
const k6List = {
  version: '1.0.0',
  metadata: { k6_version: '2.2.0', generated_at: '2026-11-21T12:00:30Z' },
  config: { duration: 30, execution: 'local', script: 'x.js' },
  results: {
    checks,
    metrics: [
      { name: 'http_reqs', type: 'counter', contains: 'default', values: { count: 6000 } },
      {
        name: 'http_req_duration',
        type: 'trend',
        contains: 'time',
        values: { avg: 5.5, min: 1, med: 5, max: 90, p90: 8, p95: 9 },
      },
      { name: 'http_req_failed', type: 'rate', contains: 'default', values: { matches: 0, rate: 0, total: 6000 } },
      { name: 'data_received', type: 'counter', contains: 'data', values: { count: 3_000_000 } },
      { name: 'vus_max', type: 'gauge', contains: 'default', values: { value: 50, min: 50, max: 50 } },
    ],
  },
}

export const OUTPUTS = { autocannon, oha, k6, k6List }

export const JSON_OUTPUTS = Object.entries(OUTPUTS).map(([name, output]) => ({
  name,
  text: `${JSON.stringify(output, null, 2)}\n`,
}))
