import { expect, test } from 'vitest'
import type { Report } from '../../src/model/report.ts'
import { requestTable } from '../../src/report/request-table.ts'
import { cell, HOME, report } from './cells.ts'

const pair = (before: number, now: number) => ({ before: before / 1e3, now: now / 1e3 })

/** A mix of two requests, of which one fails now and then. */
function mixed(second = 'create'): Report {
  const any = report([cell({ server: 'api' })])
  const parts = [
    {
      name: 'list',
      requests: 800,
      errors: 0,
      latencies: {
        latencyP50: pair(0.412, 0.414),
        latencyP90: pair(0.603, 0.611),
        latencyP95: pair(0.702, 0.706),
        latencyP99: pair(1.1, 1.12),
      },
    },
    {
      name: second,
      requests: 200,
      errors: 37,
      latencies: {
        latencyP50: pair(0.731, 1.21),
        latencyP90: pair(0.9, 1.6),
        latencyP95: pair(1, 2),
        latencyP99: pair(2, 4),
      },
    },
  ]
  return { ...any, servers: any.servers.map((one) => ({ ...one, parts })) }
}

test('a wide terminal shows every latency of a request, before and now', () => {
  expect(requestTable(mixed(), HOME, 120).join('\n')).toMatchInlineSnapshot(`
    "request       share  failed              p50               p90               p95             p99
    api › list     80 %       0     412 → 414 µs  0.603 → 0.611 ms  0.702 → 0.706 ms  1.10 → 1.12 ms
    api › create   20 %      37  0.731 → 1.21 ms   0.900 → 1.60 ms    1.00 → 2.00 ms  2.00 → 4.00 ms"
  `)
})

test('a terminal of 80 columns leaves out a percentile, and never the failures', () => {
  expect(requestTable(mixed(), HOME, 80).join('\n')).toMatchInlineSnapshot(`
    "request       share  failed              p50               p95             p99
    api › list     80 %       0     412 → 414 µs  0.702 → 0.706 ms  1.10 → 1.12 ms
    api › create   20 %      37  0.731 → 1.21 ms    1.00 → 2.00 ms  2.00 → 4.00 ms"
  `)
})

test('a narrow terminal shows what is now, and the end of a long name', () => {
  expect(requestTable(mixed('create a note with a long name'), HOME, 60).join('\n')).toMatchInlineSnapshot(`
    "request                   share  failed      p50      p99
    api › list                 80 %       0   414 µs  1.12 ms
    api › create…a long name   20 %      37  1.21 ms  4.00 ms"
  `)
  expect(requestTable(mixed('create a note with a long name'), HOME, 40).join('\n')).toMatchInlineSnapshot(`
    "request          share  failed      p50
    api › list        80 %       0   414 µs
    api › c…ng name   20 %      37  1.21 ms"
  `)
})

test('one request that is asked all the time has no table', () => {
  expect(requestTable(report([cell()]), HOME, 80)).toEqual([])
})
