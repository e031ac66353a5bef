import type { PageDocument, PageElement } from './dom.ts'

/**
 * In a matrix, the arrow keys go from cell to cell, and the tab key goes on behind it. These functions run in the reader's browser, as they
 * stand: they use nothing from outside but each other.
 */

/** The links of a matrix, row by row. */
type Links = readonly (readonly PageElement[])[]

function walkMatrices(page: PageDocument): void {
  for (const table of page.querySelectorAll('.matrix')) {
    const links = [...table.querySelectorAll('tbody tr')].map((row) => [...row.querySelectorAll('a')])
    if (links[0]?.[0]) makeOnlyStop(links, links[0][0])
    table.addEventListener('focusin', ({ target }) => makeOnlyStop(links, target))
    table.addEventListener('keydown', (event) => {
      const next = linkBeside(links, event.target, event.key)
      if (!next) return
      event.preventDefault()
      next.focus()
    })
  }
}

function makeOnlyStop(links: Links, stop: PageElement): void {
  for (const link of links.flat()) link.setAttribute('tabindex', link === stop ? '0' : '-1')
}

/** The link that a key leads to. */
function linkBeside(links: Links, from: PageElement, key: string): PageElement | undefined {
  const row = links.findIndex((cells) => cells.includes(from))
  const cells = links[row] ?? []
  const column = cells.indexOf(from)
  if (key === 'ArrowLeft') return cells[column - 1]
  if (key === 'ArrowRight') return cells[column + 1]
  if (key === 'Home') return cells[0]
  if (key === 'End') return cells.at(-1)
  const other = links[key === 'ArrowUp' ? row - 1 : key === 'ArrowDown' ? row + 1 : -1]
  // A server whose measurement cannot be used has one cell only.
  return other?.[Math.min(column, other.length - 1)]
}

/** All of these functions: the script of the page is made of them. */
export const MATRIX_SCRIPT: readonly Function[] = [walkMatrices, makeOnlyStop, linkBeside]
