import { ROWS_WORST_FIRST, wordOf } from '../severity.ts'
import { html, type Markup } from '../safe.ts'
import { wordMark } from './marks.ts'
import { matrixOf } from './matrix.ts'
import type { Contents } from './contents.ts'

/** The first screen: all verdicts, a matrix per scenario, and how to read it. */
export function overview(contents: Contents): Markup | null {
  const { report, sections } = contents
  if (sections.length === 0) return null
  const words = new Set(report.verdicts.map((cell) => wordOf(cell, report.mode)))
  const used = ROWS_WORST_FIRST.filter((word) => words.has(word))
  return html`<div class="legend"><p>${used.map((word) => html`${wordMark(word)} `)}<span class="scale"><i class="bar" style="--from:30%;--to:64%;--at:47%"></i> the interval of the change: the further right, the worse; shaded, more than is allowed</span></p>
<fieldset><legend class="hidden">The matrix shows</legend><label><input type="radio" name="show" checked> changes</label> <label><input type="radio" name="show" id="show-values"> values</label></fieldset></div>
${sections.map((section) => matrixOf(section, contents))}`
}
