import type { Sample } from '../model/sample.ts'
import { median } from '../stats/summary.ts'

/** What a server's windows tell of its runtime, in the units of a sample; null where nothing was reported. */
export type Runtime = Pick<Sample, 'gc' | 'eventLoopUtilisation'>

/** Medians over windows: now and then one holds a collection of the whole heap, most do not. */
export function runtimeOf(samples: readonly Runtime[]): Runtime {
  return { gc: middle(samples, 'gc'), eventLoopUtilisation: middle(samples, 'eventLoopUtilisation') }
}

function middle(samples: readonly Runtime[], field: keyof Runtime): number | null {
  const values = samples.flatMap((sample) => sample[field] ?? [])
  return values.length === 0 ? null : median(values)
}
