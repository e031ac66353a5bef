import type { History } from '../../model/baseline.ts'
import { formatChange } from '../../model/units.ts'
import type { Verdict } from '../../model/verdict.ts'
import { recordingLines, sparkline, TREND_TITLES, trendsOf, trendTexts, type Trend } from '../history.ts'
import { html, type Markup } from '../safe.ts'

/** What was recorded before this run. Null where git has fewer than two recordings of every baseline. */
export function recordingsSection(histories: readonly History[]): Markup | null {
  const several = histories.filter(({ entries }) => entries.length > 1)
  if (several.length === 0) return null
  return html`<section class="recorded" aria-labelledby="history"><h2 id="history">Earlier recordings</h2>${several.map(historyDetails)}</section>`
}

/** What was recorded of one metric of one server before: how often, as a sparkline, and how much it has moved. Null without two recordings. */
export function recordedBefore(histories: readonly History[], { scenario, server, metric }: Verdict): Markup | null {
  const trend = histories
    .filter(({ entries }) => entries[0]?.recording.scenario === scenario)
    .flatMap((history) => trendsOf(history, server))
    .find((one) => one.metric === metric)
  const recordings = trend?.points.filter((point) => point !== null).length ?? 0
  if (!trend || recordings < 2) return null
  const since = trend.sinceFirst === null ? '' : `, ${formatChange(trend.sinceFirst)} since the first`
  return html`<p class="numbers">${recordings} recordings <span aria-hidden="true">${sparkline(trend.points, trend.breaks)}</span>${since}</p>`
}

function historyDetails(history: History): Markup {
  const { recording } = history.entries[0] as History['entries'][number]
  return html`<details><summary><b>${recording.scenario}</b> <span>${recording.machine}, ${history.entries.length} recordings</span></summary>
<ul class="recordings">${recordingLines(history, String).map((line) => html`<li>${line}</li>`)}</ul>
<div class="wide" role="region" aria-label="Metrics over the recordings of ${recording.scenario}" tabindex="0"><table class="trends"><thead><tr>${TREND_TITLES.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${trendsOf(history).map(trendRow)}</tbody></table></div></details>`
}

function trendRow(trend: Trend): Markup {
  const [server = '', ...texts] = trendTexts(trend)
  return html`<tr><th scope="row">${server}</th>${texts.map((text, index) => {
    // A screen reader has nothing to read in a sparkline.
    return TREND_TITLES[index + 1] === 'recordings'
      ? html`<td><span aria-hidden="true">${text}</span></td>`
      : html`<td>${text}</td>`
  })}</tr>`
}
