import { z } from 'zod'
import { printedDigits } from './digits.ts'
import { countOutside2xx, type Distribution } from './distribution.ts'
import { matchLine, wholeLines } from './lines.ts'
import { messages } from './messages.ts'
import { problemIn } from './problem.ts'
import { emptyNumbers, NO_LATENCIES, p95Of, roundOff, sum, toReading, type Numbers, type Reading } from './reading.ts'
import { TIME, toMilliseconds } from './units.ts'

const nanoseconds = z.number().min(0)
const count = z.number().int().min(0)

export const vegetaSchema = z.object({
  latencies: z.object({
    mean: nanoseconds,
    '50th': nanoseconds,
    '90th': nanoseconds.nullish(),
    '95th': nanoseconds.nullish(),
    '99th': nanoseconds,
    max: nanoseconds,
  }),
  bytes_in: z.object({ total: count }),
  duration: nanoseconds,
  wait: nanoseconds,
  requests: count,
  status_codes: z.record(z.string(), count),
})

const cutOff = toReading(emptyNumbers('vegeta', 'non-2xx'), messages.cutOff({ tool: 'vegeta' }))

/** Reads what `vegeta report -type=json` prints. */
export function readVegetaJson({
  latencies,
  bytes_in,
  duration,
  wait,
  requests,
  status_codes,
}: z.output<typeof vegetaSchema>): Reading {
  if (sum(Object.values(status_codes)) !== requests) return cutOff
  return readingOf({
    statuses: status_codes,
    bytes: bytes_in.total,
    seconds: roundOff((duration + wait) / 1e9),
    rate: null,
    latencies: {
      latencyMs: {
        mean: fromNanoseconds(latencies.mean),
        p50: fromNanoseconds(latencies['50th']),
        p90: fromNanoseconds(latencies['90th']),
        ...p95Of(fromNanoseconds(latencies['95th'])),
        p99: fromNanoseconds(latencies['99th']),
        max: fromNanoseconds(latencies.max),
      },
    },
  })
}

function fromNanoseconds(value: number | null | undefined): number | null {
  return typeof value === 'number' ? roundOff(value / 1e6) : null
}

/** Reads the text that `vegeta report` prints, whole or cut off. Each line names its columns, of which older versions have fewer. */
export function readVegetaText(text: string): Reading {
  const lines = wholeLines(text, /^Error Set:$/)
  const [requests, duration, latency, bytes] = ['Requests', 'Duration', 'Latencies', 'Bytes In'].map((label) =>
    columnsIn(lines, label),
  )
  const statuses = statusesIn(lines)
  const counted = String(sum(Object.values(statuses))) === requests?.['total']
  const total = toMs(duration?.['total'])
  if (total === null || !latency || !bytes || !counted || !matchLine(lines, /^(Error Set:)/)) return cutOff
  const { 50: p50 = '', 90: p90 = '', 95: p95 = '', 99: p99 = '' } = latency
  const latencyMs = {
    mean: toMs(latency['mean']),
    p50: toMs(p50),
    p90: toMs(p90),
    ...p95Of(toMs(p95)),
    p99: toMs(p99),
    max: toMs(latency['max']),
  }
  return readingOf({
    statuses,
    bytes: Number(bytes['total']),
    seconds: roundOff(total / 1000),
    rate: requests?.['throughput'] === undefined ? null : Number(requests['throughput']),
    latencies: { latencyMs, ...printedDigits(latencyMs, { p50, p90, p95, p99 }, 3) },
  })
}

/** `Bytes In  [total, mean]  1300, 13.00` as values by column. */
function columnsIn(lines: readonly string[], label: string): Readonly<Record<string, string>> | null {
  const match = matchLine(lines, new RegExp(`^${label}\\s+\\[(.+?)\\]\\s+(.+)$`))
  if (!match) return null
  const [names = [], values = []] = match.map((list) => list.split(/,\s+/))
  return names.length === values.length
    ? Object.fromEntries(names.map((name, at) => [name, values[at] as string]))
    : null
}

function statusesIn(lines: readonly string[]): Distribution {
  const [list = ''] = matchLine(lines, /^Status Codes\s+\[code:count\]\s+(.*)$/) ?? []
  return Object.fromEntries([...list.matchAll(/(\d+):(\d+)/g)].map(([, status, times]) => [status, Number(times)]))
}

function toMs(text: string | undefined): number | null {
  return text !== undefined && new RegExp(`^${TIME}$`).test(text) ? toMilliseconds(text) : null
}

type Run = {
  /** 0 counts requests without an answer. */
  readonly statuses: Distribution
  readonly bytes: number
  readonly seconds: number
  /** Successful answers per second, where vegeta gives more digits of them than of its time. */
  readonly rate: number | null
  readonly latencies: Pick<Numbers, 'latencyMs' | 'latencyDigitMs'>
}

function readingOf({ statuses, bytes, seconds, rate, latencies }: Run): Reading {
  const { 0: lost = 0, ...answered } = statuses
  const [answers, non2xx] = [sum(Object.values(answered)), countOutside2xx(answered)]
  const perSecond = (total: number) => (seconds > 0 ? roundOff(total / seconds) : null)
  const numbers: Numbers = {
    tool: 'vegeta',
    requests: { completed: answers, failed: null, non2xx, non2xxRule: 'non-2xx' },
    socketErrors: { connect: null, read: null, write: null, timeout: null, other: lost },
    elapsedSeconds: seconds,
    requestsPerSecond: lost + non2xx === 0 ? (rate ?? perSecond(answers)) : perSecond(answers),
    transferBytesPerSecond: perSecond(bytes),
    ...(answers === 0 ? { latencyMs: NO_LATENCIES } : latencies),
    connections: null,
    documentLength: null,
  }
  return toReading(numbers, problemIn(numbers, { 'Bytes In: 0': bytes }))
}
