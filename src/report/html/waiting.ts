import type { Wait, Waiting } from '../../model/waiting.ts'
import { shortHash } from '../../model/commits.ts'
import { formatPair, formatQuantity, formatSeconds } from '../../model/units.ts'
import { ofCauses } from '../cause-messages.ts'
import { valueTitles } from '../row-texts.ts'
import { html, type Markup } from '../safe.ts'
import { amountOf, waitingSentence, waitText } from '../waiting-lines.ts'
import type { Contents } from './contents.ts'
import { placeOf } from './function-texts.ts'
import { withCode } from './marks.ts'

/** What requests wait for, of each server that was watched. Null where none was. */
export function waitingSection(contents: Contents): Markup | null {
  const { waiting = [] } = contents.report
  if (waiting.length === 0) return null
  return html`<section aria-labelledby="waiting"><h2 id="waiting">What requests wait for</h2>${waiting.map((one) => waitingOf(one, contents))}</section>`
}

function waitingOf(waiting: Waiting, { report, placeOf: anchorOf }: Contents): Markup {
  const { scenario, server, notes, waits } = waiting
  const place = anchorOf(scenario, server)
  const sentence = waitingSentence(waiting)
  return html`<div class="waiting"><h3>${place === null ? html`${server}` : html`<a href="#${place}">${server}</a>`} · ${scenario}</h3>
${sentence === null ? null : html`<p>${sentence}</p>`}
<p class="details">${factsOf(waiting).join(' · ')}</p>${notes.map((note) => html`<p class="reason">${withCode(note)}</p>`)}
${waits.length === 0 ? null : waitTable(waiting, valueTitles(report))}</div>`
}

function factsOf({ latency, onCpu, loopDelay, switches, systemCalls, before, seconds }: Waiting): readonly string[] {
  return [
    ...fact('per request', latency, timesText),
    ...fact('on the CPU', onCpu, timesText),
    ...fact('event loop late by', loopDelay, timesText),
    ...fact('sleeps per request', switches, countsText),
    ...fact('system calls per request', systemCalls, countsText),
    ...(before?.commit ? [`before: ${shortHash(before.commit)}`] : []),
    `watched in ${formatSeconds(seconds)}`,
  ]
}

type Pair = Waiting['latency']

function fact(title: string, pair: Pair | null, text: (pair: Pair) => string): readonly string[] {
  return pair === null || pair.now === null ? [] : [`${title} ${text(pair)}`]
}

function timesText({ before, now }: Pair): string {
  return before === null ? formatQuantity(now, 's') : formatPair(before, now, 's')
}

function countsText({ before, now }: Pair): string {
  return before === null ? countText(now) : `${countText(before)} → ${countText(now)}`
}

function countText(count: number | null): string {
  return count === null ? '–' : String(Number(count.toPrecision(3)))
}

function waitTable({ waits, before, server }: Waiting, titles: readonly [string, string]): Markup {
  const compared = before !== null
  return html`<div class="wide" role="region" aria-label="Waits of ${server}" tabindex="0"><table class="functions waits"><thead><tr>${compared ? html`<th scope="col">change</th>` : null}<th scope="col">waits</th><th scope="col">per request<small>${compared ? titles.join(' → ') : titles[1]}</small></th></tr></thead>
<tbody>${waits.map((wait) => waitRow(wait, compared))}</tbody></table></div>`
}

function waitRow(wait: Wait, compared: boolean): Markup {
  const { before, now, place } = wait
  const change = (now ?? 0) - (before ?? 0)
  const sign = change === 0 ? 'same' : change > 0 ? 'more' : 'less'
  const where =
    place === null
      ? null
      : html` <code>${place.name === '' ? ofCauses.anonymous : place.name}</code> <span class="place">${placeOf(place)}</span>`
  return html`<tr>${compared ? html`<td class="${sign}">${amountOf(wait)}</td>` : null}<th scope="row">${waitText(wait)}${where}</th><td>${compared ? formatPair(before, now, 's') : formatQuantity(now, 's')}</td></tr>`
}
