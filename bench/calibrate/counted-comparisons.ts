import type { NeededLaunches } from '../../src/gate/count-server.ts'
import type { CountedLaunch, CountedServer, ServerCounts } from '../../src/model/count.ts'
import type { CountedMetric } from '../../src/model/metrics.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import { type Verdict, type Word, WORST_FIRST } from '../../src/model/verdict.ts'
import type { CountValue } from '../../src/verdict/count-values.ts'
import { countedMetricsOf } from '../../src/verdict/counted-recording.ts'
import { type CountedCase, judgeCounts, neededCounts, neededToConfirm } from '../../src/verdict/judge-counts.ts'
import type { CountedCell, LaunchesOfSide } from './records.ts'

/** How the same counted launches are judged as several gates, by the gate's own verdicts. Pure. */

/**
 * Instructions are allowed to grow by so much: every gate is judged at each. The first decides how many launches there are. Where it
 * suspects no red, neither does the other, and where the code is unchanged, the other never takes more launches to hold.
 */
export const TOLERANCES = [0.01, 0.02] as const

/**
 * What the launches of one gate are held against: base against head; head, and base, which is unchanged, against the baseline
 * that the session recorded; and base against the committed baseline.
 */
export const COUNTED_COMPARISONS = ['A/B', 'baseline', 'unchanged', 'committed'] as const

export type CountedComparison = (typeof COUNTED_COMPARISONS)[number]

/** What a side is held against: the baseline that this session recorded, and the committed one. */
export type HeldAgainst = { readonly recorded: CountedServer | null; readonly committed: CountedServer | null }

/** As many launches as an update of a baseline records. */
export function neededToRecord(scenario: Scenario): NeededLaunches {
  return (server, counts) =>
    neededCounts({ scenario, server, mode: 'baseline', counts, recorded: null, tolerance: undefined })
}

/** Launches of both sides until every comparison has a verdict at the first tolerance, as in a run that asks for all of them. */
export function neededToJudge(scenario: Scenario, against: HeldAgainst): NeededLaunches {
  return (server, counts, isHalf = false) => {
    if ('notCounted' in counts) return { head: 0, base: 0 }
    const neededIn = isHalf ? neededToConfirm : neededCounts
    const strictest = casesOf(scenario, server, counts, against).filter(({ tolerance }) => tolerance === TOLERANCES[0])
    const all = strictest.map(({ comparison, counted }) => {
      const { head, base } = neededIn(counted)
      return countsBase(comparison) ? { head: 0, base: head } : { head, base }
    })
    return {
      head: Math.max(0, ...all.map(({ head }) => head)),
      base: Math.max(0, ...all.map(({ base }) => base)),
    }
  }
}

/** The verdicts of every comparison. */
export function judgeSides(
  scenario: Scenario,
  server: string,
  counts: ServerCounts,
  against: HeldAgainst,
): readonly CountedCell[] {
  const judged = casesOf(scenario, server, counts, against).map(({ comparison, counted }) => ({
    comparison,
    verdicts: judgeCounts(counted),
  }))
  return COUNTED_COMPARISONS.flatMap((comparison) => {
    const own = judged.filter((one) => one.comparison === comparison).map(({ verdicts }) => verdicts)
    return own[0] === undefined ? [] : [cellOf(comparison, own[0], own.map(worst))]
  })
}

function cellOf(
  comparison: CountedComparison,
  strictest: readonly Verdict[],
  verdicts: CountedCell['verdicts'],
): CountedCell {
  const instructions = strictest.find(({ metric }) => metric === 'instructions')
  const { change = null, launches = 0 } = instructions ?? {}
  return {
    comparison,
    verdicts,
    change: change && [rounded(change.estimate, 4), bound(change.low), bound(change.high)],
    launches,
  }
}

function bound(value: number | null): number | null {
  return value === null ? null : rounded(value, 4)
}

/** To so many significant digits. */
export function rounded(value: number, digits: number): number {
  return Number(value.toPrecision(digits))
}

/** Of what one gate says. */
export function worst(verdicts: readonly Pick<Verdict, 'verdict'>[]): Word {
  return WORST_FIRST.find((word) => verdicts.some(({ verdict }) => verdict === word)) ?? 'unsure'
}

type Case = { readonly comparison: CountedComparison; readonly tolerance: number; readonly counted: CountedCase }

/** Each comparison at each tolerance. `unchanged` and `committed` hold base's launches against a baseline. */
function casesOf(
  scenario: Scenario,
  server: string,
  counts: ServerCounts,
  { recorded, committed }: HeldAgainst,
): readonly Case[] {
  const [head, base] = [
    { ...counts, base: [] },
    { ...counts, head: counts.base, base: [] },
  ]
  const kinds: readonly (Pick<CountedCase, 'mode' | 'counts' | 'recorded'> & Pick<Case, 'comparison'>)[] = [
    { comparison: 'A/B', mode: 'ab', counts, recorded: null },
    ...(recorded ? [{ comparison: 'baseline', mode: 'baseline', counts: head, recorded } as const] : []),
    ...(recorded ? [{ comparison: 'unchanged', mode: 'baseline', counts: base, recorded } as const] : []),
    ...(committed ? [{ comparison: 'committed', mode: 'baseline', counts: base, recorded: committed } as const] : []),
  ]
  return kinds.flatMap(({ comparison, ...kind }) =>
    TOLERANCES.map((tolerance) => ({
      comparison,
      tolerance,
      counted: { scenario, server, ...kind, tolerance: { instructions: tolerance } },
    })),
  )
}

function countsBase(comparison: CountedComparison): boolean {
  return comparison === 'unchanged' || comparison === 'committed'
}

/** What a record keeps of the launches of one side. */
export function launchesOf(launches: readonly CountedLaunch[]): LaunchesOfSide {
  const { instructions, gcInstructions } = countedMetricsOf(launches)
  return {
    instructions: instructions.launches.map((value) => rounded(value, 7)),
    spread: instructions.spread.map((value) => rounded(value, 2)),
    gcInstructions: gcInstructions.launches.map((value) => rounded(value, 7)),
    gcSpread: gcInstructions.spread.map((value) => rounded(value, 2)),
    seconds: launches.map(({ seconds }) => Number(seconds.toFixed(1))),
  }
}

const SPREADS = { instructions: 'spread', gcInstructions: 'gcSpread' } as const satisfies Record<CountedMetric, string>

/** The values of recorded launches, as the gate's own code takes them. */
export function valuesIn(launches: Omit<LaunchesOfSide, 'seconds'>, metric: CountedMetric): readonly CountValue[] {
  return launches[metric].map((value, index) => ({ value, spread: launches[SPREADS[metric]][index] ?? 0 }))
}

/** What planting costs a server, in instructions per request: the preload itself, and each addition. */
export type PlantCost = { readonly unplanted: number; readonly preload: number; readonly perAddition: number }

/** Additions that make a request dearer by this fraction. Null for 0, and none where the preload alone costs as much. */
export function additionsFor(plant: number, { unplanted, preload, perAddition }: PlantCost): number | null {
  return plant === 0 ? null : Math.max(0, Math.round((plant * unplanted - preload) / perAddition))
}
