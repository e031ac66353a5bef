import { sameDigit } from './digits.ts'
import { countOutside2xx, countTimeouts, type Distribution } from './distribution.ts'
import { numberIn, wholeLines } from './lines.ts'
import { messages } from './messages.ts'
import { problemIn } from './problem.ts'
import {
  emptyNumbers,
  NO_LATENCIES,
  p95Of,
  roundOff,
  sum,
  toReading,
  type LatencyMs,
  type Numbers,
  type Reading,
} from './reading.ts'

const STATUS = /^\[(?<name>\d{3})\]\s+(?<count>\d+) responses$/
const FAILURE = /^\[(?<count>\d+)\]\s+(?<name>.+)$/

/** hey keeps what became of so many answers, and forgets the others. */
const KEPT = 1_000_000

/** hey prints four decimals. */
const HALF_DIGIT = 0.00005

/** Reads the text report of hey, whole or cut off; also of when it was called boom. */
export function readHey(text: string): Reading {
  const lines = wholeLines(text, STATUS)
  const seconds = numberIn(lines, /^Total:\s+([\d.]+) secs\.?$/)
  const rate = numberIn(lines, /^Requests\/sec:\s+([\d.]+)$/)
  const { statuses, errors } = endsIn(lines)
  const ended = sum([...Object.values(statuses), ...Object.values(errors)])
  if (sum(Object.values(statuses)) === KEPT) return unread(messages.heyForgot({ kept: KEPT }))
  if (seconds === null || rate === null || !agrees(ended, seconds, rate))
    return unread(messages.cutOff({ tool: 'hey' }))
  const numbers = numbersOf(lines, { seconds, rate, statuses, errors })
  return toReading(
    numbers,
    problemIn(numbers, {}),
    numbers.transferBytesPerSecond === null ? messages.heyNoLength : undefined,
  )
}

function unread(problem: string): Reading {
  return toReading(emptyNumbers('hey', 'non-2xx'), problem)
}

type Ends = { readonly statuses: Distribution; readonly errors: Distribution }

/** The two tables at its end: answers by status, and failures by message. */
function endsIn(lines: readonly string[]): Ends {
  const start = lines.indexOf('Status code distribution:')
  const middle = lines.indexOf('Error distribution:')
  const end = middle === -1 ? lines.length : middle
  return {
    statuses: start === -1 ? {} : tableOf(lines.slice(start, end), STATUS),
    errors: tableOf(lines.slice(end), FAILURE),
  }
}

/** Rows with a name and a count. */
function tableOf(lines: readonly string[], row: RegExp): Distribution {
  return Object.fromEntries(
    lines.flatMap((line) => {
      const { name, count } = row.exec(line)?.groups ?? {}
      return name === undefined ? [] : [[name, Number(count)]]
    }),
  )
}

/** Whether its rate is that of all requests that ended, so that no line of the tables is missing. */
function agrees(ended: number, seconds: number, rate: number): boolean {
  return ended >= (seconds - HALF_DIGIT) * (rate - HALF_DIGIT) && ended <= (seconds + HALF_DIGIT) * (rate + HALF_DIGIT)
}

type Run = Ends & { readonly seconds: number; readonly rate: number }

function numbersOf(lines: readonly string[], { seconds, rate, statuses, errors }: Run): Numbers {
  const [answers, lost, timeout] = [sum(Object.values(statuses)), sum(Object.values(errors)), countTimeouts(errors)]
  const perSecond = (total: number) => (seconds > 0 ? roundOff(total / seconds) : null)
  const latencyMs = answers === 0 ? NO_LATENCIES : latenciesIn(lines)
  const bytes = numberIn(lines, /^Total data(?: received)?:\s+(\d+) bytes\.?$/i)
  return {
    tool: 'hey',
    requests: { completed: answers, failed: null, non2xx: countOutside2xx(statuses), non2xxRule: 'non-2xx' },
    socketErrors: { connect: null, read: null, write: null, timeout, other: lost - timeout },
    elapsedSeconds: seconds,
    // Its own rate includes requests without an answer.
    requestsPerSecond: lost === 0 ? rate : perSecond(answers),
    transferBytesPerSecond: bytes === null ? null : perSecond(bytes),
    latencyMs,
    // Four decimals of a second.
    ...sameDigit(latencyMs, 0.1),
    connections: null,
    documentLength: numberIn(lines, /^(?:Size\/request|Response Size per Request):\s+(\d+) bytes\.?$/),
  }
}

/** Of few requests hey prints percentiles of `0% in 0.0000 secs`. */
function latenciesIn(lines: readonly string[]): LatencyMs {
  const milliseconds = (pattern: RegExp) => {
    const value = numberIn(lines, pattern)
    return value === null ? null : roundOff(value * 1000)
  }
  const percentile = (share: number) => milliseconds(new RegExp(`^${share}%%? in ([\\d.]+) secs\\.?$`))
  return {
    mean: milliseconds(/^Average:\s+([\d.]+) secs\.?$/),
    p50: percentile(50),
    p90: percentile(90),
    ...p95Of(percentile(95)),
    p99: percentile(99),
    max: milliseconds(/^Slowest:\s+([\d.]+) secs\.?$/),
  }
}
