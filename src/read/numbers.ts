import { matchLine } from './lines.ts'

/** Between thousands, in some country or other. */
const GROUP = String.raw`[.,'’\s]`

/** A number with exactly so many digits behind its point or comma, and perhaps with separators between thousands. */
export function localNumber(digits: number): string {
  const whole = String.raw`(?:\d+|\d{1,3}(?:${GROUP}\d{3})+)`
  return digits === 0 ? `(${whole})` : String.raw`(${whole}[.,]\d{${digits}})`
}

/**
 * The value of what `localNumber(digits)` matched: the tool's fixed number of digits tells 9,652 seconds from 9652. Null when the
 * point stands for two things at once.
 */
export function toNumber(text: string, digits: number): number | null {
  const whole = digits === 0 ? text : text.slice(0, -digits - 1)
  const groups = new Set(whole.replaceAll(/\d/g, ''))
  const point = digits === 0 ? '' : text.at(-digits - 1)
  if (groups.size > 1 || groups.has(point as string)) return null
  return Number(`${whole.replaceAll(/\D/g, '')}.${digits === 0 ? '0' : text.slice(-digits)}`)
}

/** The number of the first line that consists of a label, a number and what follows it. Label and rest are regular expressions. */
export function localNumberIn(
  lines: readonly string[],
  label: string,
  { digits = 0, rest = '' }: { readonly digits?: number; readonly rest?: string } = {},
): number | null {
  const groups = matchLine(lines, new RegExp(`^${label}\\s*${localNumber(digits)}${rest}$`))
  return groups ? toNumber(groups[0] as string, digits) : null
}
