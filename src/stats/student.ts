import { checkAlpha } from './alpha.ts'
import { incompleteBeta } from './beta.ts'
import { bisect } from './bisection.ts'
import { remembered } from './remembered.ts'
import type { Shift } from './shift.ts'
import { ascending, mean, type Values } from './summary.ts'

/** Student's t: what the mean of a few normal values, over its own estimated error, is distributed like (Biometrika 6, 1908). */

/** Below it the square of t no longer fits into a number. */
const SMALLEST = 1e-100

function checkFreedom(df: number): void {
  if (!(df >= 1 && df < Infinity)) throw new RangeError(`Degrees of freedom are a finite number from 1 on, not ${df}.`)
}

/**
 * P(T > t) at df degrees of freedom, whole or not: the one-sided p-value of the t test. DLMF 8.17.2 with x = df/(df + t²).
 * Keeps 1e-9 of even a small tail. RangeError when t is NaN or df is not finite or below 1.
 */
export function studentTail(t: number, df: number): number {
  if (Number.isNaN(t)) throw new RangeError('t is a number, not NaN.')
  checkFreedom(df)
  const tail = incompleteBeta(df / (df + t * t), df / 2, 0.5) / 2
  return t < 0 ? 1 - tail : tail
}

/**
 * The t below which T lies with probability p: relative error 1e-9, near the median absolute. RangeError unless p is in
 * [1e-100, 1), and when df is not finite or below 1.
 */
export function studentQuantile(p: number, df: number): number {
  if (!(p >= SMALLEST && p < 1)) throw new RangeError(`A quantile of t is from ${SMALLEST} to below 1, not ${p}.`)
  const tail = Math.min(p, 1 - p)
  let high = 1
  while (studentTail(high, df) > tail) high *= 2
  const size = bisect((t) => studentTail(t, df) > tail, 0, high)
  return p < 0.5 ? -size : size
}

const quantile = remembered(studentQuantile)

/** The estimated standard error of the mean. */
function standardError(values: Values): number {
  const sorted = ascending(values)
  const centre = mean(sorted)
  const squares = sorted.reduce((sum, value) => sum + (value - centre) ** 2, 0)
  return Math.sqrt(squares / (sorted.length - 1) / sorted.length)
}

/**
 * The mean of paired differences and a bound on either side, each one-sided at error `alpha`: mean ± t·s/√n, finite from
 * two differences on. The error is alpha when the differences are normal, and stays below it when they are symmetric with
 * long tails; the bounds are then wide, as one wild launch moves both mean and s. It does not hold for few differences from
 * launches that fall into modes: by chance all are of the same kind, s is small, and the bounds exclude the truth. Where
 * that can be, take the signed-rank bounds. RangeError when there is no difference, one is not finite, or alpha is outside
 * [1e-100, 0.5].
 */
export function studentShift(differences: readonly number[], alpha: number): Shift {
  checkAlpha(alpha)
  const estimate = mean(differences)
  if (differences.length === 1) return { estimate, low: -Infinity, high: Infinity }
  const reach = -quantile(alpha, differences.length - 1) * standardError(differences)
  return { estimate, low: estimate - reach, high: estimate + reach }
}
