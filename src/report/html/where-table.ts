import type { Where, WhereFunction } from '../../model/where.ts'
import { ofCauses } from '../cause-messages.ts'
import { html, type Markup } from '../safe.ts'
import { amount, signedAmount } from './flame-layout.ts'
import { nameOf, placeOf } from './function-texts.ts'

type Pair = WhereFunction['own']

/** So many functions are shown at once, of those that have at least this share of the whole change; the others are folded. */
const SHOWN = { fewest: 3, most: 10, share: 0.005 }

/** The functions of one server, those with the largest change first: what each added, itself, with all that it calls, and its calls. */
export function functionTable(where: Where, titles: readonly [string, string]): Markup {
  const { functions, before, server } = where
  const compared = before !== null
  const shown = shownOf(where)
  const [first, others] = [functions.slice(0, shown), functions.slice(shown)]
  const table = (rows: readonly WhereFunction[], label: string) =>
    html`<div class="wide" role="region" aria-label="${label}" tabindex="0"><table class="functions"><thead><tr>${compared ? html`<th scope="col">change</th>` : null}<th scope="col">function</th>${['itself', 'with what it calls', 'calls'].map((title) => html`<th scope="col">${title}<small>${compared ? titles.join(' → ') : titles[1]}</small></th>`)}</tr></thead>
<tbody>${rows.map((one) => functionRow(one, compared))}</tbody></table></div>`
  return html`${table(first, `Functions of ${server}`)}${
    others.length === 0
      ? null
      : html`<details><summary>${others.length} more functions</summary>${table(others, `More functions of ${server}`)}</details>`
  }${leftOut(where)}`
}

/** What the functions come to that are not in the report. */
function leftOut({ others }: Where): Markup | null {
  if (others === undefined) return null
  const { functions, change, own } = others
  return html`<p class="details">${ofCauses.functionsLeftOut({ functions, amount: change === null ? amount(own.now ?? 0) : signedAmount(change) })}</p>`
}

/** Functions are sorted by the size of their change. */
function shownOf({ functions, total }: Where): number {
  const { before, now } = total
  if (before === null || now === null) return SHOWN.most
  const least = SHOWN.share * Math.abs(now - before)
  const telling = functions.findIndex(({ change }) => Math.abs(change ?? 0) < least)
  return Math.min(SHOWN.most, Math.max(SHOWN.fewest, telling < 0 ? functions.length : telling))
}

function functionRow(one: WhereFunction, compared: boolean): Markup {
  const { change, own, inclusive, calls } = one
  const sign = change === null || change === 0 ? 'same' : change > 0 ? 'more' : 'less'
  return html`<tr>${compared ? html`<td class="${sign}">${change === null ? '–' : signedAmount(change)}</td>` : null}<th scope="row"><code>${nameOf(one)}</code>${markOf(one)} <span class="place">${placeOf(one)}</span>${callingOf(one)}</th><td>${pairText(own, compared)}</td><td>${pairText(inclusive, compared)}</td><td>${pairText(calls, compared, timesText)}</td></tr>`
}

function markOf({ mark, formerly }: WhereFunction): Markup | null {
  if (mark === null) return null
  return html` <span class="mark">${formerly === null ? mark : `${mark}, ${ofCauses.formerly({ formerly: formerly === '' ? ofCauses.anonymous : formerly })}`}</span>`
}

/** That it calls another one more or less often, where that is what it added. */
function callingOf({ calling }: WhereFunction): Markup | null {
  if (calling === null) return null
  return html`<span class="calling">${ofCauses.calling({ ...calling, name: calling.name === '' ? ofCauses.anonymous : calling.name })}</span>`
}

function pairText({ before, now }: Pair, compared: boolean, text = amount): string {
  const side = (value: number | null) => (value === null ? '–' : text(value))
  return compared ? `${side(before)} → ${side(now)}` : side(now)
}

/** Calls per request: whole ones, or two decimals. */
function timesText(times: number): string {
  return String(Number(times.toFixed(times < 10 ? 2 : 0)))
}
