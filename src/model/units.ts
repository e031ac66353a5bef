import type { Unit } from './metrics.ts'

/** From base units to short readable text. `null`, and whatever is not a finite number below 1e300, is `–`. */

/** One way to write a unit: values from `from` on are divided by `size`; `prefix` stands at the number, `name` behind it. */
type Scale = { readonly from: number; readonly size: number; readonly prefix: string; readonly name: string }

const NOTHING = '–'
const MINUS = '−'

/** Largest first. Times change over at half a unit, so that a row about milliseconds says 0.731 → 0.912 ms. */
const SCALES: Readonly<Record<Unit, readonly Scale[]>> = {
  'req/s': [
    { from: 1e6, size: 1e6, prefix: 'M', name: 'req/s' },
    { from: 1e3, size: 1e3, prefix: 'k', name: 'req/s' },
    { from: 0, size: 1, prefix: '', name: 'req/s' },
  ],
  s: [
    { from: 0.5, size: 1, prefix: '', name: 's' },
    { from: 0.000_5, size: 1e-3, prefix: '', name: 'ms' },
    { from: 0, size: 1e-6, prefix: '', name: 'µs' },
  ],
  bytes: [
    { from: 1e9, size: 1e9, prefix: '', name: 'GB' },
    { from: 1e6, size: 1e6, prefix: '', name: 'MB' },
    { from: 1e3, size: 1e3, prefix: '', name: 'kB' },
    { from: 0, size: 1, prefix: '', name: 'B' },
  ],
  share: [{ from: 0, size: 0.01, prefix: '', name: '%' }],
  instructions: [
    { from: 1e9, size: 1e9, prefix: '', name: 'G' },
    { from: 1e6, size: 1e6, prefix: '', name: 'M' },
    { from: 1e3, size: 1e3, prefix: '', name: 'k' },
    { from: 0, size: 1, prefix: '', name: '' },
  ],
}

/** One value in its base unit: `8.41k req/s`, `119 µs`, `190 MB`, `1.48 %`. */
export function formatQuantity(value: number | null, unit: Unit): string {
  if (!isNumber(value)) return NOTHING
  const scale = scaleFor([value], unit)
  return `${scaled(value, scale)} ${scale.name}`.trimEnd()
}

/** One value as somebody wrote it, in six digits at most: `50 ms`, `1.234k req/s`, `99.95 %`. */
export function formatWritten(value: number, unit: Unit): string {
  if (!isNumber(value)) return NOTHING
  const { size, prefix, name } = scaleFor([value], unit)
  return `${formatMultiple(value / size)}${prefix} ${name}`.trimEnd()
}

/** Two values in one unit, in four words: `10.4k → 941 req/s`, `84.2 → 119 µs`, `– → 190 MB`. `–` when both are null. */
export function formatPair(before: number | null, after: number | null, unit: Unit): string {
  const scale = scaleFor([before, after].filter(isNumber), unit)
  if (!isNumber(before) && !isNumber(after)) return NOTHING
  // A prefix stands at each number, a unit behind both.
  const text = (value: number | null) =>
    scaled(value, scale.prefix !== '' && isNumber(value) ? scaleFor([value], unit) : scale)
  return `${text(before)} → ${text(after)} ${scale.name}`.trimEnd()
}

/**
 * A value with its interval, on one scale: `62.1 ms [58.3, 66.0]`. An end that is open is `?`. Each has as many digits as it takes to tell it
 * from `beside`, up to six.
 */
export function formatWithBounds(
  value: number,
  [low, high]: readonly [low: number | null, high: number | null],
  unit: Unit,
  beside: number,
): string {
  const known = [value, low, high].filter(isNumber)
  const scale = scaleFor(known, unit)
  const decimals = decimalsToTell(known, beside, scale.size)
  const end = (one: number | null) => (isNumber(one) ? scaled(one, scale, decimals) : '?')
  return `${scaled(value, scale, decimals)} ${scale.name} [${end(low)}, ${end(high)}]`
}

/** How many decimals, in units of `size`, tell the nearest of the values from another number. */
export function decimalsToTell(values: readonly number[], from: number, size: number): number {
  const distances = values.map((value) => Math.abs(value - from) / size).filter((distance) => distance > 0)
  // 1.0039 beside 1.004 is a little less than 0.0001 away.
  return distances.length === 0 ? 0 : Math.max(0, -Math.floor(Math.log10(Math.min(...distances)) + 1e-9))
}

/** A change as a fraction, 0.123 being `+12.3 %`: one decimal below 100 %, none above. */
export function formatChange(fraction: number | null): string {
  if (!isNumber(fraction)) return NOTHING
  return `${signed(fraction * 100, Math.abs(fraction) < 1 ? 1 : 0)} %`
}

/** The same in whole percents, where space is short. */
export function formatWholeChange(fraction: number | null): string {
  return isNumber(fraction) ? `${signed(fraction * 100, isNearlyAll(fraction) ? 1 : 0)} %` : NOTHING
}

/** An interval of fractions in percents, in two words: `[−21, −17]`, `[−0.3, +4.5]`. A bound that is open is `?`. */
export function formatInterval(low: number | null, high: number | null, decimals = 1): string {
  const isNarrow = isNumber(low) && isNumber(high) && high - low < 0.005
  const bound = (fraction: number | null) =>
    isNumber(fraction) ? signed(fraction * 100, decimalsOf(fraction, isNarrow, decimals)) : '?'
  return `[${bound(low)}, ${bound(high)}]`
}

function decimalsOf(fraction: number, isNarrow: boolean, decimals: number): number {
  if (isNearlyAll(fraction)) return 1
  return isNarrow || Math.abs(fraction) < 0.1 ? decimals : 0
}

/** Between −99 % and −99.9 % lies a factor of ten. */
function isNearlyAll(fraction: number): boolean {
  return fraction < -0.95
}

/** A multiple as somebody wrote it, in six digits at most: `1.5`, `2`. */
export function formatMultiple(multiple: number): string {
  return isNumber(multiple) ? String(Number(multiple.toPrecision(6))) : NOTHING
}

/** How many times as much, in three digits: `×1.21`, `×38.4`. One that is open is `×?`. */
export function formatFactor(factor: number | null): string {
  return isNumber(factor) ? `×${scaled(factor, TIMES)}` : '×?'
}

/** The same with its interval: `×1.21 [×1.18, ×1.24]`. */
export function formatFactors({ estimate, low, high }: Factors): string {
  return `${formatFactor(estimate)} [${formatFactor(low)}, ${formatFactor(high)}]`
}

type Factors = { readonly estimate: number; readonly low: number | null; readonly high: number | null }

const TIMES: Scale = { from: 0, size: 1, prefix: '', name: '' }

/** A fraction without a sign: `10 %`, `1.48 %`. */
export function formatShare(fraction: number | null): string {
  return formatQuantity(fraction, 'share')
}

/** A duration: `0.4 s`, `14 s`, `1 min 52 s`, `1 h 2 min`. Below zero it is `0 s`. */
export function formatSeconds(seconds: number | null): string {
  if (!isNumber(seconds)) return NOTHING
  const tenths = Math.round(Math.max(seconds, 0) * 10) / 10
  if (tenths < 10) return `${tenths} s`
  const whole = Math.round(tenths)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return words([Math.floor(whole / 60), 'min'], [whole % 60, 's'])
  const minutes = Math.round(whole / 60)
  return minutes < 6000 ? words([Math.floor(minutes / 60), 'h'], [minutes % 60, 'min']) : `${plain(minutes / 60, 0)} h`
}

function isNumber(value: number | null | undefined): value is number {
  // Beyond that, percents and microseconds would overflow to infinity.
  return Number.isFinite(value) && Math.abs(value as number) < 1e300
}

/** By the largest value as it will be printed: 999.7 req/s is 1.00k req/s. */
function scaleFor(values: readonly number[], unit: Unit): Scale {
  const scales = SCALES[unit]
  const largest = Math.max(0, ...values.map((value) => Math.abs(Number(value.toPrecision(3)))))
  return scales.find(({ from }) => largest >= from) ?? scales[0]!
}

function scaled(value: number | null, { size, prefix, name }: Scale, decimals = 0): string {
  if (!isNumber(value)) return NOTHING
  const digits = threeDigits(value / size, decimals)
  // Shares are mostly round (tolerances, no failures at all), where 10.0 % would promise more than is meant.
  return `${name === '%' && !digits.includes('e') ? Number(digits) : digits}${prefix}`.replace(/^-/, MINUS)
}

/** Three significant digits, or up to six for so many decimals; powers of ten where that would be unreadably long. */
function threeDigits(value: number, decimals: number): string {
  const [, exponent] = value.toExponential(2).split('e')
  const magnitude = Number(exponent)
  if (value === 0) return '0'
  if (magnitude < -3 || magnitude > 5) return value.toExponential(2)
  const places = Math.max(0, 2 - magnitude, Math.min(decimals, 5 - magnitude))
  return Number(value.toPrecision(magnitude + places + 1)).toFixed(places)
}

function signed(value: number, decimals: number): string {
  const size = plain(Math.abs(value), decimals)
  if (size === '0') return '±0'
  return `${value < 0 ? MINUS : '+'}${size}`
}

/** Rounded, without trailing zeros. */
function plain(value: number, decimals: number): string {
  return value < 1e6 ? String(Number(value.toFixed(decimals))) : value.toExponential(2)
}

function words(...parts: readonly (readonly [number, string])[]): string {
  return parts.flatMap(([count, name]) => (count === 0 ? [] : [`${count} ${name}`])).join(' ')
}
