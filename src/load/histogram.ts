import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js'

/** Collects latencies. Adding one allocates nothing. */
export type LatencyHistogram = {
  /** Adds a latency in seconds. It is kept to the microsecond, and counts as 60 s above that. */
  readonly add: (seconds: number) => void
  /** Sums up what was added; null without a latency. */
  readonly close: () => Latencies | null
}

/** Quantiles in seconds, and the whole distribution as HdrHistogram V2 (compressed, base64, microseconds). */
export type Latencies = {
  readonly p50: number
  readonly p90: number
  readonly p95: number
  readonly p99: number
  readonly encoded: string
  readonly count: number
}

const MICRO = 1_000_000
const HIGHEST = 60 * MICRO

/** Keeps three digits: a quantile differs from the exact one by at most 0.1 % and the rounding to a microsecond. */
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
    add: (seconds) => histogram.recordValue(toMicroseconds(seconds)),
    close: () =>
      histogram.totalCount === 0
        ? null
        : {
            p50: quantile(0.5),
            p90: quantile(0.9),
            p95: quantile(0.95),
            p99: quantile(0.99),
            encoded: encodeIntoCompressedBase64(histogram),
            count: histogram.totalCount,
          },
  }
}

function toMicroseconds(seconds: number): number {
  return Math.min(HIGHEST, Math.max(1, Math.round(seconds * MICRO)))
}
