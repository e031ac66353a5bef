import { METRICS, type CountedMetric } from '../../src/model/metrics.ts'
import { decideGarbage } from '../../src/verdict/count-garbage.ts'
import type { CountInput } from '../../src/verdict/count-look.ts'
import { decideCount } from '../../src/verdict/decide-count.ts'
import { type CountedComparison, TOLERANCES, valuesIn, worst } from './counted-comparisons.ts'
import type { CountedCell, CountedGate, CountedRecords, RecordedBaseline } from './records.ts'

/** What today's rules make of the launches of recorded gates, so that these still tell how often the gate is right. Pure. */

type Launches = RecordedBaseline['launches']

type Sides = { readonly before: Launches; readonly now: Launches; readonly bothToday: boolean }

/**
 * The records with the verdicts of today. Those against the committed baseline stay as they were recorded, because the record does not
 * have its launches.
 */
export function judgeAgain({ sessions, damaged }: CountedRecords): CountedRecords {
  const again = sessions.map((one) => ({ ...one, gates: one.gates.map((gate) => gateAgain(gate, one.baselines)) }))
  return { sessions: again, damaged }
}

function gateAgain(gate: CountedGate, baselines: readonly RecordedBaseline[]): CountedGate {
  const recorded = baselines.findLast(({ server, at }) => server === gate.server && at <= gate.at)
  return { ...gate, cells: gate.cells.map((cell) => cellAgain(cell, sidesOf(cell.comparison, gate, recorded))) }
}

function sidesOf(
  comparison: CountedComparison,
  { base, head }: CountedGate,
  recorded: RecordedBaseline | undefined,
): Sides | null {
  if (comparison === 'A/B') return { before: base, now: head, bothToday: true }
  if (comparison === 'committed' || !recorded) return null
  return { before: recorded.launches, now: comparison === 'baseline' ? head : base, bothToday: false }
}

function cellAgain(cell: CountedCell, sides: Sides | null): CountedCell {
  if (sides === null) return cell
  const decided = TOLERANCES.map((tolerance) => decideCount(inputOf(sides, 'instructions', tolerance)))
  const allowed = METRICS.gcInstructions.tolerance[sides.bothToday ? 'ab' : 'baseline']
  const garbage = decideGarbage(inputOf(sides, 'gcInstructions', allowed))
  const { change, launches } = decided[0]!
  return {
    ...cell,
    verdicts: decided.map((own) => worst(garbage ? [own, garbage.decision] : [own])),
    change: [change.estimate, change.low, change.high],
    launches,
  }
}

function inputOf({ before, now, bothToday }: Sides, metric: CountedMetric, tolerance: number): CountInput {
  return { before: valuesIn(before, metric), now: valuesIn(now, metric), tolerance, bothToday }
}
