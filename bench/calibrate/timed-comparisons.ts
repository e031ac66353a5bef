import type { Undecided } from '../../src/measure/measure.ts'
import type { Budget } from '../../src/measure/budget.ts'
import { neededBy, nextWave, NOTHING_SEEN } from '../../src/measure/schedule.ts'
import type { Measurement, Side } from '../../src/model/measurement.ts'
import { type Cell, cellsOf } from '../../src/verdict/judge.ts'
import type { Against } from '../../src/verdict/recording.ts'
import type { RecordedCell } from './records.ts'

/** Three comparisons from the same launches, each judged as if it were a gate of its own. Pure. */

/** Head against base; head against the committed baseline; base, which is unchanged, against the committed baseline. */
export const COMPARISONS = ['A/B', 'baseline', 'unchanged'] as const

export type Comparison = (typeof COMPARISONS)[number]

/** Names of the two launches of a live wave: one server, without and with a plant. */
export const BASE = 'base'
export const HEAD = 'head'

/** What each comparison measures, besides the references of a baseline. */
const SIDES: Readonly<Record<Comparison, Readonly<Record<string, Side>>>> = {
  'A/B': { [BASE]: 'base', [HEAD]: 'head' },
  baseline: { [HEAD]: 'head' },
  unchanged: { [BASE]: 'head' },
}

/** The part of a measurement that a comparison would have measured alone, under the name `server`. */
export function viewOf(measurement: Measurement, comparison: Comparison, server: string): Measurement {
  const references = comparison === 'A/B' ? [] : measurement.references
  const select = <Item extends { readonly server: string; readonly side: Side }>(item: Item): Item[] => {
    const side = SIDES[comparison][item.server]
    if (side !== undefined) return [{ ...item, server, side }]
    return references.includes(item.server) ? [item] : []
  }
  return {
    ...measurement,
    scenario: { ...measurement.scenario, servers: [server] },
    mode: comparison === 'A/B' ? 'ab' : 'baseline',
    references,
    samples: measurement.samples.flatMap(select),
    faults: measurement.faults.flatMap(select),
  }
}

/** Seconds that a comparison used: those of its own launches, one by one, and those of no launch at all. */
export function secondsOf({ spent, seconds, references }: Measurement, comparison: Comparison): number {
  const sum = (names: readonly string[]) => names.reduce((total, name) => total + (spent[name] ?? 0), 0)
  const own = [...Object.keys(SIDES[comparison]), ...(comparison === 'A/B' ? [] : references)]
  return sum(own) + Math.max(0, seconds - sum(Object.keys(spent)))
}

/** `against` is the committed baseline; without one there is only A/B. `budget` is that of each comparison alone. */
export type Setup = { readonly server: string; readonly against: Against | null; readonly budget: Budget }

/** Judges all comparisons after each wave, and ends each of them when its own gate would end. */
export type Judging = {
  readonly undecided: Undecided
  /** The verdicts, when measuring is over. */
  readonly finish: (measurement: Measurement) => readonly RecordedCell[]
}

export function startJudging(setup: Setup): Judging {
  const judges = COMPARISONS.filter((one) => one === 'A/B' || setup.against).map((one) => startJudge(setup, one))
  return {
    undecided(measurement) {
      const needs = judges.map(({ next }) => next(measurement))
      const names = (of: 'open' | 'suspected') =>
        [BASE, HEAD].filter((name) => needs.some((one) => one[of].includes(name)))
      return { open: names('open'), suspected: names('suspected') }
    },
    finish: (measurement) => judges.flatMap(({ finish }) => finish(measurement)),
  }
}

/** `next`: the launches that this comparison needs in the next wave. Once it needs none, its verdicts are final. */
type Judge = { readonly next: Undecided; readonly finish: Judging['finish'] }

function startJudge({ server, against, budget }: Setup, comparison: Comparison): Judge {
  const names = Object.keys(SIDES[comparison])
  const stoodAt = new Map<string, number>()
  let cells: readonly Cell[] = []
  let seen = NOTHING_SEEN
  let isOver = false

  function look(measurement: Measurement): void {
    const seconds = secondsOf(measurement, comparison)
    seen = { ...seen, waves: measurement.waves, seconds, lastWave: seconds - seen.seconds }
    cells = cellsOf(viewOf(measurement, comparison, server), server, against, undefined)
    for (const { verdict, open } of cells) {
      if (open) stoodAt.delete(verdict.metric)
      else if (!stoodAt.has(verdict.metric)) stoodAt.set(verdict.metric, seconds)
    }
  }

  function next(measurement: Measurement): ReturnType<Undecided> {
    if (isOver) return { open: [], suspected: [] }
    look(measurement)
    const { open, suspected } = neededBy(cells)
    const needed = { open: open ? names : [], suspected: suspected ? names : [] }
    const { servers, beyond, confirms } = nextWave(budget, seen, needed)
    seen = { ...seen, beyond: seen.beyond + Number(beyond), confirming: seen.confirming + Number(confirms) }
    isOver = servers.length === 0
    return { open: servers, suspected: isOver ? [] : needed.suspected }
  }

  function finish(measurement: Measurement): readonly RecordedCell[] {
    if (!isOver) look(measurement)
    isOver = true
    return cells.filter(isGated).map(({ verdict: { metric, verdict, launches, change } }) => {
      const seconds = stoodAt.get(metric) ?? seen.seconds
      return { comparison, metric, verdict, launches, seconds, change: change?.estimate ?? null }
    })
  }

  return { next, finish }
}

/** Failed requests count as a cell only where they make the whole measurement invalid. */
function isGated({ verdict: { metric, verdict } }: Cell): boolean {
  return metric !== 'failedRequests' || verdict === 'invalid'
}
