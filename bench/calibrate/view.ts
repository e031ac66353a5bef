import type { Measurement } from '../../src/model/measurement.ts'
import type { Side } from '../../src/model/sample.ts'
import type { Comparison } from './record.ts'

/** Names under which the two launches of a live wave are measured: one server, with and without a plant. */
export const BASE = 'base'
export const HEAD = 'head'

/** What each comparison would have measured by itself, besides the references of a baseline. */
const SIDES: Readonly<Record<Comparison, Readonly<Record<string, Side>>>> = {
  'A/B': { [BASE]: 'base', [HEAD]: 'head' },
  baseline: { [HEAD]: 'head' },
  unchanged: { [BASE]: 'head' },
}

/** Whose launches a comparison needs. */
export function entrantsOf(comparison: Comparison, references: readonly string[]): readonly string[] {
  return [...Object.keys(SIDES[comparison]), ...(comparison === 'A/B' ? [] : references)]
}

/**
 * One wave launches base, head and the references; a comparison sees its part of the samples, as if it had measured alone:
 * A/B the two sides of `server`, a baseline the one side and the references.
 */
export function viewOf(measurement: Measurement, comparison: Comparison, server: string): Measurement {
  const { references } = measurement
  const beside = comparison === 'A/B' ? [] : references
  const seen = <Item extends { readonly server: string; readonly side: Side }>(item: Item): Item[] => {
    const side = SIDES[comparison][item.server]
    if (side !== undefined) return [{ ...item, server, side }]
    return beside.includes(item.server) ? [item] : []
  }
  return {
    ...measurement,
    scenario: { ...measurement.scenario, servers: [server] },
    mode: comparison === 'A/B' ? 'ab' : 'baseline',
    references: beside,
    samples: measurement.samples.flatMap(seen),
    faults: measurement.faults.flatMap(seen),
  }
}

/** Seconds of the launches that a comparison needs, and of what was nobody's; side by side launches count one by one. */
export function ownSeconds({ spent, seconds, references }: Measurement, comparison: Comparison): number {
  const sum = (names: readonly string[]) => names.reduce((total, name) => total + (spent[name] ?? 0), 0)
  return sum(entrantsOf(comparison, references)) + Math.max(0, seconds - sum(Object.keys(spent)))
}
