import { messages } from './messages.ts'
import {
  matchLine,
  numberIn,
  wholeLines,
  emptyNumbers,
  roundOff,
  toReading,
  type LatencyMs,
  type Numbers,
  type Reading,
} from './reading.ts'

const LAST = /\(longest request\)$/

/** Reads the text report of ab 2.3, whole or cut off. ab prints latencies in whole milliseconds only. */
export function readAb(text: string): Reading {
  const lines = wholeLines(text, LAST)
  const completed = numberIn(lines, /^Complete requests:\s+(\d+)$/)
  if (completed === null) {
    const given = numberIn(lines, /Total of (\d+) requests completed$/)
    return toReading(emptyNumbers('ab', 'non-2xx', given), messages.noAbReport({ completed: given }))
  }
  const numbers = numbersOf(lines, completed)
  return toReading(numbers, problemOf(lines, numbers))
}

function numbersOf(lines: readonly string[], completed: number): Numbers {
  const rate = numberIn(lines, /^Transfer rate:\s+([\d.]+) \[Kbytes\/sec\] received$/)
  return {
    tool: 'ab',
    requests: {
      completed,
      failed: failuresIn(lines),
      // ab prints this line only for counts above zero. The next line shows that the report was not cut off before it.
      non2xx: numberIn(lines, /^Non-2xx responses:\s+(\d+)$/) ?? (matchLine(lines, /^(Total transferred):/) ? 0 : null),
      non2xxRule: 'non-2xx',
    },
    socketErrors: null,
    elapsedSeconds: numberIn(lines, /^Time taken for tests:\s+([\d.]+) seconds$/),
    requestsPerSecond: numberIn(lines, /^Requests per second:\s+([\d.]+) \[#\/sec\] \(mean\)$/),
    transferBytesPerSecond: rate === null ? null : roundOff(rate * 1024),
    latencyMs: latenciesIn(lines),
    connections: numberIn(lines, /^Concurrency Level:\s+(\d+)$/),
    documentLength: numberIn(lines, /^Document Length:\s+(\d+) bytes$/),
  }
}

function failuresIn(lines: readonly string[]): Reading['requests']['failed'] {
  if (numberIn(lines, /^Failed requests:\s+(\d+)$/) === 0) return { connect: 0, receive: 0, length: 0, exceptions: 0 }
  const counts = matchLine(lines, /^\s+\(Connect: (\d+), (?:Receive: (\d+), )?Length: (\d+), Exceptions: (\d+)\)$/)
  if (!counts) return null
  const [connect, receive, length, exceptions] = counts
  return {
    connect: Number(connect),
    receive: receive === '' ? null : Number(receive),
    length: Number(length),
    exceptions: Number(exceptions),
  }
}

function latenciesIn(lines: readonly string[]): LatencyMs {
  const percentile = (share: number) => numberIn(lines, new RegExp(`^\\s+${share}%\\s+(\\d+)$`))
  // With -S ab leaves the deviation and the median out.
  const total = matchLine(lines, /^Total:\s+\d+\s+(\d+)(?:\s+[\d.]+\s+\d+)?\s+(\d+)$/)
  return {
    mean: total ? Number(total[0]) : null,
    p50: percentile(50),
    p90: percentile(90),
    p99: percentile(99),
    max: numberIn(lines, /^\s+100%\s+(\d+) \(longest request\)$/) ?? (total ? Number(total[1]) : null),
  }
}

function problemOf(
  lines: readonly string[],
  { requests, elapsedSeconds, requestsPerSecond, latencyMs }: Numbers,
): string | null {
  const { completed, failed, non2xx } = requests
  if (completed === 0) return messages.noRequests
  // ab prints no percentiles of a single request.
  const ending =
    matchLine(lines, /^\s+100%\s+(\d+) \(longest request\)$/) ??
    (completed === 1 && latencyMs.mean !== null ? [] : null)
  if (!ending || failed === null || non2xx === null || elapsedSeconds === null) return messages.cutOff({ tool: 'ab' })
  const failures =
    Object.values(failed).reduce<number>((sum, count) => sum + (count ?? 0), 0) +
    (numberIn(lines, /^Write errors:\s+(\d+)$/) ?? 0)
  if (failures > 0) return messages.abFailures({ failures, lengths: failed.length })
  if (non2xx > 0) return messages.badStatus({ count: non2xx, completed: completed as number, which: 'outside 2xx' })
  if (numberIn(lines, /^HTML transferred:\s+(\d+) bytes$/) === 0)
    return messages.noDocument({ seen: 'HTML transferred: 0 bytes' })
  return agrees(completed as number, elapsedSeconds, requestsPerSecond)
    ? null
    : messages.contradicts({ completed: completed as number, seconds: elapsedSeconds, rate: requestsPerSecond ?? 0 })
}

/** The time is rounded to milliseconds, which is much of a short run. */
function agrees(completed: number, seconds: number, rate: number | null): boolean {
  if (rate === null) return seconds === 0
  const most = seconds > 0.0005 ? completed / (seconds - 0.0005) : Infinity
  return rate >= completed / (seconds + 0.0005) - 0.01 && rate <= most + 0.01
}
