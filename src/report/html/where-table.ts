import type { Where, WhereFunction } from '../../model/where.ts'
import { messages } from '../messages.ts'
import { html, type Markup } from '../safe.ts'
import { amount, signedAmount } from './flame-layout.ts'
import { nameOf, placeOf } from './function-texts.ts'

type Pair = WhereFunction['own']

/** So many functions are shown at once; the others are folded. */
const SHOWN = 10

/** The functions of one server, those with the largest change first: what each added, itself, with all that it calls, and its calls. */
export function functionTable({ functions, before, server }: Where, titles: readonly [string, string]): Markup {
  const compared = before !== null
  const [first, others] = [functions.slice(0, SHOWN), functions.slice(SHOWN)]
  const table = (rows: readonly WhereFunction[], label: string) =>
    html`<div class="wide" role="region" aria-label="${label}" tabindex="0"><table class="functions"><thead><tr>${compared ? html`<th scope="col">change</th>` : null}<th scope="col">function</th>${['itself', 'with what it calls', 'calls'].map((title) => html`<th scope="col">${title}<small>${compared ? titles.join(' → ') : titles[1]}</small></th>`)}</tr></thead>
<tbody>${rows.map((one) => functionRow(one, compared))}</tbody></table></div>`
  return html`${table(first, `Functions of ${server}`)}${
    others.length === 0
      ? null
      : html`<details><summary>${others.length} more functions</summary>${table(others, `More functions of ${server}`)}</details>`
  }`
}

function functionRow(one: WhereFunction, compared: boolean): Markup {
  const { change, own, inclusive, calls } = one
  const sign = change === null || change === 0 ? 'same' : change > 0 ? 'more' : 'less'
  return html`<tr>${compared ? html`<td class="${sign}">${change === null ? '–' : signedAmount(change)}</td>` : null}<th scope="row"><code>${nameOf(one)}</code>${markOf(one)} <span class="place">${placeOf(one)}</span>${callingOf(one)}</th><td>${pairText(own, compared)}</td><td>${pairText(inclusive, compared)}</td><td>${pairText(calls, compared, timesText)}</td></tr>`
}

function markOf({ mark, formerly }: WhereFunction): Markup | null {
  if (mark === null) return null
  return html` <span class="mark">${formerly === null ? mark : `${mark}, ${messages.formerly({ formerly: formerly === '' ? messages.anonymous : formerly })}`}</span>`
}

/** That it calls another one more or less often, where that is what it added. */
function callingOf({ calling }: WhereFunction): Markup | null {
  if (calling === null) return null
  return html`<span class="calling">${messages.calling({ ...calling, name: calling.name === '' ? messages.anonymous : calling.name })}</span>`
}

function pairText({ before, now }: Pair, compared: boolean, text = amount): string {
  const side = (value: number | null) => (value === null ? '–' : text(value))
  return compared ? `${side(before)} → ${side(now)}` : side(now)
}

/** Calls per request: whole ones, or two decimals. */
function timesText(times: number): string {
  return String(Number(times.toFixed(times < 10 ? 2 : 0)))
}
