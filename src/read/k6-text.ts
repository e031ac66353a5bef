import { readK6, type K6Summary } from './k6.ts'
import { lastDigitMs } from './digits.ts'
import { matchLine, numberIn, wholeLines } from './lines.ts'
import { messages } from './messages.ts'
import { emptyNumbers, toReading, type LatencyDigitMs, type Reading } from './reading.ts'
import { TIME, toMilliseconds } from './units.ts'

/** A line of a metric, `http_reqs......: 5850 96.71/s`, marked where it has thresholds and k6 is older than 1.0. */
const METRIC = /^(?:[✓✗]\s+)?(?<name>[A-Za-z_]\w*)\.{3,}:\s+(?<values>.+)$/

/** Reads the summary that k6 prints at the end of a run, of k6 1 and 2 or in the legacy form, whole or cut off. */
export function readK6Text(text: string): Reading {
  const lines = wholeLines(text, /^(?:vus_max|data_sent)\.{3,}:\s.*(?:=\d+|B\/s)$/)
  const totals = totalsOf(lines)
  const values = valuesIn(totals)
  if (!values['data_received'] || !isEnded(lines, values))
    return toReading(emptyNumbers('k6', '>=400'), messages.cutOff({ tool: 'k6' }))
  if (lines.some(hasLostSign)) return toReading(emptyNumbers('k6', '>=400'), messages.k6Signs)
  const stopped = lines.some((line) => STOPPED.test(line))
  return readK6({ values, digits: digitsIn(totals), crossed: crossedIn(lines), stopped, seconds: null })
}

/** In its log, or where the last line of a scenario's progress has a cross. */
const STOPPED = /test run was aborted|test aborted: |stopping test prematurely|^[\w-]+\s+✗ \[/

/** Whether ✓ or ✗ became something else on the way here, so that nobody can tell which of them it was. */
function hasLostSign(line: string): boolean {
  const { values = '' } = METRIC.exec(line)?.groups ?? {}
  return (
    /^[^\w\s{✓✗]{1,4}\s+(?:[A-Za-z_]\w*|\{.+\})\.{3,}:/.test(line) || (/^[\d.]+%\s/.test(values) && !RATE.test(values))
  )
}

/** With --summary-mode=full the totals are followed by the same metrics of each group and scenario. */
function totalsOf(lines: readonly string[]): readonly string[] {
  const start = lines.findIndex((line) => line.startsWith('█ TOTAL RESULTS'))
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith('█ '))
  return start === -1 ? lines : lines.slice(start, length === -1 ? undefined : start + 1 + length)
}

/**
 * Whether the totals are there to their end. The number of virtual users, which comes last of what is read here, is missing from runs
 * of less than a second. Where lines are missing, the totals may go on in those of a scenario, which has fewer iterations than k6
 * says below its summary.
 */
function isEnded(lines: readonly string[], values: K6Summary['values']): boolean {
  const last = lines.findIndex((line) => METRIC.exec(line)?.groups?.['name'] === 'iterations')
  if (last === -1) return false
  const complete = numberIn(lines.slice(last), /^running .*, 0+\/\d+ VUs, (\d+) complete/)
  const agrees = complete === null || complete === values['iterations']?.['count']
  return agrees && ('vus_max' in values || lines.includes('', last))
}

function valuesIn(lines: readonly string[]): K6Summary['values'] {
  const values: Record<string, K6Summary['values'][string]> = {}
  for (const line of lines) {
    const { name, values: text } = METRIC.exec(line)?.groups ?? {}
    if (name !== undefined && text !== undefined) values[name] ??= valuesOf(text)
  }
  // k6 1 and 2 have a metric for each outcome of a check.
  const [passed, failed] = [values['checks_succeeded'], values['checks_failed']]
  return passed && failed ? { ...values, checks: { passes: passed['passes'], fails: failed['passes'] } } : values
}

/** How often something was so, and how often it was not; or how often of how many. */
const RATE = /^[\d.]+%\s+(?:(\d+) out of (\d+)|✓ (\d+)\s+✗ (\d+))$/

/** The values of a counter, a gauge, a rate or a trend, by the keys of a summary export. */
function valuesOf(text: string): K6Summary['values'][string] {
  const rate = RATE.exec(text)
  if (rate) {
    const [, passes, all, was, wasNot] = rate
    return passes === undefined
      ? { passes: Number(was), fails: Number(wasNot) }
      : { passes: Number(passes), fails: Number(all) - Number(passes) }
  }
  const counter = /^(\d+)\s+([\d.]+)\/s$/.exec(text)
  if (counter) return { count: Number(counter[1]), rate: Number(counter[2]) }
  const trend = trendIn(text)
  if (trend.length > 0) return Object.fromEntries(trend.map(([key, time]) => [key, toMilliseconds(time)]))
  // Bytes have two digits at most, which says no more than whether there were any.
  if (text.startsWith('0 B')) return { count: 0 }
  const gauge = /^(\d+)\s+min=/.exec(text)
  return gauge ? { value: Number(gauge[1]) } : {}
}

/** The times of a trend, `avg=1.23ms med=1ms`, by their keys. */
function trendIn(text: string): readonly (readonly [key: string, time: string])[] {
  const all = text.matchAll(new RegExp(`(\\S+?)=(${TIME})(?=\\s|$)`, 'g'))
  return [...all].map(([, key = '', time = '']) => [key, time] as const)
}

/** Its unit is that of the value, or the one that a script has chosen for all. */
function digitsIn(lines: readonly string[]): LatencyDigitMs {
  const line = lines.map((one) => METRIC.exec(one)?.groups).find((one) => one?.['name'] === 'http_req_duration')
  const digits = trendIn(line?.['values'] ?? '').map(([key, time]) => [key, lastDigitMs(time, 2)] as const)
  const { med, 'p(50)': p50 = med, 'p(90)': p90, 'p(95)': p95, 'p(99)': p99 } = Object.fromEntries(digits)
  return Object.fromEntries(
    Object.entries({ p50: med ?? p50, p90, p95, p99 }).filter(([, digit]) => digit !== undefined),
  )
}

/** k6 1 and 2 list thresholds below their metrics; the legacy form marks the lines of the metrics. */
function crossedIn(lines: readonly string[]): readonly string[] {
  let metric = ''
  const crossed = lines.flatMap((line) => {
    const [, name = '', tags] = HEADING.exec(line) ?? []
    if (tags !== undefined) metric = (name || metric.replace(/\{.*$/, '')) + tags
    else if (name !== '') metric = name
    const [, source] = CROSSED.exec(line) ?? []
    if (source !== undefined) return [messages.threshold({ source, metric })]
    return /^✗.*\.{3,}:/.test(line) ? [messages.someThreshold({ metric })] : []
  })
  const [logged] = matchLine(lines, LOGGED) ?? []
  if (crossed.length > 0 || logged === undefined) return crossed
  return [logged === '' ? messages.anyThreshold : messages.someThreshold({ metric: logged })]
}

/** Word processors and web pages have quotation marks of their own. */
const CROSSED = /^✗ (?:['"‘“`]|&#39;|&quot;)(.+?)(?:['"’”`]|&#39;|&quot;) \S+=/

const LOGGED = /thresholds on metrics '(.+?)' (?:have been|were) (?:crossed|breached)|some thresholds have failed/

/** The name of a metric, or the tags of a part of the metric above, alone on its line or before its values. */
const HEADING = /^(?:[✓✗]\s+)?([A-Za-z_]\w*)?(\{.+?\})?(?:\.{3,}:.*)?$/
