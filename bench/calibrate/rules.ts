/** What others would have said of the same change, from one run of 10 s. */

/** What autocannon reports of a run: mean and standard deviation of the requests in each of its seconds, and their sum. */
export type PlainRun = { readonly mean: number; readonly deviation: number; readonly total: number }

/** The rule of many a CI job: red when the run's throughput is lower than the stored run's by 10 % or more. */
export function plainRule(stored: PlainRun, head: PlainRun, tolerance = 0.1): boolean {
  return head.mean <= stored.mean * (1 - tolerance)
}

/** Two-sided 10 % point of Student's t for the thousands of degrees of freedom that requests as n give: the normal one. */
const CRITICAL = 1.645

/**
 * The rule of autocannon-compare 0.4 (compare.js): Welch's t test on requests a second at 0.10, and a difference of more
 * than 5 % of the slower one. It takes the number of requests for n, though mean and deviation are over seconds, so that
 * almost any difference is significant; here it is as it is there. True when head is the slower one.
 */
export function autocannonCompare(base: PlainRun, head: PlainRun): boolean {
  const error = Math.sqrt(base.deviation ** 2 / base.total + head.deviation ** 2 / head.total)
  const difference = base.mean - head.mean
  return difference > CRITICAL * error && difference / head.mean > 0.05
}
