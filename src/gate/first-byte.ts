import { SIDES, type Measurement, type Side } from '../model/measurement.ts'
import { formatQuantity } from '../model/units.ts'
import { distributionOf } from '../stats/latencies.ts'
import { messages } from './messages.ts'

/** When the first and the last byte of the servers' answers came, in sentences, where the scenario asks for that. */
export function firstByteNotes({ samples, mode }: Measurement, servers: readonly string[]): readonly string[] {
  const sides = mode === 'ab' ? SIDES : (['head'] as const)
  return servers.flatMap((server) =>
    sides.flatMap((side) => {
      const own = samples.filter((sample) => sample.server === server && sample.side === side)
      const first = distributionOf(own.flatMap(({ firstByte }) => firstByte ?? []))
      const last = distributionOf(own.flatMap(({ histogram }) => histogram ?? []))
      if (first === null || last === null) return []
      const p99 = first.quantile(0.99)
      const times = { p50: text(first.at(0.5)), p99: p99 === null ? null : text(p99), last: text(last.at(0.5)) }
      return [messages.firstBytes({ server, side: sideShown(mode, side), ...times })]
    }),
  )
}

function sideShown(mode: Measurement['mode'], side: Side): Side | null {
  return mode === 'ab' ? side : null
}

function text(seconds: number): string {
  return formatQuantity(seconds, 's')
}
