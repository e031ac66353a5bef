import { printedDigits } from './digits.ts'
import { matchLine, numberIn, wholeLines } from './lines.ts'
import { messages } from './messages.ts'
import { problemIn } from './problem.ts'
import { emptyNumbers, NO_LATENCIES, p95Of, roundOff, sum, toReading, type Numbers, type Reading } from './reading.ts'
import { TIME, timeOrNull, toMilliseconds } from './units.ts'

/** Before 1.5 there was no row of rates. */
const LAST = /^(?:req\/s\s*|time to 1st byte):.*%$/
const FINISHED = new RegExp(`^finished in (${TIME}), ([\\d.]+) req/s, `)
const REQUESTS =
  /^requests: (\d+) total, \d+ started, (\d+) done, \d+ succeeded, (\d+) failed, (\d+) errored(?:, (\d+) timeout)?$/
const WARM_UP = /^spawning thread #\d+: .* with ([\d.]+)s of warm-up time/
const STATUSES = /^status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx$/
const TRAFFIC = /^traffic: \S+ \((\d+)\) total, .+ \((\d+)\) data$|^traffic: (\d+) bytes total, .+ (\d+) bytes data$/

/** Reads the text report of h2load, whole or cut off: of 0.7 and later ones, and of the newest, which have percentiles. */
export function readH2load(text: string): Reading {
  const lines = wholeLines(text, LAST)
  const [finished, requests, statuses, traffic] = [FINISHED, REQUESTS, STATUSES, TRAFFIC].map((pattern) =>
    matchLine(lines, pattern),
  )
  const latencies = latenciesIn(lines)
  if (!finished) return toReading(emptyNumbers('h2load', 'non-2xx'), messages.noReport({ tool: 'h2load' }))
  if (!requests || !statuses || !traffic || !latencies)
    return toReading(emptyNumbers('h2load', 'non-2xx'), messages.cutOff({ tool: 'h2load' }))
  const [total = 0, done = 0, failed = 0, errored = 0] = requests.map(Number)
  // The first versions do not tell them from other errors.
  const timeout = requests[4] === '' ? null : Number(requests[4])
  const [success = 0, ...others] = statuses.map(Number)
  const [time = '', rate = ''] = finished
  const [all = 0, data = 0] = traffic.filter((count) => count !== '').map(Number)
  const whole = toMilliseconds(time) / 1000
  const counted = done / Number(rate)
  const isWarmedUp = Number(numberIn(lines, WARM_UP)) > 0 || counted < whole / MARGIN
  // The printed time has the warm-up in it, of which nothing is counted.
  const seconds = isWarmedUp && counted > 0 ? counted : whole
  const numbers: Numbers = {
    tool: 'h2load',
    requests: { completed: success + sum(others), failed: null, non2xx: sum(others), non2xxRule: 'non-2xx' },
    socketErrors: { connect: null, read: null, write: null, timeout, other: errored - (timeout ?? 0) },
    elapsedSeconds: roundOff(seconds),
    // Its own rate leaves out what failed.
    requestsPerSecond: failed === 0 ? Number(rate) : null,
    transferBytesPerSecond: seconds > 0 ? roundOff(all / seconds) : null,
    ...(success + sum(others) === 0 ? { latencyMs: NO_LATENCIES } : latencies),
    connections: connectionsIn(lines, total),
    documentLength: null,
  }
  const problem = problemIn(numbers, { '0B data': data })
  const unfinished = done === total ? null : messages.unfinished({ asked: total, done })
  const disagrees = counted > whole * MARGIN
  const contradicts = disagrees ? messages.contradicts({ completed: done, seconds: whole, rate: Number(rate) }) : null
  return toReading(numbers, problem ?? unfinished ?? contradicts)
}

/** By which factor the time of the counted requests may differ from that of the run: the last ones are answered after its end. */
const MARGIN = 1.05

/** Null when the row is missing. The heading says which column is which. */
function latenciesIn(lines: readonly string[]): Pick<Numbers, 'latencyMs' | 'latencyDigitMs'> | null {
  const [heading] = matchLine(lines, /^(min\s+max\s.*sd)$/) ?? []
  const [row] = matchLine(lines, /^(?:time for )?request\s*:\s+(.*)$/) ?? []
  if (heading === undefined || row === undefined) return null
  const names = [...heading.matchAll(/\+\/- sd|\S+/g)].map(([name]) => name)
  const values = row.split(/\s+/)
  const column = (name: string) => values[names.indexOf(name)] ?? ''
  const [p50, p95, p99] = [column('median'), column('p95'), column('p99')]
  const latencyMs = {
    mean: timeOrNull(column('mean')),
    p50: timeOrNull(p50),
    p90: null,
    ...p95Of(timeOrNull(p95)),
    p99: timeOrNull(p99),
    max: timeOrNull(column('max')),
  }
  return { latencyMs, ...printedDigits(latencyMs, { p50, p95, p99 }) }
}

/** Null unless it is sure that every thread is seen to have said how many clients it has. */
function connectionsIn(lines: readonly string[], total: number): number | null {
  const threads = lines.flatMap((line) => {
    const [, id, clients, requests] =
      /^spawning thread #(\d+): (\d+) (?:total client\(s\)\.|concurrent clients,)(?: (\d+) total requests)?/.exec(
        line,
      ) ?? []
    return clients === undefined ? [] : [{ id, clients: Number(clients), requests: Number(requests ?? 0) }]
  })
  const ended = lines.flatMap((line) => /^Main benchmark duration is over for thread #(\d+)/.exec(line)?.[1] ?? [])
  const named = new Set(lines.flatMap((line) => /thread #(\d+)/.exec(line)?.[1] ?? []))
  const complete =
    named.size === threads.length &&
    (sum(threads.map(({ requests }) => requests)) === total || threads.every(({ id = '' }) => ended.includes(id)))
  return complete && threads.length > 0 ? sum(threads.map(({ clients }) => clients)) : null
}
