import { quantilesOf } from '../load/histogram.ts'
import type { Measurement } from '../model/measurement.ts'
import type { Report } from '../model/report.ts'
import type { Side } from '../model/sample.ts'

const SHARES = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999] as const

type Latencies = NonNullable<Report['servers'][number]['latencies']>

/** How long the answers of a server took, over all windows of a run. */
export function latenciesOf({ samples, mode }: Measurement, server: string): Latencies {
  const curve = (side: Side) =>
    quantilesOf(
      samples.flatMap((sample) => (sample.server === server && sample.side === side ? (sample.histogram ?? []) : [])),
      SHARES,
    )
  return { before: mode === 'ab' ? curve('base') : null, now: curve('head') }
}
