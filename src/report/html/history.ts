import type { History } from '../../baseline/history.ts'
import { METRICS } from '../../model/metrics.ts'
import { formatChange, formatQuantity } from '../../model/units.ts'
import { recordingsOf } from '../history.ts'
import { sparkline } from '../sparkline.ts'
import { trendsOf, type Trend } from '../trend.ts'
import { html, type Markup } from './markup.ts'

/** What was recorded before this run: the commits, and a line a metric. Null where git remembers less than two recordings. */
export function historySection(histories: readonly History[]): Markup | null {
  const told = histories.filter(({ entries }) => entries.length > 1)
  if (told.length === 0) return null
  return html`<section aria-labelledby="history"><h2 id="history">What was recorded before</h2>${told.map(historyOf)}</section>`
}

function historyOf(history: History): Markup {
  const { recording } = history.entries[0] as History['entries'][number]
  return html`<details><summary><b>${recording.scenario}</b> <span>${recording.machine}, ${history.entries.length} recordings</span></summary>
<ul class="recordings">${recordingsOf(history, (text) => text).map((line) => html`<li>${line}</li>`)}</ul>
<div class="wide" role="region" aria-label="Metrics over the recordings of ${recording.scenario}" tabindex="0"><table><thead><tr>${['server', 'metric', 'now', 'recordings', 'since last', 'since first'].map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${trendsOf(history).map(lineOf)}</tbody></table></div></details>`
}

function lineOf({ server, metric, latest, points, breaks, sincePrevious, sinceFirst }: Trend): Markup {
  const { label, unit } = METRICS[metric]
  return html`<tr><th scope="row">${server}</th><td data-title="metric">${label}</td><td data-title="now">${formatQuantity(latest, unit)}</td><td data-title="recordings"><span aria-hidden="true">${sparkline(points, breaks)}</span></td><td data-title="since last">${formatChange(sincePrevious)}</td><td data-title="since first">${formatChange(sinceFirst)}</td></tr>`
}
