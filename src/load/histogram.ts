import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js'

/** Latencies in the making. Recording one costs no allocation. */
export type LatencyHistogram = {
  /** A latency in seconds, kept to the microsecond; above 60 s it counts as 60 s. */
  readonly add: (seconds: number) => void
  /** What was recorded until now; null when that is nothing. */
  readonly close: () => Latencies | null
}

/** Quantiles in seconds, and the whole distribution as HdrHistogram V2 (compressed, base64, microseconds). */
export type Latencies = {
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly encoded: string
  readonly count: number
}

/** A distribution read back. `quantile(0.5)` is the median in seconds: at least that share of the latencies is not above it. */
export type DecodedHistogram = {
  readonly count: number
  readonly quantile: (share: number) => number
}

const MICRO = 1_000_000
const HIGHEST = 60 * MICRO

/** Microseconds with three digits: a quantile is at most 0.1 % (and one microsecond's rounding) off the exact one. */
export function latencyHistogram(): LatencyHistogram {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: HIGHEST,
    numberOfSignificantValueDigits: 3,
    autoResize: false,
    bitBucketSize: 32,
    useWebAssembly: false,
  })
  const quantile = (share: number) => histogram.getValueAtPercentile(share * 100) / MICRO
  return {
    add: (seconds) => histogram.recordValue(microseconds(seconds)),
    close: () =>
      histogram.totalCount === 0
        ? null
        : {
            p50: quantile(0.5),
            p90: quantile(0.9),
            p99: quantile(0.99),
            encoded: encodeIntoCompressedBase64(histogram),
            count: histogram.totalCount,
          },
  }
}

/** Reads what `close` encoded. Throws when the text is something else. */
export function decodeHistogram(text: string): DecodedHistogram {
  const histogram = decodeFromCompressedBase64(text, 32, false)
  return {
    count: histogram.totalCount,
    quantile: (share) => histogram.getValueAtPercentile(share * 100) / MICRO,
  }
}

/**
 * The quantiles of several distributions together, as far as there are ten latencies beyond them: shares with seconds. Empty without a distribution.
 * Throws when a text is something else than what `close` encoded.
 */
export function quantilesOf(texts: readonly string[], shares: readonly number[]): [share: number, seconds: number][] {
  const [first, ...others] = texts.map((text) => decodeFromCompressedBase64(text, 32, false))
  if (!first) return []
  for (const other of others) first.add(other)
  return shares
    .filter((share) => first.totalCount * (1 - share) >= ENOUGH)
    .map((share) => [share, first.getValueAtPercentile(share * 100) / MICRO])
}

/** Latencies beyond a quantile that it takes to know it. */
const ENOUGH = 10

function microseconds(seconds: number): number {
  return Math.min(HIGHEST, Math.max(1, Math.round(seconds * MICRO)))
}
