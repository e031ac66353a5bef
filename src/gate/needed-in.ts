import type { Budget } from '../measure/budget.ts'
import { everyServer } from '../measure/measure.ts'
import { neededBy, type Needed } from '../measure/schedule.ts'
import { LEAST_LAUNCHES } from '../model/baseline.ts'
import type { Limits } from '../model/limits.ts'
import type { Settings } from '../options/settings.ts'
import type { Measurement } from '../model/measurement.ts'
import { isCounted } from '../model/metrics.ts'
import type { Scenario } from '../model/scenario.ts'
import { isRed } from '../model/verdict.ts'
import { cellsOf } from '../verdict/judge.ts'
import { judgeCounts } from '../verdict/judge-counts.ts'
import { limitCells } from '../verdict/limit.ts'
import { LEAST_PAIRS } from '../verdict/claim-looks.ts'
import { isClaimOpen } from '../verdict/outpace.ts'
import { against, countedCase, tolerancesOf, type Asked, type Claimed, type Evidence, type Met } from './evidence.ts'
import { recordedServer, type Comparison } from './find-baseline.ts'
import { partCellsOf } from './judge-parts.ts'

/**
 * Which servers of a scenario need more timed launches, at every tolerance that was asked so far. Where what is unsure fails, counts
 * that hold are no reason to measure less. `cutsShort`: the budget has less for servers whose counts hold (`cutsShortIn`).
 */
export function neededIn(
  evidence: Evidence,
  asked: Asked,
  { unsure, cutsShort }: Pick<Settings, 'unsure'> & { readonly cutsShort: boolean },
): Needed {
  const { measurement } = evidence
  const { scenario, mode } = measurement
  if (!scenario.baseline) return neededForClaims(measurement, asked)
  const goesBeside = cutsShort && mode === 'baseline'
  const standings = scenario.servers.map((server) => standingOf(evidence, server, asked, goesBeside))
  const racing = racingIn(measurement, asked, standings)
  const racers = new Set(racing.flat())
  const those = (which: (one: Standing) => boolean) => standings.filter(which).map(({ server }) => server)
  return {
    open: those(({ server, open }) => open || racers.has(server)),
    suspected: those(({ suspected }) => suspected),
    heldByCounts: unsure === 'fail' ? [] : those(({ heldByCounts }) => heldByCounts),
    looksWorse: those(({ looksWorse }) => looksWorse),
    racing,
  }
}

/** Whether servers whose counts hold have only a part of the budget, so that what looks slower is settled elsewhere. */
export function cutsShortIn({ besideCounts }: Budget, { unsure }: Pick<Settings, 'unsure'>): boolean {
  return besideCounts !== undefined && unsure === 'pass'
}

/** All servers of a scenario that makes nothing but claims are launched together: no test has said yet what the next one claims. */
function neededForClaims(measurement: Measurement, asked: Asked): Needed {
  const { scenario, waves } = measurement
  const isLimited = scenario.limits !== undefined || asked.met.size > 0 || asked.asks.length > 0
  const isOver = waves >= LEAST_PAIRS && !isLimited && openClaims(measurement, asked).length === 0
  return isOver ? { open: [], suspected: [] } : everyServer(scenario)(measurement)
}

/** Where one server stands, whatever is claimed of it. */
type Standing = Readonly<Record<'open' | 'suspected' | 'heldByCounts' | 'looksWorse' | 'red', boolean>> & {
  readonly server: string
}

/**
 * `goesBeside`: whatever looks slower of a server whose counts hold is settled beside the commit that recorded its baseline
 * (`openRecheck`), and no more launches are held against the baseline for that.
 */
function standingOf(evidence: Evidence, server: string, asked: Asked, goesBeside: boolean): Standing {
  const { measurement, comparison } = evidence
  const { held, stated } = cellsFor(evidence, server, asked)
  const cells = [...held, ...stated]
  const needed = neededBy(cells)
  const isAnyway = isMeasuredAnyway(measurement, comparison, server)
  const heldByCounts =
    (goesBeside || !needed.suspected) && !stated.some((cell) => cell.open) && countsHold(evidence, server, asked)
  const isSettledBeside = heldByCounts && goesBeside
  return {
    server,
    open: needed.open || isAnyway,
    suspected: needed.suspected && !isSettledBeside,
    heldByCounts,
    looksWorse: !isSettledBeside && held.some((cell) => cell.open && cell.looksWorse),
    red: cells.some(({ verdict }) => isRed(verdict)),
  }
}

/** Both servers of each claim that more launches may decide: no count says how fast two are beside each other. Once one is red, the build is. */
function racingIn(
  measurement: Measurement,
  asked: Asked,
  standings: readonly Standing[],
): readonly (readonly string[])[] {
  const red = new Set(standings.filter((one) => one.red).map(({ server }) => server))
  const racing = openClaims(measurement, asked).map(({ server, other }) => [server, other])
  return racing.filter((both) => !both.some((server) => red.has(server)))
}

function openClaims(measurement: Measurement, { claimed }: Asked): readonly Claimed[] {
  return claimed.filter(
    ({ server, other, claim: { metric, by } }) =>
      !isCounted(metric) && isClaimOpen(measurement, { server, other }, { metric, by }),
  )
}

/**
 * What is held against the baseline, and what tests state of a server. Each tolerance separately: a cell that is decided at a strict one
 * may be open at a looser one.
 */
function cellsFor({ measurement, comparison }: Evidence, server: string, { held, met, asks }: Asked) {
  const limits = limitsFor(measurement.scenario, server, met)
  const parts = asks.filter((ask) => ask.server === server)
  return {
    held: tolerancesOf(held, server).flatMap((one) => cellsOf(measurement, server, against(comparison, server), one)),
    stated: [
      ...limits.flatMap((one) => limitCells(measurement, server, one)),
      ...parts.flatMap((ask) => partCellsOf(measurement, comparison, ask)),
    ],
  }
}

/** Whether what was counted of a server holds at every tolerance that was asked. */
export function countsHold(evidence: Evidence, server: string, { held }: Asked): boolean {
  return tolerancesOf(held, server).every((tolerance) => {
    const counts = countedCase(evidence, server, tolerance)
    const [instructions, ...others] = counts ? judgeCounts(counts) : []
    const word = instructions?.verdict
    return (word === 'holds' || word === 'improved') && !others.some(isRed)
  })
}

/** The scenario's own limits count before a test asks for them, as its tolerance does. */
export function limitsFor({ limits }: Pick<Scenario, 'limits'>, server: string, met: Met): readonly Limits[] {
  return [...(limits ? [limits] : []), ...(met.get(server) ?? [])]
}

/**
 * A server without a baseline is measured for all of its budget, because its baseline is about to be recorded. It does not get as
 * many launches as an update records: a first run of `quick` would take ten minutes. The report says what few launches cost
 * (`kindNotes`). A server whose timed metrics are only shown gets the launches that a recorded value would need.
 */
function isMeasuredAnyway(
  { mode, faults, waves }: Measurement,
  { baseline, unjudged }: Comparison,
  server: string,
): boolean {
  const isMissing = mode === 'baseline' && recordedServer(baseline, server) === null
  if (!isMissing || faults.some((fault) => fault.server === server)) return false
  return !unjudged.has(server) || waves < LEAST_LAUNCHES
}
