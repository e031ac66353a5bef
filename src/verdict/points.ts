import type { Change } from '../model/verdict.ts'

/** Shares are compared by their difference, but `decide` takes every shift for one of logarithms. This takes that back. */
export function inPoints({ estimate, low, high }: Change): Change {
  return {
    estimate: Math.log1p(estimate),
    low: low === null ? null : Math.log1p(low),
    high: high === null ? null : Math.log1p(high),
  }
}
