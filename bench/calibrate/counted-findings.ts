import { plural } from '../../src/model/wording.ts'
import { formatChange, formatSeconds } from '../../src/model/units.ts'
import { TOLERANCES } from './counted-comparisons.ts'
import type { CountedPart, CountedRow, ElsewhereRow, ServerRow } from './counted-figures.ts'
import { formatCounts, formatPercent, formatShare, type Share, sumShares } from './shares.ts'
import { apartIn, type ShowcasePart } from './showcase-figures.ts'
import { type CountedSimulation, REPEATING } from './simulate-counted.ts'
import { type Finding, stateOf } from './timed-findings.ts'
import { unchangedFindings } from './unchanged.ts'

/** Which of the promises about counts were kept, G7 to G9. Pure. */

/** Launches of unchanged code differ by no more than this. */
const APART = 0.002

const PLANTED_GATES = 100

/** The least share of gates that must be red, or must see the change. */
const POWER = { plant: 0.02, least: 1 } as const
const SEEN = { plant: 0.005, least: 0.95 } as const

/** Seconds per server. */
const QUICK = 20

const [STRICT, USUAL] = TOLERANCES

/** What live gates and whole runs of the showcase say about each promise. Promises that nothing tested are left out. */
export function countedFindings(
  { rows, servers, elsewhere, unchanged }: CountedPart,
  showcase: ShowcasePart | null,
): readonly Finding[] {
  return [
    ...servers.map(differences),
    ...(showcase ? differencesIn(showcase) : []),
    ...unchangedFindings([...unchanged, ...(showcase?.sets ?? [])]),
    ...(['A/B', 'baseline'] as const).flatMap((comparison) => [
      ...power(
        rows.filter((row) => row.comparison === comparison && row.plant === POWER.plant),
        `live, ${comparison}`,
      ),
      ...seen(
        rows.filter((row) => row.comparison === comparison && row.plant === SEEN.plant),
        `live, ${comparison}`,
      ),
    ]),
    ...duration(servers),
    ...committed(rows),
    onAnotherKind(elsewhere),
  ]
}

function differences(row: ServerRow): Finding {
  const { launches, apart } = row
  const isMissed = apart.most > APART
  return {
    guarantee: 'G7',
    promise: `unchanged code differs by ≤ ${formatPercent(APART)} between launches`,
    source: `live, ${nameOf(row)}`,
    figure: `at most ${formatFine(apart.most)}`,
    counts: `${launches} launches; 95 % of all pairs differ by at most ${formatFine(apart.p95)}`,
    outcome: isMissed ? `missed by ${formatFine(apart.most - APART)}` : 'kept',
    state: stateOf(isMissed, launches >= 10),
  }
}

function differencesIn(showcase: ShowcasePart): readonly Finding[] {
  const { worst, launches, within } = apartIn(showcase, APART)
  if (worst === null) return []
  const isMissed = worst.apart.most > APART
  return [
    {
      guarantee: 'G7',
      promise: `unchanged code differs by ≤ ${formatPercent(APART)} between launches`,
      source: 'whole runs of the showcase, every server',
      figure: `at most ${formatFine(worst.apart.most)}`,
      counts: `${formatCounts(within)} servers within it; ${launches.toLocaleString('en')} launches; the farthest are of ${worst.server}`,
      outcome: isMissed ? `missed by ${formatFine(worst.apart.most - APART)}` : 'kept',
      state: stateOf(isMissed, true),
    },
  ]
}

function noneRed(guarantee: 'G7' | 'G9', promise: string, source: string, red: Share, wanted: number): Finding {
  const missing = wanted - red.trials
  const kept = missing > 0 ? `none red so far, ${plural(missing, 'gate')} to go` : 'kept'
  return {
    guarantee,
    promise,
    source,
    figure: `${formatShare(red)} of gates`,
    counts: `${formatCounts(red)} red; true share at most ${formatPercent(red.high)}`,
    outcome: red.hits > 0 ? `missed: ${red.hits} red` : kept,
    state: stateOf(red.hits > 0, missing <= 0),
  }
}

function power(rows: readonly CountedRow[], source: string): readonly Finding[] {
  const promise = `${formatChange(POWER.plant)} work is red at ${formatPercent(STRICT)} in ${PLANTED_GATES} of ${PLANTED_GATES}`
  return shareFinding(promise, source, sumShares(rows.map(({ red }) => red[0]!)), POWER.least)
}

function seen(rows: readonly CountedRow[], source: string): readonly Finding[] {
  const promise = `${formatChange(SEEN.plant)} work is seen (interval above 0) in ≥ ${formatPercent(SEEN.least)}`
  return shareFinding(promise, source, sumShares(rows.map((row) => row.seen)), SEEN.least)
}

function shareFinding(promise: string, source: string, found: Share, least: number): readonly Finding[] {
  if (found.trials === 0) return []
  const missed = least * found.trials - found.hits > 1e-9
  const few = found.trials < PLANTED_GATES
  return [
    {
      guarantee: 'G8',
      promise,
      source,
      figure: `${formatShare(found)} of gates`,
      counts: `${formatCounts(found)}; true share ${formatPercent(found.low)} to ${formatPercent(found.high)}`,
      outcome: `${missed ? `missed by ${Number(((least - found.hits / found.trials) * 100).toFixed(1))} points` : 'kept'}${few ? `, but ${found.trials} gates are few` : ''}`,
      state: few && !missed ? 'open' : stateOf(missed, true),
    },
  ]
}

function duration(servers: readonly ServerRow[]): readonly Finding[] {
  return servers.flatMap((row) => {
    const { alone } = row.seconds
    return alone === null
      ? []
      : [
          {
            guarantee: 'G8',
            promise: `a server is counted in ≤ ${QUICK} s`,
            source: `live, ${nameOf(row)}, alone`,
            figure: formatSeconds(alone),
            counts: 'two launches at once, median',
            outcome: alone > QUICK ? `missed by ${formatSeconds(alone - QUICK)}` : 'kept',
            state: stateOf(alone > QUICK, true),
          } as const,
        ]
  })
}

function nameOf({ server, countedOn }: ServerRow): string {
  return countedOn === null ? server : `${server} on ${countedOn}`
}

/** The baselines that are committed were recorded by somebody else's run, on a machine that they do not name. */
function committed(rows: readonly CountedRow[]): readonly Finding[] {
  const red = sumShares(rows.filter(({ comparison }) => comparison === 'committed').map((row) => row.red[1]!))
  if (red.trials === 0) return []
  const promise = `unchanged code at ${formatPercent(USUAL)}: never red against the committed counts`
  return [noneRed('G7', promise, 'live, base side', red, PLANTED_GATES)]
}

function onAnotherKind(rows: readonly ElsewhereRow[]): Finding {
  const promise = `unchanged code at ${formatPercent(USUAL)}: never red against counts of another kind of machine`
  const red = sumShares(rows.filter(({ isOtherKind }) => isOtherKind).map((row) => row.red[1]!))
  if (red.trials > 0) return noneRed('G9', promise, 'live, base side', red, PLANTED_GATES)
  const outcome = 'not tested: all counted gates are of one kind of machine'
  return { guarantee: 'G9', promise, source: 'live', figure: '–', counts: '0 gates', outcome, state: 'open' }
}

/** What simulated gates of servers that repeat say, by the number of launches that the baseline has. */
export function countedSimulatedFindings(simulated: CountedSimulation): readonly Finding[] {
  const repeating = new Set(REPEATING.map(({ name }) => name))
  const all = simulated.filter(({ name }) => repeating.has(name))
  return [...new Set(all.map(({ recorded }) => recorded))].flatMap((recorded) => {
    const source = `simulated, servers that repeat, ${recorded} recorded launches`
    const at = (plant: number, tolerance: number) =>
      all.filter((one) => one.recorded === recorded && one.plant === plant && one.tolerance === tolerance)
    return [
      ...TOLERANCES.map((tolerance) =>
        noneRed(
          'G7',
          `unchanged code at ${formatPercent(tolerance)}: never red`,
          source,
          gatesWith(at(0, tolerance), ({ verdicts }) => verdicts.regressed),
          1,
        ),
      ),
      ...shareFinding(
        `${formatChange(POWER.plant)} work is red at ${formatPercent(STRICT)}`,
        source,
        gatesWith(at(POWER.plant, STRICT), ({ verdicts }) => verdicts.regressed),
        POWER.least,
      ),
      ...shareFinding(
        `${formatChange(SEEN.plant)} work is seen (interval above 0) in ≥ ${formatPercent(SEEN.least)}`,
        source,
        gatesWith(at(SEEN.plant, STRICT), (one) => one.seen),
        SEEN.least,
      ),
    ]
  })
}

function gatesWith(own: CountedSimulation, hits: (one: CountedSimulation[number]) => number): Share {
  return sumShares(own.map((one) => ({ hits: hits(one), trials: one.gates })))
}

/** `0.021 %`. */
export function formatFine(fraction: number): string {
  return `${(fraction * 100).toFixed(3)} %`
}
