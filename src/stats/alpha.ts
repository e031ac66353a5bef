/** The error of a bound: the probability, at most, that the truth lies beyond it. */

/** Room for rounding, so that an alpha of 1/20 is met by a probability of exactly 1/20; rounding stays below 1e-13. */
export const SLACK = 1 + 1e-12

/** RangeError when alpha is outside (0, 0.5]: bounds with a greater error would stand on the wrong side of the estimate. */
export function checkAlpha(alpha: number): void {
  if (!(alpha > 0 && alpha <= 0.5))
    throw new RangeError(`The error of a bound is above 0 and at most 0.5, not ${alpha}.`)
}
