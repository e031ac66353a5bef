import { printedDigits } from './digits.ts'
import { matchLine, numberIn, wholeLines } from './lines.ts'
import { messages } from './messages.ts'
import {
  emptyNumbers,
  NO_LATENCIES,
  roundOff,
  toReading,
  type Numbers,
  type Reading,
  type SocketErrors,
} from './reading.ts'
import { SIZE, TIME, timeOrNull, toBytes, toMilliseconds } from './units.ts'

const LAST = new RegExp(`^Transfer/sec:\\s+${SIZE}$`)
const TOTALS = new RegExp(`^(\\d+) requests in (${TIME}), (${SIZE}) read$`)
const RATE = /^Requests\/sec:\s+([\d.]+)$/
const THREADS = /^Req\/Sec\s+/
/** Later versions of wrk2 have the 99th percentile where others have the maximum. */
const HEADING = /^Thread Stats\s+Avg\s+Stdev\s+(Max|99%)\s+\+\/- Stdev$/

/** What only wrk2 prints. Its last mark is all there is of a run without -L that is shorter than the ten seconds of its calibration. */
const WRK2 = /^Thread calibration:|HdrHistogram|^Req\/Sec\s+-?nan\s+-?nan\s/

/**
 * Reads the text report of wrk 4 or wrk2, whole or cut off. wrk2 keeps the rate that it was told, and its latencies begin when a
 * request was due, so its numbers are not comparable with those of wrk.
 */
export function readWrk(text: string): Reading {
  const lines = wholeLines(withPoints(text), LAST)
  const tool = matchLine(lines, WRK2) ? 'wrk2' : 'wrk'
  const totals = matchLine(lines, TOTALS)
  if (!totals) return toReading(emptyNumbers(tool, '>=400'), messages.noReport({ tool }))
  const numbers = numbersOf(lines, totals, tool)
  return toReading(numbers, problemOf(lines, totals, numbers))
}

/** All of its numbers have two decimals, so a comma between digits is clear, too. */
function withPoints(text: string): string {
  return text.replaceAll(/(?<=\d),(?=\d\d(?:[a-zA-Z%]|\s|$))/g, '.')
}

function numbersOf(
  lines: readonly string[],
  [completed = '', time = '']: readonly string[],
  tool: 'wrk' | 'wrk2',
): Numbers {
  const rate = numberIn(lines, RATE)
  const transfer = matchLine(lines, new RegExp(`^Transfer/sec:\\s+(${SIZE})$`))
  return {
    tool,
    requests: {
      completed: Number(completed),
      failed: null,
      // wrk prints this line and the next only for counts above zero. The rate, printed below both, shows that neither was cut off.
      non2xx: numberIn(lines, /^Non-2xx or 3xx responses: (\d+)$/) ?? (rate === null ? null : 0),
      non2xxRule: '>=400',
    },
    socketErrors: socketErrorsIn(lines) ?? (rate === null ? null : { connect: 0, read: 0, write: 0, timeout: 0 }),
    elapsedSeconds: roundOff(toMilliseconds(time) / 1000),
    requestsPerSecond: rate,
    transferBytesPerSecond: transfer ? toBytes(transfer[0] as string) : null,
    ...latenciesIn(lines),
    connections: numberIn(lines, /^\d+ threads and (\d+) connections$/),
    documentLength: null,
  }
}

function socketErrorsIn(lines: readonly string[]): SocketErrors | null {
  const counts = matchLine(lines, /^Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)$/)
  if (!counts) return null
  const [connect, read, write, timeout] = counts.map(Number)
  return { connect: connect as number, read: read as number, write: write as number, timeout: timeout as number }
}

function latenciesIn(lines: readonly string[]): Pick<Numbers, 'latencyMs' | 'latencyDigitMs'> {
  // wrk prints `-nan%` or `nan%` when it had no sample.
  const stats = matchLine(lines, new RegExp(`^Latency\\s+(${TIME})\\s+${TIME}\\s+(${TIME})\\s+[\\d.]+%$`))
  if (!stats) return { latencyMs: NO_LATENCIES }
  const [column] = matchLine(lines, HEADING) ?? []
  const [mean = '', third = ''] = stats
  const percentile = (share: number) =>
    matchLine(beforeSpectrum(lines), new RegExp(`^${share}(?:\\.000)?%\\s+(${TIME})$`))?.[0] ?? ''
  const [p50, p90, p99] = [percentile(50), percentile(90), percentile(99) || (column === '99%' ? third : '')]
  const latencyMs = {
    mean: toMilliseconds(mean),
    p50: timeOrNull(p50),
    p90: timeOrNull(p90),
    p99: timeOrNull(p99),
    max: maxOf(column, toMilliseconds(third), timeOrNull(percentile(100))),
  }
  return { latencyMs, ...printedDigits(latencyMs, { p50, p90, p99 }) }
}

/** Null where nothing says which column it is. That of the distribution is rounded. */
function maxOf(column: string | undefined, third: number, last: number | null): number | null {
  if (column === undefined) return null
  return column === 'Max' ? third : last
}

/** With -U wrk2 prints a second table, of latencies from when a request was sent. */
function beforeSpectrum(lines: readonly string[]): readonly string[] {
  const end = lines.findIndex((line) => /^Detailed Percentile spectrum|Uncorrected Latency/.test(line))
  return end === -1 ? lines : lines.slice(0, end)
}

function problemOf(
  lines: readonly string[],
  [, time = '', size = '']: readonly string[],
  numbers: Numbers,
): string | null {
  const { tool, requests, socketErrors, elapsedSeconds, requestsPerSecond, transferBytesPerSecond } = numbers
  const completed = requests.completed as number
  if (requestsPerSecond === null || transferBytesPerSecond === null || !socketErrors || !matchLine(lines, THREADS))
    return messages.cutOff({ tool })
  const errors = Object.values(socketErrors).reduce<number>((sum, count) => sum + (count ?? 0), 0)
  if (errors > 0) return messages.socketErrors({ errors, timeouts: socketErrors.timeout ?? 0, completed })
  if (completed === 0) return messages.noRequests
  if ((requests.non2xx ?? 0) > 0)
    return messages.badStatus({ count: requests.non2xx as number, completed, which: 'of 400 or above' })
  if (toBytes(size) === 0) return messages.noDocument({ seen: '0.00B read' })
  const asked = askedSeconds(lines)
  const seconds = elapsedSeconds as number
  if (asked && (seconds < 0.9 * asked.least || seconds > 1.1 * asked.most))
    return messages.otherDuration({ asked: asked.text, seconds })
  return agrees(completed, time, requestsPerSecond)
    ? null
    : messages.contradicts({ completed, seconds, rate: requestsPerSecond })
}

/** The range that the header's whole seconds, minutes or hours may have been rounded from. */
function askedSeconds(lines: readonly string[]): { least: number; most: number; text: string } | null {
  const header = matchLine(lines, /^Running (\d+)([smh]) test @(?: |$)/)
  if (!header) return null
  const [count = '', unit = ''] = header
  const size = { s: 1, m: 60, h: 3600 }[unit] as number
  const slack = unit === 's' ? 0 : 0.5
  return { least: (Number(count) - slack) * size, most: (Number(count) + slack) * size, text: `${count}${unit}` }
}

function agrees(completed: number, time: string, rate: number): boolean {
  const [elapsed, half] = [toMilliseconds(time) / 1000, halfDigit(time) / 1000]
  const most = elapsed > half ? completed / (elapsed - half) : Infinity
  return rate >= completed / (elapsed + half) - 0.01 && rate <= most + 0.01
}

/** Half of the last of its two decimals, in milliseconds. */
function halfDigit(time: string): number {
  return 0.005 * toMilliseconds(`1${time.replace(/^[\d.]+/, '')}`)
}
