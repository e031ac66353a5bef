import { formatSeconds } from '../../src/model/units.ts'
import { type Cell, type Comparison, type RunRecord, COMPARISONS } from './record.ts'
import { autocannonCompare } from './rules.ts'
import { percentOf } from './share.ts'

/** One finished run in one line, for whoever watches. */
export function runLine(run: RunRecord, left: number): string {
  const { plant, neighbour, cells, waves, seconds, busyRounds, faults, plain } = run
  const parts = [
    `+${percentOf(plant)} beside ${neighbour === 'none' ? 'nothing' : `a ${neighbour}`}`,
    ...COMPARISONS.flatMap((comparison) =>
      words(
        comparison,
        cells.filter((cell) => cell.comparison === comparison),
      ),
    ),
    plain === null ? '' : `autocannon-compare ${autocannonCompare(plain.base, plain.head) ? 'red' : 'green'}`,
    `${waves} waves in ${formatSeconds(seconds)}`,
    busyRounds === 0 ? '' : `${busyRounds} busy rounds`,
    faults.length === 0 ? '' : `faults: ${faults.join('; ')}`,
    `${left} runs left`,
  ]
  return parts.filter((part) => part !== '').join(' · ')
}

/** Red cells by name, otherwise how many are of each word. */
function words(comparison: Comparison, cells: readonly Cell[]): readonly string[] {
  if (cells.length === 0) return []
  const red = cells
    .filter(({ verdict }) => verdict === 'regressed' || verdict === 'invalid')
    .map(({ metric }) => metric)
  if (red.length > 0) return [`${comparison} RED (${red.join(', ')})`]
  const unsure = cells.filter(({ verdict }) => verdict === 'unsure').length
  return [`${comparison} ${cells.length - unsure} decided, ${unsure} unsure`]
}
