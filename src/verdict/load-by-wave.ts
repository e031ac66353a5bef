import type { Sample } from '../model/sample.ts'
import { median } from '../stats/summary.ts'

/** Cores at work beside the servers in one wave: medians over its windows, null where nobody knows. */
export type WaveLoad = {
  readonly wave: number
  readonly generator: number | null
  readonly others: number | null
  readonly stolen: number | null
}

/** In the order of the waves. */
export function loadByWave(samples: readonly Sample[]): WaveLoad[] {
  const waves = [...Map.groupBy(samples, ({ wave }) => wave)].toSorted(([a], [b]) => a - b)
  return waves.map(([wave, own]) => ({
    wave,
    generator: middle(own.map(({ generatorCores }) => generatorCores)),
    others: middle(own.map(({ otherCores }) => otherCores)),
    stolen: middle(own.map(({ stolenCores }) => stolenCores)),
  }))
}

function middle(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : median(known)
}
