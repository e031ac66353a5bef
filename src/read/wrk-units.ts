import { exactly } from './exactly.ts'

/** wrk writes two decimals of whatever unit is near: `212.00us`, `1.58s`, `0.85m`; `811.16KB`, `13.05GB`. */

const MILLISECONDS: Readonly<Record<string, number>> = { us: 1e-3, ms: 1, s: 1e3, m: 60e3, h: 3600e3 }
const BYTES: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 }

/** As patterns for a line. */
export const TIME = '(\\d+\\.\\d\\d(?:us|ms|s|m|h))'
export const SIZE = '(\\d+\\.\\d\\d[KMGT]?B)'

export function milliseconds(text: string): number {
  const unit = text.replace(/^[\d.]+/, '')
  return exactly(Number.parseFloat(text) * (MILLISECONDS[unit] as number))
}

/** Half of the last digit, in milliseconds. */
export function halfDigit(text: string): number {
  return 0.005 * (MILLISECONDS[text.replace(/^[\d.]+/, '')] as number)
}

export function bytes(text: string): number {
  return exactly(Number.parseFloat(text) * (BYTES[text.slice(0, -1).replace(/^[\d.]+/, '')] as number))
}
