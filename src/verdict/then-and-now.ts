import { messages } from './messages.ts'
import type { Measurement } from '../model/measurement.ts'
import { median } from '../stats/summary.ts'
import { formatFactor, formatQuantity } from '../model/units.ts'
import { valuesOf } from './values.ts'

/** The figures that a scenario brings along, beside today's throughput (medians over the launches); each with its ratio to the first of them. Pure. */
export function thenAndNow(measurement: Measurement): readonly string[] {
  return measurement.scenario.figures.map(({ by, throughput }) => {
    const servers = Object.keys(throughput)
    const now = Object.fromEntries(servers.map((server) => [server, today(measurement, server)]))
    const first = servers[0] ?? ''
    const told = (figures: Readonly<Record<string, number | null>>) => (server: string) =>
      figure(figures[server] ?? null, figures[first] ?? null, server === first)
    return messages.thenAndNow({
      by,
      servers: servers.map((server) => ({ server, before: told(throughput)(server), now: told(now)(server) })),
    })
  })
}

function today(measurement: Measurement, server: string): number | null {
  const values = valuesOf(measurement, server, 'throughput').map(({ value }) => value)
  return values.length === 0 ? null : median(values)
}

function figure(value: number | null, first: number | null, isFirst: boolean): string {
  const times = isFirst || value === null || first === null ? '' : ` (${formatFactor(value / first)})`
  return `${formatQuantity(value, 'req/s')}${times}`
}
