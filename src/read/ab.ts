import { sameDigit } from './digits.ts'
import { matchLine, numberIn, wholeLines } from './lines.ts'
import { messages } from './messages.ts'
import { localNumber, localNumberIn, toNumber } from './numbers.ts'
import { emptyNumbers, p95Of, roundOff, toReading, type LatencyMs, type Numbers, type Reading } from './reading.ts'

/** The last request, as ab 1.3 has it, was the longest one, too. */
const LAST = /\((?:longest|last) request\)$/

/** Reads the text report of ab 1.3 to 2.3, whole or cut off. ab prints latencies in whole milliseconds only. */
export function readAb(text: string): Reading {
  const lines = wholeLines(text, LAST)
  const completed = localNumberIn(lines, 'Complete requests:')
  if (completed === null) {
    const given = numberIn(lines, /^Total of (\d+) requests completed$/)
    return toReading(emptyNumbers('ab', 'non-2xx', given), messages.noAbReport({ completed: given }))
  }
  const numbers = numbersOf(lines, completed)
  const remark = hasPercentiles(lines) || completed === 1 ? undefined : messages.noPercentiles
  return toReading(numbers, problemOf(lines, numbers), remark)
}

function numbersOf(lines: readonly string[], completed: number): Numbers {
  const latencyMs = latenciesIn(lines)
  const rate = localNumberIn(lines, 'Transfer rate:', { digits: 2, rest: ' \\[Kbytes/sec\\] received' })
  return {
    tool: 'ab',
    requests: {
      completed,
      failed: failuresIn(lines),
      // ab prints this line only for counts above zero. The next line shows that the report was not cut off before it.
      non2xx: localNumberIn(lines, 'Non-2xx responses:') ?? (matchLine(lines, /^(Total transferred):/) ? 0 : null),
      non2xxRule: 'non-2xx',
    },
    socketErrors: null,
    elapsedSeconds: secondsIn(lines),
    requestsPerSecond: localNumberIn(lines, 'Requests per second:', { digits: 2, rest: ' \\[#/sec\\] \\(mean\\)' }),
    transferBytesPerSecond: rate === null ? null : roundOff(rate * 1024),
    latencyMs,
    ...sameDigit(latencyMs, 1),
    connections: localNumberIn(lines, 'Concurrency Level:'),
    documentLength: localNumberIn(lines, 'Document Length:', { rest: ' bytes' }),
  }
}

/** ab 2.0.40 prints the microseconds behind the point without their leading zeros: 4.51029 for 4.051029. */
function secondsIn(lines: readonly string[]): number | null {
  const [seconds, micros = ''] = matchLine(lines, /^Time taken for tests:\s+(\d+)\.(\d{1,6}) seconds$/) ?? []
  const isOld = matchLine(lines, /(ApacheBench, Version 2\.0\.)/) !== null
  return seconds !== undefined && (isOld || micros.length !== 3)
    ? roundOff(Number(seconds) + Number(micros) / 1e6)
    : localNumberIn(lines, 'Time taken for tests:', { digits: 3, rest: ' seconds' })
}

const FAILURES = new RegExp(
  String.raw`^\(Connect: N, (?:Receive: N, )?Length: N, Exceptions: N\)$`.replaceAll('N', localNumber(0)),
)

function failuresIn(lines: readonly string[]): Reading['requests']['failed'] {
  if (localNumberIn(lines, 'Failed requests:') === 0) return { connect: 0, receive: 0, length: 0, exceptions: 0 }
  const counts = matchLine(lines, FAILURES)?.map((text) => (text === '' ? null : toNumber(text, 0)))
  if (!counts) return null
  const [connect = null, receive = null, length = null, exceptions = null] = counts
  return connect === null || length === null || exceptions === null ? null : { connect, receive, length, exceptions }
}

function latenciesIn(lines: readonly string[]): LatencyMs {
  const percentile = (share: number) => numberIn(lines, new RegExp(`^${share}%\\s+(\\d+)$`))
  // With -S ab leaves the deviation and the median out.
  const total = matchLine(lines, /^Total:\s*\d+\s+(\d+)(?:\s+[\d.,]+\s+(\d+))?\s+(\d+)$/)
  const [mean = '', median = '', max = ''] = total ?? []
  return {
    mean: toMilliseconds(mean),
    p50: hasPercentiles(lines) ? percentile(50) : toMilliseconds(median),
    p90: percentile(90),
    ...p95Of(percentile(95)),
    p99: percentile(99),
    max: numberIn(lines, LONGEST) ?? toMilliseconds(max),
  }
}

function toMilliseconds(text: string): number | null {
  return text === '' ? null : Number(text)
}

const LONGEST = /^100%\s+(\d+) \((?:longest|last) request\)$/

/** Whether any part of the last table is there. With -d ab leaves it out, and of a single request, too. */
function hasPercentiles(lines: readonly string[]): boolean {
  return matchLine(lines, /^Percentage of the requests served|^\d+%\s+\d/) !== null
}

/** A report that was cut off right before its last table looks as with -d. */
function isWhole(lines: readonly string[], latencyMs: LatencyMs): boolean {
  return hasPercentiles(lines) ? matchLine(lines, LONGEST) !== null : latencyMs.mean !== null
}

function problemOf(
  lines: readonly string[],
  { requests, elapsedSeconds, requestsPerSecond, latencyMs }: Numbers,
): string | null {
  const { completed, failed, non2xx } = requests
  if (completed === 0) return messages.noRequests
  if (!isWhole(lines, latencyMs) || failed === null || non2xx === null || elapsedSeconds === null)
    return messages.cutOff({ tool: 'ab' })
  if (requestsPerSecond === null && elapsedSeconds > 0) return messages.cutOff({ tool: 'ab' })
  if (isInterrupted(lines)) return messages.abInterrupted
  const failures =
    Object.values(failed).reduce<number>((sum, count) => sum + (count ?? 0), 0) +
    (localNumberIn(lines, '(?:Write|Broken pipe) errors:') ?? 0)
  if (failures > 0) return messages.abFailures({ failures, lengths: failed.length })
  if (non2xx > 0) return messages.badStatus({ count: non2xx, completed: completed as number, which: 'outside 2xx' })
  if (localNumberIn(lines, 'HTML transferred:', { rest: ' bytes' }) === 0)
    return messages.noDocument({ seen: 'HTML transferred: 0 bytes' })
  return agrees(completed as number, elapsedSeconds, requestsPerSecond)
    ? null
    : messages.contradicts({ completed: completed as number, seconds: elapsedSeconds, rate: requestsPerSecond ?? 0 })
}

/** Whether ab began to say how far it was, and never that it finished. Its report looks the same then. */
function isInterrupted(lines: readonly string[]): boolean {
  const has = (pattern: RegExp) => lines.some((line) => pattern.test(line))
  return (
    (has(/^Completed \d+ requests$/) && !has(/^Finished \d+ requests$/)) ||
    (has(/\(be patient\)\.\.\./) && !has(/\.\.done$/))
  )
}

/** The time is rounded to milliseconds, which is much of a short run. */
function agrees(completed: number, seconds: number, rate: number | null): boolean {
  if (rate === null) return seconds === 0
  const most = seconds > 0.0005 ? completed / (seconds - 0.0005) : Infinity
  return rate >= completed / (seconds + 0.0005) - 0.01 && rate <= most + 0.01
}
