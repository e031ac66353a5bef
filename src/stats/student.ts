import { betaWeight, incompleteBeta } from './beta.ts'
import { memoize } from './memoize.ts'
import { checkAlpha, type Shift } from './shift.ts'
import { ascending, mean, type Values } from './summary.ts'

/** Student's t: what the mean of a few normal values, divided by its own estimated error, is distributed like. */

/** The smallest probability whose t can still be squared. */
const SMALLEST = 1e-100

function checkFreedom(df: number): void {
  if (!(df >= 1 && df < Infinity)) throw new RangeError(`Degrees of freedom are a finite number from 1 on, not ${df}.`)
}

/** The density of T, by way of t = 1, where that of df/(df + t²) has its peak and is exact. */
function density(t: number, df: number): number {
  return betaWeight(df / (df + 1), df / 2, 0.5) * ((df + 1) / (df + t * t)) ** ((df + 1) / 2)
}

/**
 * P(T > t) at df degrees of freedom, whole or not: the one-sided p-value of the t test. Abramowitz & Stegun, Handbook of
 * Mathematical Functions, 26.7.1. Relative error below 1e-9 up to 100 000 degrees of freedom, however small the tail.
 * RangeError when t is NaN, or df is not finite or below 1.
 */
export function studentTail(t: number, df: number): number {
  if (Number.isNaN(t)) throw new RangeError('t is a number, not NaN.')
  checkFreedom(df)
  const square = t * t
  // Either is the whole truth, but df/(df + t²) has no digits left for a small t, and the difference none for a large one.
  const tail =
    square < 1
      ? 0.5 - incompleteBeta(square / (df + square), 0.5, df / 2) / 2
      : incompleteBeta(df / (df + square), df / 2, 0.5) / 2
  return t < 0 ? 1 - tail : tail
}

/**
 * The t below which T lies with probability p, by Newton's method. Relative error below 1e-9 up to 100 000 degrees of
 * freedom; around p = 0.5, where t is 0, absolute. RangeError unless p is in [1e-100, 1), or when df is not finite or below 1.
 */
export function studentQuantile(p: number, df: number): number {
  if (!(p >= SMALLEST && p < 1)) throw new RangeError(`A quantile of t is from ${SMALLEST} to below 1, not ${p}.`)
  const tail = Math.min(p, 1 - p)
  const next = (t: number) => t + (studentTail(t, df) - tail) / density(t, df)
  // From 0 on the tail is convex, so a step along its tangent never passes the quantile, save by rounding at the end.
  let size = 0
  for (let t = next(0); t > size; t = next(t)) size = t
  return p < 0.5 ? -size : size
}

const quantile = memoize(studentQuantile)

/** The estimated standard deviation, of two values or more. */
function deviation(values: Values): number {
  const sorted = ascending(values)
  const centre = mean(sorted)
  const squares = sorted.reduce((sum, value) => sum + (value - centre) ** 2, 0)
  return Math.sqrt(squares / (sorted.length - 1))
}

/** How far a one-sided bound at error `alpha` reaches from the mean of `count` values that spread like these: t·s/√count. */
export function studentReach(values: Values, count: number, alpha: number): number {
  return (-quantile(alpha, count - 1) * deviation(values)) / Math.sqrt(count)
}

/**
 * The mean of paired differences and a bound on either side, each one-sided at error `alpha`: mean ± t·s/√n, finite from
 * two differences on. The error is alpha when the differences are normal, and below it when they are symmetric with long
 * tails (Benjamini, "Is the t test really conservative when the parent distribution is long-tailed?", JASA 78, 1983). It is
 * far above a small alpha when there are but three or four, of launches in modes: by chance all have the same modes, s is
 * small, and the bounds leave out the truth. The signed-rank bounds hold there, and need more differences to be finite.
 * RangeError when there is no difference, one is not finite, or alpha is outside [1e-100, 0.5].
 */
export function studentShift(differences: readonly number[], alpha: number): Shift {
  checkAlpha(alpha)
  const estimate = mean(differences)
  if (differences.length === 1) return { estimate, low: -Infinity, high: Infinity }
  const reach = studentReach(differences, differences.length, alpha)
  return { estimate, low: estimate - reach, high: estimate + reach }
}
