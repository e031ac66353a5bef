import { formatCountPair } from '../../model/count-units.ts'
import type { Where } from '../../model/where.ts'
import { shortHash } from '../../model/commits.ts'
import { valueTitles } from '../row-texts.ts'
import { html, type Markup } from '../safe.ts'
import { formatSeconds } from '../../model/units.ts'
import type { Contents } from './contents.ts'
import { flameGraph, HATCHINGS } from './flame-graph.ts'
import { amount, signedAmount } from './flame-layout.ts'
import { withCode } from './marks.ts'
import { functionTable } from './where-table.ts'

/** Where the instructions of a server went, for each that was profiled: by function, and as a flame graph. Null where none was. */
export function whereSection(contents: Contents): Markup | null {
  const { where = [] } = contents.report
  if (where.length === 0) return null
  return html`<section aria-labelledby="where"><h2 id="where">Where it went</h2>${HATCHINGS}${where.map((one, index) => whereOf(one, index, contents))}</section>`
}

function whereOf(where: Where, index: number, { report, placeOf }: Contents): Markup {
  const { scenario, server, notes } = where
  const titles = valueTitles(report)
  const place = placeOf(scenario, server)
  return html`<div class="where"><h3>${place === null ? html`${server}` : html`<a href="#${place}">${server}</a>`} · ${scenario}</h3>
<p class="details">${factsOf(where).join(' · ')}</p>${notes.map((note) => html`<p class="reason">${withCode(note)}</p>`)}
${functionTable(where, titles)}${flameGraph(where, titles, index)}</div>`
}

/** A hundredth of the change, as a fraction of the count: both have the digits in which they differ. */
function precisionOf(change: number, count: number): number | null {
  return change === 0 ? null : Math.abs(change / count) / 100
}

function factsOf({ total, before, seconds, unexplained }: Where): readonly string[] {
  const { before: was, now } = total
  const compared = was !== null && now !== null
  return [
    ...(compared
      ? [
          `${signedAmount(now - was)} instructions per request: ${formatCountPair(was, now, precisionOf(now - was, now))}`,
        ]
      : now === null
        ? []
        : [`${amount(now)} instructions per request`]),
    ...(before?.commit ? [`before: ${shortHash(before.commit)}`] : []),
    ...(unexplained === null ? [] : [`the functions leave ${signedAmount(unexplained)} unexplained`]),
    `profiled in ${formatSeconds(seconds)}`,
  ]
}
