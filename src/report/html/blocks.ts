import { formatCount } from '../../model/count-units.ts'
import type { Report } from '../../model/report.ts'
import { html, trusted, type Markup } from '../safe.ts'
import { WIDTH } from './axis.ts'

type Blocks = NonNullable<Report['servers'][number]['blocks']>

const HEIGHT = 180
const MARGIN = 10

/** The smallest part of a count that the drawing is high: with less, noise would look like mountains. */
const LEAST_SPAN = 0.004

/** To how much labels are exact, as a fraction. */
const PRECISION = 0.0002

/**
 * Instructions per request of each block, a line per counted launch: whether launches agree, drift, or collect garbage in some blocks. Null
 * without blocks.
 */
export function blockPlot({ before, now }: Blocks, titles: readonly [string, string]): Markup | null {
  const all = [...before, ...now].flat().filter((value) => value > 0 && value < 1e15)
  if (all.length === 0) return null
  const scale = scaleFor(all, Math.max(...[...before, ...now].map(({ length }) => length)))
  const key = before.length === 0 ? html`` : html`, <i class="key before"></i> ${titles[0]}`
  return html`<figure class="blocks"><figcaption>Instructions per request by block, a line per launch: <i class="key now"></i> ${titles[1]}${key}</figcaption>
<div class="plot">${scale.labels.map(([value, place]) => html`<span class="scale-label" aria-hidden="true" style="top:${place}px">${formatCount(value, PRECISION)}</span>`)}
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${describe(before, titles[0])}${describe(now, titles[1])}"><path class="grid" d="${trusted(scale.labels.map(([, place]) => `M0 ${place}H${WIDTH}`).join(''))}"/>${before.map((launch) => line('before', launch, scale))}${now.map((launch) => line('now', launch, scale))}</svg></div>
<div class="shares" aria-hidden="true"><span style="left:0">block 1</span><span style="left:100%">${scale.blocks}</span></div></figure>`
}

type Scale = {
  readonly blocks: number
  readonly x: (index: number) => number
  readonly y: (value: number) => number
  readonly labels: readonly (readonly [value: number, place: number])[]
}

function scaleFor(values: readonly number[], blocks: number): Scale {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const middle = (least + most) / 2
  const span = Math.max(most - least, middle * LEAST_SPAN)
  const y = (value: number) => Math.round(HEIGHT / 2 - ((HEIGHT - 2 * MARGIN) * (value - middle)) / span)
  const labels = [middle + span / 2, middle, middle - span / 2]
  return {
    blocks,
    x: (index) => (blocks < 2 ? WIDTH / 2 : Math.round((WIDTH * index) / (blocks - 1))),
    y,
    labels: labels.map((value) => [value, y(value)] as const),
  }
}

function line(name: string, launch: readonly number[], { x, y }: Scale): Markup {
  const points = launch.map((value, index) => `${x(index)} ${y(value)}`)
  return html`<path class="curve ${name}" d="${trusted(`M${points.join('L')}`)}"/><path class="${name}" d="${trusted(points.map((point) => `M${point}h0`).join(''))}"/>`
}

function describe(launches: readonly (readonly number[])[], title: string): string {
  return launches
    .map(
      (launch, index) =>
        `${title}, launch ${index + 1}: ${launch.length} blocks from ${formatCount(Math.min(...launch), PRECISION)} to ${formatCount(Math.max(...launch), PRECISION)}. `,
    )
    .join('')
}
