import type { Where } from '../../model/where.ts'
import { html, json, type Markup } from '../safe.ts'
import { frameLabel, frameText, layOut, shadeOf, signedAmount, type Box, type View } from './flame-layout.ts'
import type { FlameData } from './flame-script.ts'
import { placeOf, shortName } from './function-texts.ts'

/** Of a row of frames, in pixels. */
export const ROW_HEIGHT = 18

/** The narrowest frame that the page comes with, as a share of its width. The script draws narrower ones. */
const LEAST = 0.004

const VIEWS: Readonly<Record<View, (titles: readonly [string, string]) => string>> = {
  change: () => 'what changed',
  both: () => 'both sides',
  before: ([before]) => before,
  now: ([, now]) => now,
}

/**
 * A flame graph of one server: callers above, what they call below. What takes more is red and hatched one way, what takes less is blue and
 * hatched the other way, and both say by how much. Null without stacks.
 */
export function flameGraph(where: Where, titles: readonly [string, string], index: number): Markup | null {
  if (where.stacks.length === 0) return null
  const compared = where.before !== null
  const data: FlameData = {
    stacks: where.stacks,
    functions: where.functions.map((one) => [shortName(one), placeOf(one)]),
    all: where.server,
    view: compared ? 'change' : 'now',
    compared,
  }
  const boxes = layOut(data.stacks, data.view, -1, LEAST)
  const height = ROW_HEIGHT * (1 + Math.max(...boxes.map(({ depth }) => depth)))
  return html`<figure class="flame"><div class="controls" hidden>${compared ? viewChoice(titles, index) : null}<label>Search <input type="search" placeholder="function or file"></label> <output></output>
<p class="hint">Arrow keys walk, Enter zooms in, Escape zooms out, / searches, n finds the next.</p></div>${compared ? LEGEND : null}
<div class="flame-scroll"><svg width="100%" height="${height}" role="img" aria-label="Flame graph of ${where.server}, callers above: ${describe(boxes, data)}">${boxes.map((box) => frame(box, data))}</svg></div>
<p class="detail" aria-live="polite"></p><script type="application/json">${json(data)}</script></figure>`
}

/** How to read the colours, which only repeat the hatching and the numbers. */
const LEGEND = html`<p class="hint">${swatch('more-2')} more than before, ${swatch('less-2')} less. Callers stand above what they call.</p>`

function swatch(shade: string): Markup {
  return html`<svg class="swatch ${shade}" aria-hidden="true"><rect width="100%" height="100%"/><rect class="hatch" width="100%" height="100%"/></svg>`
}

function viewChoice(titles: readonly [string, string], index: number): Markup {
  return html`<fieldset><legend>Width:</legend> ${Object.entries(VIEWS).map(([view, name]) => html`<label><input type="radio" name="flame-${index}" value="${view}"${view === 'change' ? html` checked` : null}> ${name(titles)}</label> `)}</fieldset>`
}

function frame(box: Box, data: FlameData): Markup {
  const texts = data.functions[data.stacks[box.index]?.[0] ?? -1] ?? ([data.all, ''] as const)
  const [, , before, now] = data.stacks[box.index] ?? []
  const own = before === undefined || now === undefined ? null : ([before, now] as const)
  const shade = data.compared ? shadeOf(box.before, box.now) : 'same'
  return html`<svg class="frame ${shade}" x="${(100 * box.x).toFixed(3)}%" y="${ROW_HEIGHT * box.depth}" width="${(100 * box.width).toFixed(3)}%" height="${ROW_HEIGHT - 1}"><title>${frameText(texts, box, own, data.compared)}</title><rect width="100%" height="100%"/><rect class="hatch" width="100%" height="100%"/><text x="4" y="12.5">${frameLabel(texts[0], data.compared ? box : null)}</text></svg>`
}

/** The frames with the most change of their own, for those who cannot see the drawing. */
function describe(boxes: readonly Box[], { stacks, functions }: FlameData): string {
  const own = (index: number) => (stacks[index] ? stacks[index][3] - stacks[index][2] : 0)
  return boxes
    .toSorted((a, b) => Math.abs(own(b.index)) - Math.abs(own(a.index)))
    .slice(0, 3)
    .flatMap(({ index }) =>
      index < 0 ? [] : [`${functions[stacks[index]?.[0] ?? -1]?.[0] ?? ''} ${signedAmount(own(index))}`],
    )
    .join(', ')
}

/** The hatchings of all flame graphs of a page. */
export const HATCHINGS = html`<svg class="patterns" aria-hidden="true" width="0" height="0"><defs><pattern id="hatch-more" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5"/></pattern><pattern id="hatch-less" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M-1 -1L7 7M5 -1L7 1M-1 5L1 7"/></pattern></defs></svg>`
