import { roundOff, type LatencyDigitMs, type LatencyMs } from './reading.ts'
import { toMilliseconds } from './units.ts'

const QUANTILES = ['p50', 'p90', 'p95', 'p99'] as const

/** The field of a reading; without it where nothing is known. */
type Field = { readonly latencyDigitMs?: LatencyDigitMs }

/** Of a tool that prints all percentiles with the same digits. `digit`: milliseconds. */
export function sameDigit(latencyMs: LatencyMs, digit: number): Field {
  return digitsOf(latencyMs, { p50: digit, p90: digit, p95: digit, p99: digit })
}

/** Of percentiles as they were printed, such as `1.43ms`; `decimals`: as `lastDigitMs` has it. */
export function printedDigits(
  latencyMs: LatencyMs,
  printed: Readonly<Partial<Record<Quantile, string>>>,
  decimals = 0,
): Field {
  const digits = Object.entries(printed).map(([quantile, text]) => [quantile, lastDigitMs(text, decimals)] as const)
  return digitsOf(latencyMs, Object.fromEntries(digits))
}

type Quantile = keyof LatencyDigitMs

/** Those of the percentiles that are there. */
export function digitsOf(latencyMs: LatencyMs, digits: LatencyDigitMs): Field {
  const known = QUANTILES.filter((one) => typeof latencyMs[one] === 'number' && digits[one] !== undefined)
  return known.length === 0 ? {} : { latencyDigitMs: Object.fromEntries(known.map((one) => [one, digits[one]])) }
}

/**
 * The last digit of a time such as `1.43ms` or `1m2.5s`, in milliseconds. `least`: decimals of a tool that leaves zeros at the end out,
 * as Go does; with minutes, it counts whole seconds.
 */
export function lastDigitMs(time: string, least = 0): number {
  const [, units = '', decimals = '', unit = ''] = /^((?:\d+[a-z])*)\d+(?:\.(\d+))?([^\d.]+)$/.exec(time) ?? []
  return roundOff(toMilliseconds(`1${unit}`) / 10 ** Math.max(decimals.length, units === '' ? least : 0))
}
