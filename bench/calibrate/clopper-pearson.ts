import { incompleteBeta } from '../../src/stats/beta.ts'
import { checkAlpha } from '../../src/stats/shift.ts'

/** What so many hits in so many trials leave possible for the true share, a fraction from 0 to 1. */
export type ShareBounds = {
  /** One-sided lower bound: the true share is below it with probability at most alpha. 0 without a hit. */
  readonly low: number
  /** One-sided upper bound: the true share is above it with probability at most alpha. 1 when every trial was a hit. */
  readonly high: number
}

function checkShare(hits: number, trials: number): void {
  const whole = Number.isSafeInteger(hits) && Number.isSafeInteger(trials)
  if (!whole || hits < 0 || hits > trials)
    throw new RangeError(`Hits are a whole number from 0 to that of trials, not ${hits} of ${trials}.`)
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

/**
 * Bounds of a share, each one-sided at error `alpha`, so that together they are a 1 − 2·alpha interval: Clopper & Pearson,
 * "The use of confidence or fiducial limits illustrated in the case of the binomial", Biometrika 26 (1934). The error is
 * kept for every true share, and mostly undercut. Trials must be independent, with the same share: cells of one run are not.
 * Without trials the bounds are 0 and 1. RangeError unless hits and trials are whole with 0 ≤ hits ≤ trials, or when alpha
 * is outside (0, 0.5].
 */
export function clopperPearson(hits: number, trials: number, alpha: number): ShareBounds {
  checkAlpha(alpha)
  checkShare(hits, trials)
  return { low: lowest(hits, trials, alpha), high: 1 - lowest(trials - hits, trials, alpha) }
}
