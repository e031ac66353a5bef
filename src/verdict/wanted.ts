import type { Cell } from './judge.ts'
import { isRed } from '../model/verdict.ts'

/**
 * What measuring a server on could still bring. Once a cell of it is red the build is: then only what fresh launches are about to
 * repeat is waited for, and not beyond the budget.
 */
export function wantedBy(cells: readonly Cell[]): Pick<Cell, 'open' | 'suspected'> {
  const suspected = cells.some((cell) => cell.suspected)
  if (cells.some(({ verdict }) => isRed(verdict))) return { open: suspected, suspected: false }
  return { open: cells.some(({ open }) => open), suspected }
}
