import { decimalsToTell } from './units.ts'

/** Counts as text, to the precision that they have. What is not a finite number is `–`, as in `units.ts`. */

const NOTHING = '–'
const MINUS = '−'

/** Digits of a count whose precision is unknown, and the most of any. */
const DIGITS = { unknown: 3, most: 7 } as const

/** From here on as a power of ten. */
const HUGE = 1e7

const SCALES = [
  { size: 1e9, prefix: 'G' },
  { size: 1e6, prefix: 'M' },
  { size: 1e3, prefix: 'k' },
  { size: 1, prefix: '' },
] as const

type Scale = (typeof SCALES)[number]

/**
 * A count known to a fraction of itself: 2136114 to 0.0002 is `2.136 M`, to 0.03 `2.1 M`. The last digit is worth at least as
 * much as the error.
 */
export function formatCount(value: number | null, precision: number | null): string {
  if (!isNumber(value)) return NOTHING
  const scale = scaleFor([value], precision)
  return withPrefix(digits(value, scale, decimalsFor(value, scale, precision)), scale)
}

/** Two counts on one scale with the same decimals: `2.136 → 2.158 M`, `– → 2.158 M`. `–` when both are null. */
export function formatCountPair(before: number | null, after: number | null, precision: number | null): string {
  const known = [before, after].filter(isNumber)
  if (known.length === 0) return NOTHING
  const largest = Math.max(...known.map(Math.abs))
  const scale = scaleFor(known, precision)
  const text = (value: number | null) =>
    isNumber(value) ? digits(value, scale, decimalsFor(largest, scale, precision)) : NOTHING
  return withPrefix(`${text(before)} → ${text(after)}`, scale)
}

/** A count with its interval, on one scale: `2.149 M [2.147, 2.151]`. Each has as many digits as it takes to tell it from `beside`. */
export function formatCountWithBounds(
  value: number,
  [low, high]: readonly [low: number | null, high: number | null],
  precision: number | null,
  beside: number,
): string {
  const known = [value, low, high].filter(isNumber)
  const scale = scaleFor(known, precision)
  const told = decimalsToTell(known, beside, scale.size)
  const decimals = clamp(Math.max(decimalsFor(value, scale, precision), told))
  const end = (one: number | null) => (isNumber(one) ? digits(one, scale, decimals) : '?')
  return `${withPrefix(digits(value, scale, decimals), scale)} [${end(low)}, ${end(high)}]`
}

/**
 * A change with half of its interval, which says how many decimals it has: `+1.03 % ±0.02`, `+1 % ±3`; `±?` where a bound is
 * open. Up to 0.001 %.
 */
export function formatCountChange({
  estimate,
  low,
  high,
}: {
  readonly estimate: number
  readonly low: number | null
  readonly high: number | null
}): string {
  if (!isNumber(estimate)) return NOTHING
  const half = isNumber(low) && isNumber(high) ? 100 * Math.max(high - estimate, estimate - low) : null
  const decimals = half === null ? 1 : half > 0 ? Math.min(3, Math.max(0, -magnitude(half))) : 3
  const unit = 10 ** -decimals
  // Rounded up, so that it never promises more than it has.
  const error = half === null ? '?' : fixed(Math.ceil(half / unit - 1e-9) * unit, decimals)
  return `${signed(100 * estimate, decimals)} % ±${error}`
}

function signed(value: number, decimals: number): string {
  const size = Math.abs(value) < HUGE ? Math.abs(value).toFixed(decimals) : Math.abs(value).toExponential(2)
  if (Number(size) === 0) return size
  return `${value < 0 ? MINUS : '+'}${size}`
}

function digits(value: number, { size }: Scale, decimals: number): string {
  return fixed(value / size, decimals).replace(/^-/, MINUS)
}

function fixed(value: number, decimals: number): string {
  return Math.abs(value) < HUGE ? value.toFixed(decimals) : value.toExponential(2)
}

function withPrefix(text: string, { prefix }: Scale): string {
  return prefix === '' ? text : `${text} ${prefix}`
}

/** By the largest value as it will be printed: 999,999.9 is 1.000 M. */
function scaleFor(values: readonly number[], precision: number | null): Scale {
  const largest = Math.max(...values.map(Math.abs))
  const whole = (scale: Scale) => Number(digits(largest, scale, decimalsFor(largest, scale, precision))) >= 1
  return SCALES.find((scale) => scale.size === 1 || whole(scale)) ?? SCALES[3]
}

function decimalsFor(value: number, { size }: Scale, precision: number | null): number {
  if (value === 0) return 0
  const most = DIGITS.most - 1 - magnitude(value / size)
  if (precision === null || !Number.isFinite(precision)) return clamp(DIGITS.unknown - 1 - magnitude(value / size))
  return clamp(Math.min(most, Math.floor(-Math.log10((precision * Math.abs(value)) / size))))
}

/** Nobody reads more decimals than a count has digits. */
function clamp(decimals: number): number {
  return Math.max(0, Math.min(DIGITS.most - 1, decimals))
}

/** The power of ten of the first digit. */
function magnitude(value: number): number {
  return Number(value.toExponential().split('e')[1])
}

function isNumber(value: number | null): value is number {
  return Number.isFinite(value) && Math.abs(value as number) < 1e300
}
