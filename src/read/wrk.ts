import { messages } from './messages.ts'
import {
  matchLine,
  numberIn,
  wholeLines,
  emptyNumbers,
  NO_LATENCIES,
  roundOff,
  toReading,
  type LatencyMs,
  type Numbers,
  type Reading,
  type SocketErrors,
} from './reading.ts'

/** wrk prints two decimals of whatever unit fits: `212.00us`, `1.58s`, `0.85m`; `811.16KB`, `13.05GB`. */
const TIME = '(\\d+\\.\\d\\d(?:us|ms|s|m|h))'
const SIZE = '(\\d+\\.\\d\\d[KMGT]?B)'
const MILLISECONDS: Readonly<Record<string, number>> = { us: 1e-3, ms: 1, s: 1e3, m: 60e3, h: 3600e3 }
const BYTES: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 }

const LAST = /^Transfer\/sec:\s+[\d.]+[KMGT]?B$/

const TOTALS = new RegExp(`^\\s+(\\d+) requests in ${TIME}, ${SIZE} read$`)
const RATE = /^Requests\/sec:\s+([\d.]+)$/

/** Reads the text report of wrk 4.1, whole or cut off. */
export function readWrk(text: string): Reading {
  const lines = wholeLines(text, LAST)
  const totals = matchLine(lines, TOTALS)
  if (!totals) return toReading(emptyNumbers('wrk', '>=400'), messages.noWrkReport)
  const numbers = numbersOf(lines, totals)
  return toReading(numbers, problemOf(lines, totals, numbers))
}

function numbersOf(lines: readonly string[], [completed = '', time = '']: readonly string[]): Numbers {
  const rate = numberIn(lines, RATE)
  const transfer = matchLine(lines, new RegExp(`^Transfer/sec:\\s+${SIZE}$`))
  return {
    tool: 'wrk',
    requests: {
      completed: Number(completed),
      failed: null,
      // wrk prints this line and the next only for counts above zero. The rate, printed below both, shows that neither was cut off.
      non2xx: numberIn(lines, /^\s+Non-2xx or 3xx responses: (\d+)$/) ?? (rate === null ? null : 0),
      non2xxRule: '>=400',
    },
    socketErrors: socketErrorsIn(lines) ?? (rate === null ? null : { connect: 0, read: 0, write: 0, timeout: 0 }),
    elapsedSeconds: roundOff(toMilliseconds(time) / 1000),
    requestsPerSecond: rate,
    transferBytesPerSecond: transfer ? toBytes(transfer[0] as string) : null,
    latencyMs: latenciesIn(lines),
    connections: numberIn(lines, /^\s+\d+ threads and (\d+) connections$/),
    documentLength: null,
  }
}

function socketErrorsIn(lines: readonly string[]): SocketErrors | null {
  const counts = matchLine(lines, /^\s+Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)$/)
  if (!counts) return null
  const [connect, read, write, timeout] = counts.map(Number)
  return { connect: connect as number, read: read as number, write: write as number, timeout: timeout as number }
}

function latenciesIn(lines: readonly string[]): LatencyMs {
  // wrk prints `-nan%` or `nan%` when it had no sample.
  const stats = matchLine(lines, new RegExp(`^\\s+Latency\\s+${TIME}\\s+${TIME}\\s+${TIME}\\s+[\\d.]+%$`))
  if (!stats) return NO_LATENCIES
  const percentile = (share: number) => {
    const line = matchLine(lines, new RegExp(`^\\s+${share}%\\s+${TIME}$`))
    return line ? toMilliseconds(line[0] as string) : null
  }
  return {
    mean: toMilliseconds(stats[0] as string),
    p50: percentile(50),
    p90: percentile(90),
    p99: percentile(99),
    max: toMilliseconds(stats[2] as string),
  }
}

function problemOf(
  lines: readonly string[],
  [, time = '', size = '']: readonly string[],
  numbers: Numbers,
): string | null {
  const { requests, socketErrors, elapsedSeconds, requestsPerSecond, transferBytesPerSecond } = numbers
  const completed = requests.completed as number
  if (requestsPerSecond === null || transferBytesPerSecond === null || !socketErrors)
    return messages.cutOff({ tool: 'wrk' })
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
  const header = matchLine(lines, /^Running (\d+)([smh]) test @ /)
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

function toMilliseconds(text: string): number {
  return roundOff(Number.parseFloat(text) * (MILLISECONDS[text.replace(/^[\d.]+/, '')] as number))
}

/** Half of the last digit, in milliseconds. */
function halfDigit(text: string): number {
  return 0.005 * (MILLISECONDS[text.replace(/^[\d.]+/, '')] as number)
}

function toBytes(text: string): number {
  return roundOff(Number.parseFloat(text) * (BYTES[text.slice(0, -1).replace(/^[\d.]+/, '')] as number))
}
