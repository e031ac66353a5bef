import type { Measurement } from '../model/measurement.ts'
import { isRed } from '../model/verdict.ts'
import { cellsOf, type Cell } from '../verdict/judge.ts'
import { judgeCounts } from '../verdict/judge-counts.ts'
import { partCells } from '../verdict/parts.ts'
import { isDoubtful, isRedByRanks, mayBeSlower } from '../verdict/rechecked.ts'
import { LOOKS } from '../verdict/looks.ts'
import { strictest } from '../verdict/tolerance.ts'
import { neededBy, type Needed } from '../measure/schedule.ts'
import { against, countedCase, tolerancesOf, type Asked, type Evidence } from './evidence.ts'
import { partCellsOf } from './judge-parts.ts'
import { countsHold } from './needed-in.ts'

/** Which servers look slower than their baseline by nothing but the launches of today. Pure. */

/** `again`: the cells that are in doubt, as waves beside the commit that recorded the baseline show them. */
export type Suspect = { readonly server: string; readonly again: (beside: Measurement) => readonly Cell[] }

/**
 * Servers that are red by ranks alone. With `cutsShort`, those whose counts hold and that only look slower, too: then the rest of the
 * budget was kept for this. A server that is red for another reason is none of these: the build is red anyway.
 */
export function suspectsIn(evidence: Evidence, asked: Asked, cutsShort: boolean): readonly Suspect[] {
  const { scenario, mode, endedBusy } = evidence.measurement
  if (mode === 'ab') return []
  return scenario.servers.flatMap((server) => {
    const questions = questionsAbout(evidence, server, asked)
    const cells = questions.flatMap(({ now }) => now)
    const red = cells.map(({ verdict }) => verdict).filter(isRed)
    if (!red.every(isRedByRanks) || isRedByCounts(evidence, server, asked)) return []
    const looksSlower = () => cutsShort && !endedBusy && cells.some(isDoubtful) && countsHold(evidence, server, asked)
    if (red.length === 0 && !looksSlower()) return []
    return [{ server, again: (beside) => questions.flatMap((question) => inDoubt(question, beside)) }]
  })
}

/** The cells of one test now, and the same cells beside another commit. */
type Question = { readonly now: readonly Cell[]; readonly again: (beside: Measurement) => readonly Cell[] }

function questionsAbout(evidence: Evidence, server: string, { held, asks }: Asked): readonly Question[] {
  const { measurement, comparison } = evidence
  const { scenario, mode } = measurement
  const asBefore = (tolerance: Parameters<typeof strictest>[0][number]) => strictest([tolerance], scenario, mode)
  return [
    ...tolerancesOf(held, server).map((tolerance) => ({
      now: cellsOf(measurement, server, against(comparison, server), tolerance),
      again: (beside: Measurement) => cellsOf(beside, server, null, asBefore(tolerance)),
    })),
    ...asks.flatMap((ask) =>
      'limits' in ask || ask.server !== server
        ? []
        : {
            now: partCellsOf(measurement, comparison, ask),
            again: (beside: Measurement) => partCells(beside, ask, null, asBefore(ask.tolerance)),
          },
    ),
  ]
}

function inDoubt({ now, again }: Question, beside: Measurement): readonly Cell[] {
  const metrics = new Set(now.filter(isDoubtful).map(({ verdict }) => verdict.metric))
  return again(beside).filter(({ verdict }) => metrics.has(verdict.metric) || verdict.verdict === 'invalid')
}

function isRedByCounts(evidence: Evidence, server: string, { held }: Asked): boolean {
  return tolerancesOf(held, server).some((tolerance) => {
    const counts = countedCase(evidence, server, tolerance)
    return counts !== null && judgeCounts(counts).some(isRed)
  })
}

/**
 * Which suspects need more waves beside the other commit: as many as the first look takes, and then only those that may be slower there,
 * too. Those that were not red at a look have few rounds, as servers whose counts hold.
 */
export function neededAgain(suspects: readonly Suspect[], beside: Measurement): Needed {
  const standings = suspects.map(({ server, again }) => {
    const cells = again(beside)
    const { open, suspected } = neededBy(cells)
    const looksWorse = cells.some((cell) => cell.open && cell.looksWorse)
    const isClear = beside.waves >= LOOKS[0].launches && !cells.some((cell) => cell.open && mayBeSlower(cell.verdict))
    return { server, open: open && (suspected || !isClear), suspected, looksWorse }
  })
  const those = (which: (one: (typeof standings)[number]) => boolean) =>
    standings.filter(which).map(({ server }) => server)
  return {
    open: those(({ open }) => open),
    suspected: those(({ suspected }) => suspected),
    heldByCounts: those(({ suspected }) => !suspected),
    looksWorse: those(({ looksWorse }) => looksWorse),
  }
}
