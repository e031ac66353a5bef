import type { Metric } from '../model/metrics.ts'
import type { Latencies, Reading } from './reading.ts'
import type { Report } from '../model/report.ts'

/** What one run says of one metric of one server, in the metric's base unit. */
export type Figure = {
  readonly scenario: string
  readonly server: string
  readonly metric: Metric
  readonly value: number
}

/** One run: the output of a load generator, or a gate's report. `where` is what a sentence calls it. */
export type ComparedRun = { readonly where: string; readonly figures: readonly Figure[] }

/** Of a tool's reading: its rate and its latencies. The tool stands for the server, of which it does not know the name. */
export function runOfReading(reading: Reading, where: string): ComparedRun {
  const { tool, connections, requestsPerSecond, latencyMs } = reading
  const scenario = connections === null ? tool : `${tool} at ${connections} connections`
  const values: Partial<Record<Metric, number | null>> = {
    throughput: requestsPerSecond,
    latencyP50: seconds(latencyMs, 'p50'),
    latencyP90: seconds(latencyMs, 'p90'),
    latencyP99: seconds(latencyMs, 'p99'),
  }
  const figures = Object.entries(values).flatMap(([metric, value]): Figure[] =>
    value === null || value === undefined || value <= 0
      ? []
      : [{ scenario, server: tool, metric: metric as Metric, value }],
  )
  return { where, figures }
}

/** Of a report: what was measured of each cell, as it was on that machine at that time. */
export function runOfReport({ verdicts }: Report, where: string): ComparedRun {
  const figures = verdicts.flatMap(({ scenario, server, metric, current, outpaces }): Figure[] =>
    outpaces || current === null || current <= 0 ? [] : [{ scenario, server, metric, value: current }],
  )
  return { where, figures }
}

function seconds(latencies: Latencies, quantile: keyof Latencies): number | null {
  const value = latencies[quantile]
  return value === null ? null : value / 1000
}
