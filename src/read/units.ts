import { roundOff } from './reading.ts'

const MILLISECONDS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1e3,
  m: 60e3,
  h: 3600e3,
}

/** A time as these tools print it, `212.00us` or, in Go, `1m2.5s`: a regular expression without groups. */
export const TIME = String.raw`(?:\d+(?:\.\d+)?(?:ns|us|µs|μs|ms|s|m|h))+`

/** The milliseconds of what `TIME` matched. */
export function toMilliseconds(text: string): number {
  const parts = text.matchAll(/([\d.]+)([^\d.]+)/g)
  return roundOff(
    [...parts].reduce((sum, [, count, unit = '']) => sum + Number(count) * (MILLISECONDS[unit] ?? NaN), 0),
  )
}

/** The same of a text that is empty where the tool printed nothing: then null. */
export function timeOrNull(text: string): number | null {
  return text === '' ? null : toMilliseconds(text)
}

/** A number of bytes with a unit, `811.16KB`: a regular expression without groups. */
export const SIZE = String.raw`\d+(?:\.\d+)?[KMGTP]?B`

const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
  TB: 1024 ** 4,
  PB: 1024 ** 5,
}

/** The bytes of what `SIZE` matched, where a kilobyte is 1024. */
export function toBytes(text: string): number {
  return roundOff(Number.parseFloat(text) * (BYTES[text.replace(/^[\d.]+/, '')] ?? NaN))
}
