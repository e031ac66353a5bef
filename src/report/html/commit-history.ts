import {
  shortHash,
  type Commit,
  type CommitCount,
  type CommitHistory,
  type CommitSeries,
  type CountedCommit,
} from '../../model/commits.ts'
import { formatSeconds } from '../../model/units.ts'
import { changeTexts, seriesTitle } from '../commit-series.ts'
import { changeText, commitText, countText } from '../commit-texts.ts'
import { ofCommits } from '../commit-messages.ts'
import { html, oneLine, trusted, type Markup } from '../safe.ts'
import { WIDTH } from './axis.ts'
import { STYLE } from './style.ts'

/**
 * Commits that were counted after the fact, as one page that needs nothing else: no script and no network. A drawing for each server, and the
 * numbers below it. Whatever a user wrote shows as it is and does nothing.
 */
export function commitHistoryPage(history: CommitHistory): string {
  const { from, to, series, counted, kept, seconds } = history
  const title = ofCommits.historyTitle({ from, to })
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${title}</title><style>${trusted(STYLE + OWN_STYLE)}</style></head>
<body><header><p class="brand">loadgate</p><h1>${title}</h1><p>${ofCommits.commitsCounted({ counted, kept, duration: formatSeconds(seconds) })}</p></header>
<main>${series.map((one, index) => seriesSection(one, history, `series-${index}`))}</main></body></html>
`
  return page.markup
}

function seriesSection(series: CommitSeries, history: CommitHistory, id: string): Markup {
  const title = seriesTitle(series, history, String)
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${drawing(series)}
${changeList(series)}
<details><summary>Every commit</summary><div class="wide" role="region" aria-label="Every commit: ${title}" tabindex="0"><table class="commits"><thead><tr><th scope="col">date</th><th scope="col">commit</th><th scope="col">per request</th><th scope="col">subject</th></tr></thead>
<tbody>${series.commits.map(commitRow)}</tbody></table></div></details></section>`
}

function changeList(series: CommitSeries): Markup {
  if (series.changes.length === 0) return html`<p>${ofCommits.noChange}</p>`
  return html`<ul>${changeTexts(series, String).map(({ text, command }) => html`<li>${text}${command === null ? null : html`<br><code>${command}</code>`}</li>`)}</ul>`
}

function commitRow(commit: CountedCommit): Markup {
  const [value, more] =
    'skipped' in commit
      ? ['–', html`<br><span class="details">${ofCommits.skippedCommit({ reason: oneLine(commit.skipped) })}</span>`]
      : [countText(commit.count), null]
  return html`<tr><td>${commit.date.slice(0, 10)}</td><th scope="row"><code>${shortHash(commit.hash)}</code></th><td>${value}</td><td>${commit.subject}${more}</td></tr>`
}

/** What the page has besides the report's style. */
const OWN_STYLE = '.commits td:not(:last-child),.commits th{white-space:nowrap}.commits td:last-child{min-width:12rem}'

const HEIGHT = 180
const MARGIN = 12

/** The scale spans at least this factor: with less, noise would look like mountains. */
const LEAST_SPAN = 1.1

type Point = {
  readonly commit: Commit & { readonly count: CommitCount }
  readonly x: number
  readonly y: number
}

/** One dot per commit, in equal distances, and a line that steps from one to the next. Null where nothing was counted. */
function drawing({ commits, changes }: CommitSeries): Markup | null {
  const values = commits.flatMap((commit) => ('count' in commit ? [commit.count.instructions] : []))
  if (values.length === 0) return null
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const span = Math.max(Math.log(most / least), Math.log(LEAST_SPAN))
  const y = (value: number) => {
    const share = (Math.log(value / Math.sqrt(least * most)) + span / 2) / span
    return Math.round(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * share)
  }
  const x = (place: number) => Math.round((WIDTH * (place + 0.5)) / commits.length)
  const points = commits.flatMap((commit, place) =>
    'count' in commit ? [{ commit, x: x(place), y: y(commit.count.instructions) }] : [],
  )
  const labels = [...new Map([least, most].map((value) => [y(value), value])).entries()]
  const [first, last] = [commits[0], commits.at(-1)]
  return html`<figure><figcaption>One dot per commit, the oldest on the left</figcaption>
<div class="plot">${labels.map(([top, value]) => html`<span class="scale-label" aria-hidden="true" style="top:${top}px">${countText({ instructions: value, spread: null })}</span>`)}
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${describe(points, changes.map(changeText))}"><path class="grid" d="${trusted(labels.map(([top]) => `M0 ${top}H${WIDTH}`).join(''))}"/><path class="curve interval" d="${trusted(lineThrough(points))}"/>${points.map(dot)}</svg></div>
<div class="axis" aria-hidden="true" style="margin-left:4.5rem"><span style="left:0;transform:none">${first?.date.slice(0, 10) ?? ''}</span><span style="left:auto;right:0;transform:none">${last?.date.slice(0, 10) ?? ''}</span></div></figure>`
}

function lineThrough(points: readonly Point[]): string {
  return points.map(({ x, y }, index) => (index === 0 ? `M${x} ${y}` : `H${x}V${y}`)).join('')
}

function dot({ commit, x, y }: Point): Markup {
  return html`<path class="now" d="${trusted(`M${x} ${y}h0`)}"><title>${commitText(commit)}: ${countText(commit.count)}</title></path>`
}

function describe(points: readonly Point[], changes: readonly string[]): string {
  const ends = [points[0], points.at(-1)].map((point) => (point ? countText(point.commit.count) : ''))
  return ofCommits.seriesDrawn({ commits: points.length, from: ends[0] ?? '', to: ends[1] ?? '', changes })
}
