import { messages } from './messages.ts'
import { exactly } from './exactly.ts'
import { found, numberIn, wholeLines } from './lines.ts'
import { judged, nothing, type Latencies, type Numbers, type Reading } from './reading.ts'

const LAST = /\(longest request\)$/

/** Reads the text report of ab 2.3, whole or cut off. Milliseconds are whole ones: ab prints no others. */
export function readAb(text: string): Reading {
  const lines = wholeLines(text, LAST)
  const completed = numberIn(lines, /^Complete requests:\s+(\d+)$/)
  if (completed === null) {
    const given = numberIn(lines, /Total of (\d+) requests completed$/)
    return judged(nothing('ab', 'non-2xx', given), messages.noAbReport({ completed: given }))
  }
  const numbers = numbersOf(lines, completed)
  return judged(numbers, problemOf(lines, numbers))
}

function numbersOf(lines: readonly string[], completed: number): Numbers {
  const rate = numberIn(lines, /^Transfer rate:\s+([\d.]+) \[Kbytes\/sec\] received$/)
  return {
    tool: 'ab',
    requests: {
      completed,
      failed: failedIn(lines),
      // The line is only there when there are some; what comes behind it says that it could have been.
      non2xx: numberIn(lines, /^Non-2xx responses:\s+(\d+)$/) ?? (found(lines, /^(Total transferred):/) ? 0 : null),
      non2xxRule: 'non-2xx',
    },
    socketErrors: null,
    elapsedSeconds: numberIn(lines, /^Time taken for tests:\s+([\d.]+) seconds$/),
    requestsPerSecond: numberIn(lines, /^Requests per second:\s+([\d.]+) \[#\/sec\] \(mean\)$/),
    transferBytesPerSecond: rate === null ? null : exactly(rate * 1024),
    latencyMs: latenciesIn(lines),
    connections: numberIn(lines, /^Concurrency Level:\s+(\d+)$/),
    documentLength: numberIn(lines, /^Document Length:\s+(\d+) bytes$/),
  }
}

function failedIn(lines: readonly string[]): Reading['requests']['failed'] {
  if (numberIn(lines, /^Failed requests:\s+(\d+)$/) === 0) return { connect: 0, receive: 0, length: 0, exceptions: 0 }
  const counts = found(lines, /^\s+\(Connect: (\d+), (?:Receive: (\d+), )?Length: (\d+), Exceptions: (\d+)\)$/)
  if (!counts) return null
  const [connect, receive, length, exceptions] = counts
  return {
    connect: Number(connect),
    receive: receive === '' ? null : Number(receive),
    length: Number(length),
    exceptions: Number(exceptions),
  }
}

function latenciesIn(lines: readonly string[]): Latencies {
  const percentile = (share: number) => numberIn(lines, new RegExp(`^\\s+${share}%\\s+(\\d+)$`))
  // The deviation and the median are missing with -S.
  const total = found(lines, /^Total:\s+\d+\s+(\d+)(?:\s+[\d.]+\s+\d+)?\s+(\d+)$/)
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
  // With one request there are no percentiles.
  const ending =
    found(lines, /^\s+100%\s+(\d+) \(longest request\)$/) ?? (completed === 1 && latencyMs.mean !== null ? [] : null)
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

/** Milliseconds are the last digit of the time, and in a short run they are much of it. */
function agrees(completed: number, seconds: number, rate: number | null): boolean {
  if (rate === null) return seconds === 0
  const most = seconds > 0.0005 ? completed / (seconds - 0.0005) : Infinity
  return rate >= completed / (seconds + 0.0005) - 0.01 && rate <= most + 0.01
}
