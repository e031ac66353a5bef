import type { Bar, Bars } from './chart.ts'
import { redGates } from './simulated-findings.ts'
import type { LiveRow } from './live-summary.ts'
import type { Pool } from './pool.ts'
import { percentOf, type Share } from './share.ts'
import type { Tally } from './simulate.ts'

/** How often a slowdown of so much is called red: the power curve, as bars. */

/** Live runs with no neighbour: the gate's two comparisons, and the rules of others on the same runs. */
export function livePower(rows: readonly LiveRow[]): readonly Bars[] {
  const alone = rows.filter(({ neighbour }) => neighbour === 'none')
  const curve = (title: string, of: (row: LiveRow) => Share | undefined) => ({
    title,
    bars: alone.flatMap((row) => bar(row.plant, of(row)) ?? []),
  })
  return [
    curve('A/B at 5 %', ({ comparisons }) => comparisons['A/B']?.runs),
    curve('baseline at 10 %', ({ comparisons }) => comparisons.baseline?.runs),
    curve('plain rule: one run of 10 s, 10 % below the stored one', ({ rules }) => rules.plain),
    curve('autocannon-compare: two runs of 10 s', ({ rules }) => rules.autocannonCompare),
  ].filter(({ bars }) => bars.length > 0)
}

/** Simulated gates, one curve a kind of pool. */
export function simulatedPower(tallies: readonly Tally[], mode: Pool['mode']): readonly Bars[] {
  const own = tallies.filter((tally) => tally.mode === mode && !tally.recorded)
  const plants = [...new Set(own.map(({ plant }) => plant))].toSorted((a, b) => a - b)
  return [...new Set(own.map(({ group }) => group))].map((group) => ({
    title: group,
    bars: plants.flatMap(
      (plant) => bar(plant, redGates(own.filter((one) => one.group === group && one.plant === plant))) ?? [],
    ),
  }))
}

function bar(plant: number, share: Share | undefined): Bar | null {
  return share === undefined || share.trials === 0 ? null : { label: `+${percentOf(plant)}`, ...share }
}
