import { memoize } from './memoize.ts'
import { checkAlpha, type Shift } from './shift.ts'
import { ascending, mean, type Values } from './summary.ts'

/** The beta distribution, from which that of Student’s t follows. Formulas: NIST, dlmf.nist.gov. */

/** (z − ½)·ln z − z, which is ln Γ(z) for large z but for a constant (Stirling). */
function stirling(z: number): number {
  return (z - 0.5) * Math.log(z) - z
}

/** ln Γ(z) − ½·ln 2π less `stirling`: the series of DLMF 5.11.1 from 16 on, and Γ(z + 1) = z·Γ(z) to get there. */
function stirlingRest(z: number): number {
  let [large, product] = [z, 1]
  while (large < 16) product *= large++
  const square = 1 / (large * large)
  const series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680))) / large
  return series + (stirling(large) - stirling(z) - Math.log(product))
}

/**
 * xᵃ·(1 − x)ᵇ ÷ B(a, b): the density at x, times x·(1 − x). Large powers are taken of numbers near 1 only, as in Loader,
 * "Fast and accurate computation of binomial probabilities" (2000): in a difference of large ln Γ the digits would be lost.
 */
function betaWeight(x: number, a: number, b: number): number {
  const sum = a + b
  const powers = a * Math.log((x * sum) / a) + b * Math.log(((1 - x) * sum) / b)
  const rest = stirlingRest(sum) - stirlingRest(a) - stirlingRest(b)
  return Math.sqrt((a * b) / (2 * Math.PI * sum)) * Math.exp(powers + rest)
}

/**
 * The continued fraction of DLMF 8.17.22, from the inside out. The depth was found by trial, for twelve digits everywhere
 * below the bulk of the distribution: it grows no faster than the root of a + b.
 */
function fraction(x: number, a: number, b: number): number {
  const odd = (m: number) => (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
  const even = (m: number) => (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
  let inner = 1
  for (let m = Math.ceil(15 + 2 * Math.sqrt(a + b)); m > 0; m--) inner = 1 + even(m) / (1 + odd(m) / inner)
  return 1 / (1 + odd(0) / inner)
}

function below(x: number, a: number, b: number): number {
  return (betaWeight(x, a, b) / a) * fraction(x, a, b)
}

function checkParameter(value: number): void {
  if (!(value > 0 && value < Infinity))
    throw new RangeError(`The beta distribution has positive parameters, not ${value}.`)
}

/**
 * The regularised incomplete beta function I_x(a, b): the share of the beta distribution with parameters a and b that
 * lies below x. Relative error below 1e-12 for a + b up to 1000, 1e-9 up to a million, however small the result.
 * RangeError unless x is in [0, 1] and a and b are positive and finite.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1)) throw new RangeError(`The beta distribution lies between 0 and 1, not at ${x}.`)
  checkParameter(a)
  checkParameter(b)
  // Beyond the bulk of the distribution the fraction hardly converges; seen from the other end it does.
  return x <= (a + 1) / (a + b + 2) ? below(x, a, b) : 1 - below(1 - x, b, a)
}

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

/** The estimated standard error of the mean. */
function standardError(values: Values): number {
  const sorted = ascending(values)
  const centre = mean(sorted)
  const squares = sorted.reduce((sum, value) => sum + (value - centre) ** 2, 0)
  return Math.sqrt(squares / (sorted.length - 1) / sorted.length)
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
  const reach = -quantile(alpha, differences.length - 1) * standardError(differences)
  return { estimate, low: estimate - reach, high: estimate + reach }
}
