import { partName } from '../model/parts.ts'
import { METRICS, PERCENTILES, type Percentile } from '../model/metrics.ts'
import type { Report } from '../model/report.ts'
import { formatPair, formatQuantity, formatShare } from '../model/units.ts'

/** The requests of a mix, or the steps of a flow, each with its own latencies. */

/** Which latencies are told, and whether what they were before is told, too. */
export type RequestDetail = { readonly percentiles: readonly Percentile[]; readonly before: boolean }

const EVERYTHING: RequestDetail = { percentiles: Object.keys(PERCENTILES) as Percentile[], before: true }

/** The titles of the texts of a request. */
export function requestTitles({ percentiles } = EVERYTHING): readonly string[] {
  return ['request', 'share', 'failed', ...percentiles.map((metric) => METRICS[metric].label.replace('latency ', ''))]
}

/** A request as texts: its name beside its server, its share of all right answers, its failures, and its latencies before and now. */
export type RequestLine = readonly string[]

/** The requests of a scenario, server by server; none where one request is asked all the time. */
export function requestLines(
  { servers }: Pick<Report, 'servers'>,
  scenario: string,
  { percentiles, before } = EVERYTHING,
): readonly RequestLine[] {
  return servers
    .filter((one) => one.scenario === scenario)
    .flatMap(({ server, parts = [] }) => {
      const all = parts.reduce((sum, { requests }) => sum + requests, 0)
      return parts.map(({ name, requests, errors, latencies }) => [
        partName(server, name),
        all === 0 ? '–' : formatShare(Number((requests / all).toPrecision(2))),
        String(errors),
        ...percentiles.map((metric) => latencyText(latencies[metric], before)),
      ])
    })
}

type Latency = NonNullable<Report['servers'][number]['parts']>[number]['latencies'][Percentile]

function latencyText(latency: Latency, isCompared: boolean): string {
  if (latency === undefined) return '–'
  const { before, now } = latency
  return before === null || !isCompared ? formatQuantity(now, 's') : formatPair(before, now, 's')
}
