import { plural } from '../../src/model/wording.ts'
import { isRed } from '../../src/model/verdict.ts'
import { TOLERANCES } from './counted-comparisons.ts'
import type { Neighbour } from './plan.ts'
import type { CountedGate } from './records.ts'
import { formatCounts, formatPercent, formatShare, type Share, shareOf } from './shares.ts'
import { type Finding, stateOf } from './timed-findings.ts'

/** How often unchanged code was called red by counts, in gates of one server and in whole runs of the showcase. Pure. */

/** What one server was counted at once: its launches get one verdict or several, which are not independent. */
export type UnchangedSet = {
  readonly source: keyof typeof SOURCES
  readonly neighbour: Neighbour
  /** It was held against counts of another libc or valgrind. */
  readonly otherSystem: boolean
  /** Of each verdict, whether it is red at each of `TOLERANCES`; null where it was not judged at that. */
  readonly red: readonly (readonly (boolean | null)[])[]
}

const SOURCES = { gates: 'live gates', runs: 'whole runs of the showcase' } as const

/** Base against head in gates without a plant; head in these, and base in all gates, against the baseline of the session. */
export function unchangedInGates(gates: readonly CountedGate[]): readonly UnchangedSet[] {
  return gates.map(({ plant, neighbour, cells }) => {
    const own = cells.filter(
      ({ comparison }) => comparison === 'unchanged' || (plant === 0 && comparison !== 'committed'),
    )
    return {
      source: 'gates',
      neighbour,
      otherSystem: false,
      red: own.map(({ verdicts }) => verdicts.map((verdict) => isRed({ verdict }))),
    }
  })
}

export type RedShares = {
  readonly verdicts: Share
  /** Sets of launches, each red when one of its verdicts is. */
  readonly sets: Share
}

/** At one of `TOLERANCES`. */
export function redSharesOf(all: readonly UnchangedSet[], tolerance: number): RedShares {
  const judged = all
    .map(({ red }) => red.flatMap((verdict) => verdict[tolerance] ?? []))
    .filter((verdicts) => verdicts.length > 0)
  return {
    verdicts: shareOf(judged.flat(), (red) => red),
    sets: shareOf(judged, (verdicts) => verdicts.includes(true)),
  }
}

/** Verdicts on unchanged code, half of them beside a neighbour. */
const WANTED = 300

/** What the gates and the runs say about each promise, by themselves and together. What nothing tested is left out. */
export function unchangedFindings(all: readonly UnchangedSet[]): readonly Finding[] {
  return TOLERANCES.flatMap((_, tolerance) => [
    ...Object.entries(SOURCES).flatMap(([source, name]) =>
      noneRed(
        tolerance,
        name,
        all.filter((one) => one.source === source),
        null,
      ),
    ),
    ...noneRed(tolerance, 'all of these, alone', all.filter(isAlone), WANTED / 2),
    ...noneRed(
      tolerance,
      'all of these, beside a neighbour',
      all.filter((one) => !isAlone(one)),
      WANTED / 2,
    ),
    ...noneRed(
      tolerance,
      'all of these, with another libc or valgrind',
      all.filter(({ otherSystem }) => otherSystem),
      null,
    ),
    ...noneRed(tolerance, 'all of these', all, WANTED),
  ])
}

function isAlone({ neighbour }: UnchangedSet): boolean {
  return neighbour === 'none'
}

/** `wanted`: verdicts; null where the promise is about more than these. */
function noneRed(
  tolerance: number,
  source: string,
  own: readonly UnchangedSet[],
  wanted: number | null,
): readonly Finding[] {
  const { verdicts, sets } = redSharesOf(own, tolerance)
  if (verdicts.trials === 0) return []
  const missing = (wanted ?? 0) - verdicts.trials
  const kept = missing > 0 ? `none red so far, ${plural(missing, 'verdict')} to go` : 'kept'
  return [
    {
      guarantee: 'G7',
      promise: `unchanged code at ${formatPercent(TOLERANCES[tolerance]!)}: 0 red${wanted === null ? '' : ` in ${wanted} verdicts`}`,
      source,
      figure: `${formatShare(verdicts)} of verdicts`,
      counts: `${formatCounts(verdicts)} red, of ${sets.trials.toLocaleString('en')} sets of launches; true share at most ${formatPercent(sets.high)}`,
      outcome: verdicts.hits > 0 ? `missed: ${verdicts.hits} red` : kept,
      state: stateOf(verdicts.hits > 0, missing <= 0),
    },
  ]
}
