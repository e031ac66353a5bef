import { decodeFromCompressedBase64 } from 'hdr-histogram-js'

/** Distributions as texts: HdrHistogram V2, compressed, base64, in microseconds. Added up, they are those of all latencies together. */

const MICRO = 1_000_000

/** Latencies beyond a quantile that it takes to estimate it. */
const ENOUGH = 10

/** How many latencies it takes to estimate the one that a share of them does not exceed: 1000 for 0.99. */
export function enoughFor(share: number): number {
  return Math.round(ENOUGH / (1 - share))
}

/** Latencies in seconds. */
export type Distribution = {
  readonly count: number
  readonly mean: number
  /** The latency that a share of them does not exceed. */
  readonly at: (share: number) => number
  /** The same; null with less than ten latencies beyond it. */
  readonly quantile: (share: number) => number | null
}

/** Adds encoded distributions up; null without a latency. Throws when a text is not what a generator encoded. */
export function distributionOf(texts: readonly string[]): Distribution | null {
  const [sum, ...others] = texts.map((text) => decodeFromCompressedBase64(text, 32, false))
  if (!sum) return null
  for (const other of others) sum.add(other)
  const count = sum.totalCount
  const at = (share: number) => sum.getValueAtPercentile(share * 100) / MICRO
  return { count, mean: sum.mean / MICRO, at, quantile: (share) => (count >= enoughFor(share) ? at(share) : null) }
}

/** Those quantiles of the sum that have at least ten latencies beyond them, as shares with seconds. Throws as `distributionOf` does. */
export function quantilesOf(texts: readonly string[], shares: readonly number[]): [share: number, seconds: number][] {
  const sum = distributionOf(texts)
  return shares.flatMap((share) => {
    const seconds = sum?.quantile(share) ?? null
    return seconds === null ? [] : [[share, seconds] as [number, number]]
  })
}
