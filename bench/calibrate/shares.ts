import { checkAlpha } from '../../src/stats/shift.ts'
import { incompleteBeta } from '../../src/stats/beta.ts'

/** Shares of runs, gates or cells: their bounds, as text, and as bars. Pure. */

/** `hits` of `trials`, with one-sided 95 % bounds of the true share (Clopper & Pearson). */
export type Share = { readonly hits: number; readonly trials: number; readonly low: number; readonly high: number }

type Counts = Pick<Share, 'hits' | 'trials'>

const ERROR = 0.05

export function share(hits: number, trials: number): Share {
  return { hits, trials, ...clopperPearson(hits, trials, ERROR) }
}

/** The share of items for which `isSo` is true. */
export function shareOf<T>(items: readonly T[], isSo: (item: T) => boolean): Share {
  return share(items.filter(isSo).length, items.length)
}

export function sumShares(shares: readonly Counts[]): Share {
  const sum = (field: keyof Counts) => shares.reduce((total, one) => total + one[field], 0)
  return share(sum('hits'), sum('trials'))
}

/**
 * Bounds of a true share, a fraction from 0 to 1. Each bound is one-sided at error `alpha`; together they are a 1 − 2·alpha
 * interval: Clopper & Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial",
 * Biometrika 26 (1934). The error is at most alpha for every true share, and mostly smaller. Trials must be independent and
 * have the same share, which cells of one run do not. Without trials the bounds are 0 and 1. Throws RangeError unless hits
 * and trials are whole numbers with 0 ≤ hits ≤ trials, and when alpha is outside (0, 0.5].
 */
export function clopperPearson(hits: number, trials: number, alpha: number): Pick<Share, 'low' | 'high'> {
  checkAlpha(alpha)
  const whole = Number.isSafeInteger(hits) && Number.isSafeInteger(trials)
  if (!whole || hits < 0 || hits > trials)
    throw new RangeError(`Hits must be a whole number from 0 to the number of trials, not ${hits} of ${trials}.`)
  return { low: lowest(hits, trials, alpha), high: 1 - lowest(trials - hits, trials, alpha) }
}

/**
 * The x below which the share p of the beta distribution lies, by halving until no number lies between. Where it is close
 * to 1 ask for 1 − p with a and b exchanged. RangeError unless p is in (0, 1) and a and b are positive and finite.
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`A quantile of the beta distribution is between 0 and 1, not at ${p}.`)
  let [low, high] = [0, 1]
  for (let x = 0.5; low < x && x < high; x = (low + high) / 2) {
    if (incompleteBeta(x, a, b) < p) low = x
    else high = x
  }
  return high
}

/** The share at which as many hits or more have probability alpha. */
function lowest(hits: number, trials: number, alpha: number): number {
  return hits === 0 ? 0 : betaQuantile(alpha, hits, trials - hits + 1)
}

/** `97 %`, with decimals where a whole percent would hide a rare miss; `–` without trials. */
export function formatShare({ hits, trials }: Counts): string {
  return trials === 0 ? '–' : formatPercent(hits / trials)
}

export function formatPercent(fraction: number): string {
  const value = fraction * 100
  const isNearEnd = (value > 0 && value < 1) || (value > 99 && value < 100)
  return `${Number(value.toFixed(isNearEnd ? 2 : 1))} %`
}

/** `58 of 60`. */
export function formatCounts({ hits, trials }: Counts): string {
  return `${hits.toLocaleString('en')} of ${trials.toLocaleString('en')}`
}

export type Bars = { readonly title: string; readonly bars: readonly (Share & { readonly label: string })[] }

/** Characters of a full bar: one for every two percent. */
const WIDTH = 50

/** Bars of text, one line each, grouped under titles, for a terminal and for a code block. */
export function barChart(groups: readonly Bars[]): string {
  const widest = Math.max(0, ...groups.flatMap(({ bars }) => bars.map(({ label }) => label.length)))
  const charts = groups.flatMap(({ title, bars }) => [
    title,
    ...bars.map((bar) => `${bar.label.padEnd(widest)} ${barLine(bar)}`),
  ])
  const half = WIDTH / 2
  const scale = `${' '.repeat(widest + 2)}${'0 %'.padEnd(half)}${'50 %'.padEnd(half)}100 %`
  return [...charts, scale, '█ shown at 95 %   ▓ seen   ░ possible at 95 %'].join('\n')
}

function barLine({ hits, trials, low, high }: Share): string {
  if (trials === 0) return `▕${' '.repeat(WIDTH)}▏not measured`
  const seen = hits / trials
  return `▕${shades(low, seen, high).padEnd(WIDTH)}▏${Math.round(seen * 1000) / 10} % · ${hits} of ${trials}`
}

/** A single hit is always visible, and so is a single miss. */
function shades(low: number, seen: number, high: number): string {
  const isMixed = seen > 0 && seen < 1
  const shown = Math.floor(low * WIDTH)
  const width = isMixed ? Math.min(WIDTH - 1, Math.max(1, Math.round(seen * WIDTH))) : seen * WIDTH
  const dark = Math.max(shown, width)
  const light = Math.max(dark, Math.ceil(high * WIDTH))
  return '█'.repeat(shown) + '▓'.repeat(dark - shown) + '░'.repeat(light - dark)
}
