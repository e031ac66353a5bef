import { partName } from '../model/parts.ts'
import { PERCENTILES, type Percentile } from '../model/metrics.ts'
import type { Report } from '../model/report.ts'
import { formatPair, formatQuantity, formatShare } from '../model/units.ts'

/** The requests of a mix, or the steps of a flow, each with its own latencies. */

export const REQUEST_TITLES = ['request', 'share', 'p50', 'p90', 'p95', 'p99', 'failed'] as const

/** A request as texts: its name beside its server, its share of all right answers, its latencies before and now, and its failures. */
export type RequestLine = readonly string[]

/** The requests of a scenario, server by server; none where one request is asked all the time. */
export function requestLines({ servers }: Pick<Report, 'servers'>, scenario: string): readonly RequestLine[] {
  return servers
    .filter((one) => one.scenario === scenario)
    .flatMap(({ server, parts = [] }) => {
      const all = parts.reduce((sum, { requests }) => sum + requests, 0)
      return parts.map(({ name, requests, errors, latencies }) => [
        partName(server, name),
        all === 0 ? '–' : formatShare(Number((requests / all).toPrecision(2))),
        ...(Object.keys(PERCENTILES) as Percentile[]).map((metric) => latencyText(latencies[metric])),
        String(errors),
      ])
    })
}

type Latency = NonNullable<Report['servers'][number]['parts']>[number]['latencies'][Percentile]

function latencyText(latency: Latency): string {
  if (latency === undefined) return '–'
  const { before, now } = latency
  return before === null ? formatQuantity(now, 's') : formatPair(before, now, 's')
}
