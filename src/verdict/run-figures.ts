import type { Metric } from '../model/metrics.ts'
import type { Report } from '../model/report.ts'
import { isStated } from '../model/verdict.ts'
import type { Reading } from '../read/reading.ts'

/** The value of one metric of one server in one run, in the metric's base unit. */
export type Figure = {
  readonly scenario: string
  readonly server: string
  readonly metric: Metric
  readonly value: number
  /** What its last digit stands for, in the same unit, where it was rounded. */
  readonly digit?: number | undefined
}

/** One run: the output of a load generator, or a gate's report. `where` names it in messages. */
export type ComparedRun = { readonly where: string; readonly figures: readonly Figure[] }

/** Takes the rate and the latencies. The tool stands for the server, whose name it does not know. */
export function runFromReading(reading: Reading, where: string): ComparedRun {
  const { tool, connections, requestsPerSecond, latencyMs, latencyDigitMs = {} } = reading
  const scenario = connections === null ? tool : `${tool} at ${connections} connections`
  const rounded = (quantile: keyof typeof latencyDigitMs) =>
    [latencyMs[quantile], latencyDigitMs[quantile]].map(toSeconds)
  const values: Partial<Record<Metric, readonly (number | undefined)[]>> = {
    throughput: [requestsPerSecond ?? undefined],
    latencyP50: rounded('p50'),
    latencyP90: rounded('p90'),
    latencyP95: rounded('p95'),
    latencyP99: rounded('p99'),
  }
  const figures = Object.entries(values).flatMap(([metric, [value = 0, digit]]): Figure[] =>
    value <= 0 ? [] : [{ scenario, server: tool, metric: metric as Metric, value, digit }],
  )
  return { where, figures }
}

/** Takes what the report's run measured for each server and metric. */
export function runFromReport({ verdicts }: Report, where: string): ComparedRun {
  const figures = verdicts.flatMap((cell): Figure[] => {
    const { scenario, server, metric, current } = cell
    return isStated(cell) || current === null || current <= 0 ? [] : [{ scenario, server, metric, value: current }]
  })
  return { where, figures }
}

function toSeconds(milliseconds: number | null | undefined): number | undefined {
  return typeof milliseconds === 'number' ? milliseconds / 1000 : undefined
}
