import { bisect } from './bisection.ts'

/** The beta distribution, from which the distributions of Student and of shares follow. DLMF: dlmf.nist.gov. */

/** ln Γ(z) less Stirling's (z − ½)·ln z − z + ½·ln 2π: DLMF 5.11.1 from 16 on, and Γ(z + 1) = z·Γ(z) to get there. */
function stirlingRest(z: number): number {
  if (z < 16) return stirlingRest(z + 1) + (z + 0.5) * Math.log1p(1 / z) - 1
  const square = 1 / (z * z)
  return (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680))) / z
}

/**
 * xᵃ·(1 − x)ᵇ ÷ B(a, b). The large powers are taken of numbers near 1, as in Loader, "Fast and accurate computation of
 * binomial probabilities" (2000): the difference of logarithms of Γ would lose its digits when a and b are large.
 */
function density(x: number, a: number, b: number): number {
  const sum = a + b
  const powers = a * Math.log((x * sum) / a) + b * Math.log(((1 - x) * sum) / b)
  const rest = stirlingRest(sum) - stirlingRest(a) - stirlingRest(b)
  return Math.sqrt((a * b) / (2 * Math.PI * sum)) * Math.exp(powers + rest)
}

/** The continued fraction of DLMF 8.17.22, from the inside out. The terms needed grow as the square root of a + b. */
function fraction(x: number, a: number, b: number): number {
  const odd = (m: number) => (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
  const even = (m: number) => (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
  let inner = 1
  for (let m = Math.ceil(30 + 3 * Math.sqrt(a + b)); m > 0; m--) inner = 1 + even(m) / (1 + odd(m) / inner)
  return 1 / (1 + odd(0) / inner)
}

function below(x: number, a: number, b: number): number {
  return (density(x, a, b) / a) * fraction(x, a, b)
}

/**
 * The regularised incomplete beta function I_x(a, b): the share of the beta distribution with parameters a and b that
 * lies below x. Keeps 1e-9 of even the smallest result, for a + b up to 1e6. RangeError unless x is in [0, 1] and a and b
 * are positive and finite.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1)) throw new RangeError(`The beta distribution lies between 0 and 1, not at ${x}.`)
  for (const value of [a, b])
    if (!(value > 0 && value < Infinity)) throw new RangeError(`The beta distribution has positive parameters, not ${value}.`)
  // Beyond the bulk of the distribution the fraction hardly converges; seen from the other end it does.
  return x <= (a + 1) / (a + b + 2) ? below(x, a, b) : 1 - below(1 - x, b, a)
}

/** The x below which the share p of the beta distribution lies. RangeError unless p is in [0, 1] and a and b as above. */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`A quantile is between 0 and 1, not ${p}.`)
  if (p === 1) return 1
  return bisect((x) => incompleteBeta(x, a, b) < p, 0, 1)
}
