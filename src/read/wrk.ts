import { messages } from './messages.ts'
import { exactly } from './exactly.ts'
import { found, numberIn, wholeLines } from './lines.ts'
import {
  judged,
  NO_LATENCIES,
  nothing,
  type Latencies,
  type Numbers,
  type Reading,
  type SocketErrors,
} from './reading.ts'
import { bytes, halfDigit, milliseconds, SIZE, TIME } from './wrk-units.ts'

const LAST = /^Transfer\/sec:\s+[\d.]+[KMGT]?B$/

const TOTALS = new RegExp(`^\\s+(\\d+) requests in ${TIME}, ${SIZE} read$`)
const RATE = /^Requests\/sec:\s+([\d.]+)$/

/** Reads the text report of wrk 4.1, whole or cut off; latencies as precise as it prints them. */
export function readWrk(text: string): Reading {
  const lines = wholeLines(text, LAST)
  const totals = found(lines, TOTALS)
  if (!totals) return judged(nothing('wrk', '>=400'), messages.noWrkReport)
  const numbers = numbersOf(lines, totals)
  return judged(numbers, problemOf(lines, totals, numbers))
}

function numbersOf(lines: readonly string[], [completed = '', time = '']: readonly string[]): Numbers {
  const rate = numberIn(lines, RATE)
  const transfer = found(lines, new RegExp(`^Transfer/sec:\\s+${SIZE}$`))
  return {
    tool: 'wrk',
    requests: {
      completed: Number(completed),
      failed: null,
      // Lines that are only there for counts above zero; what comes behind them says that they could have been.
      non2xx: numberIn(lines, /^\s+Non-2xx or 3xx responses: (\d+)$/) ?? (rate === null ? null : 0),
      non2xxRule: '>=400',
    },
    socketErrors: socketErrorsIn(lines) ?? (rate === null ? null : { connect: 0, read: 0, write: 0, timeout: 0 }),
    elapsedSeconds: exactly(milliseconds(time) / 1000),
    requestsPerSecond: rate,
    transferBytesPerSecond: transfer ? bytes(transfer[0] as string) : null,
    latencyMs: latenciesIn(lines),
    connections: numberIn(lines, /^\s+\d+ threads and (\d+) connections$/),
    documentLength: null,
  }
}

function socketErrorsIn(lines: readonly string[]): SocketErrors | null {
  const counts = found(lines, /^\s+Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)$/)
  if (!counts) return null
  const [connect, read, write, timeout] = counts.map(Number)
  return { connect: connect as number, read: read as number, write: write as number, timeout: timeout as number }
}

function latenciesIn(lines: readonly string[]): Latencies {
  // A share of `-nan%` (or `nan%`) means that there was no sample.
  const stats = found(lines, new RegExp(`^\\s+Latency\\s+${TIME}\\s+${TIME}\\s+${TIME}\\s+[\\d.]+%$`))
  if (!stats) return NO_LATENCIES
  const percentile = (share: number) => {
    const line = found(lines, new RegExp(`^\\s+${share}%\\s+${TIME}$`))
    return line ? milliseconds(line[0] as string) : null
  }
  return {
    mean: milliseconds(stats[0] as string),
    p50: percentile(50),
    p90: percentile(90),
    p99: percentile(99),
    max: milliseconds(stats[2] as string),
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
  if (bytes(size) === 0) return messages.noDocument({ seen: '0.00B read' })
  const asked = askedSeconds(lines)
  const seconds = elapsedSeconds as number
  if (asked && (seconds < 0.9 * asked.least || seconds > 1.1 * asked.most))
    return messages.otherDuration({ asked: asked.text, seconds })
  return agrees(completed, time, requestsPerSecond)
    ? null
    : messages.contradicts({ completed, seconds, rate: requestsPerSecond })
}

/** The header is in whole seconds, minutes or hours: what it can have been rounded from. */
function askedSeconds(lines: readonly string[]): { least: number; most: number; text: string } | null {
  const header = found(lines, /^Running (\d+)([smh]) test @ /)
  if (!header) return null
  const [count = '', unit = ''] = header
  const size = { s: 1, m: 60, h: 3600 }[unit] as number
  const slack = unit === 's' ? 0 : 0.5
  return { least: (Number(count) - slack) * size, most: (Number(count) + slack) * size, text: `${count}${unit}` }
}

function agrees(completed: number, time: string, rate: number): boolean {
  const [elapsed, half] = [milliseconds(time) / 1000, halfDigit(time) / 1000]
  const most = elapsed > half ? completed / (elapsed - half) : Infinity
  return rate >= completed / (elapsed + half) - 0.01 && rate <= most + 0.01
}
