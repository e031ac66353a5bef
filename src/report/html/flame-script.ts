import type { PageDocument, PageElement, PageEvent } from './dom.ts'
import type { Box, frameLabel, frameText, layOut, shadeOf, Stack, View } from './flame-layout.ts'

/**
 * Flame graphs that can be zoomed, searched and walked through, by keyboard and by mouse. These functions run in the reader's browser, as they
 * stand: they use nothing from outside but each other, and what they are handed.
 */

/** What the page has of a flame graph, as JSON. */
export type FlameData = {
  readonly stacks: readonly Stack[]
  /** The name and the place of each function, fit to be shown. */
  readonly functions: readonly (readonly [name: string, place: string])[]
  /** What stands for all functions together. */
  readonly all: string
  readonly view: View
  readonly compared: boolean
}

/** What is shared with the drawing that the page comes with. */
export type FlameTools = {
  readonly layOut: typeof layOut
  readonly shadeOf: typeof shadeOf
  readonly frameLabel: typeof frameLabel
  readonly frameText: typeof frameText
  readonly rowHeight: number
}

/** One flame graph: its parts of the page, what it shows, and where the keyboard is. */
type Flame = {
  readonly page: PageDocument
  readonly tools: FlameTools
  readonly data: FlameData
  readonly drawing: PageElement
  readonly detail: PageElement
  readonly search: PageElement
  readonly found: PageElement
  view: View
  /** Stacks, or -1 for all of them: what the drawing is zoomed to, and what has the focus. */
  root: number
  at: number
  boxes: readonly Box[]
  frames: ReadonlyMap<number, PageElement>
}

function animateFlames(page: PageDocument, tools: FlameTools): void {
  for (const figure of page.querySelectorAll('.flame')) {
    const flame = openFlame(figure, page, tools)
    flame.drawing.setAttribute('role', 'tree')
    drawFlame(flame)
    listenToDrawing(flame)
    listenToControls(flame, figure)
  }
}

function openFlame(figure: PageElement, page: PageDocument, tools: FlameTools): Flame {
  const data = JSON.parse(figure.querySelector('script')?.textContent ?? '') as FlameData
  return {
    page,
    tools,
    data,
    drawing: figure.querySelector('.flame-scroll svg')!,
    detail: figure.querySelector('.detail')!,
    search: figure.querySelector('input[type=search]')!,
    found: figure.querySelector('output')!,
    view: data.view,
    root: -1,
    at: -1,
    boxes: [],
    frames: new Map(),
  }
}

function drawFlame(flame: Flame): void {
  const { tools, data, drawing } = flame
  flame.boxes = tools.layOut(data.stacks, flame.view, flame.root, 0.0005)
  if (!flame.boxes.some(({ index }) => index === flame.at)) flame.at = flame.root
  flame.frames = new Map(flame.boxes.map((box) => [box.index, drawFrame(flame, box)]))
  const rows = 1 + Math.max(...flame.boxes.map(({ depth }) => depth))
  drawing.setAttribute('height', String(tools.rowHeight * rows))
  drawing.replaceChildren(...flame.frames.values())
  markFound(flame)
}

function drawFrame({ page, tools, data, at }: Flame, box: Box): PageElement {
  const [fn, , before, now] = data.stacks[box.index] ?? []
  const texts = data.functions[fn ?? -1] ?? ([data.all, ''] as const)
  const own = before === undefined || now === undefined ? null : ([before, now] as const)
  const said = tools.frameText(texts, box, own, data.compared)
  const frame = drawShape(page, 'svg', {
    class: `frame ${data.compared ? tools.shadeOf(box.before, box.now) : 'same'}`,
    x: `${(100 * box.x).toFixed(3)}%`,
    y: String(tools.rowHeight * box.depth),
    width: `${(100 * box.width).toFixed(3)}%`,
    height: String(tools.rowHeight - 1),
    role: 'treeitem',
    'aria-level': String(box.depth + 1),
    'aria-label': said,
    tabindex: box.index === at ? '0' : '-1',
    'data-index': String(box.index),
  })
  const whole = { width: '100%', height: '100%' }
  frame.append(
    drawShape(page, 'title', {}, said),
    drawShape(page, 'rect', whole),
    drawShape(page, 'rect', { ...whole, class: 'hatch' }),
    drawShape(page, 'text', { x: '4', y: '12.5' }, tools.frameLabel(texts[0], data.compared ? box : null)),
  )
  return frame
}

function drawShape(
  page: PageDocument,
  name: string,
  attributes: Readonly<Record<string, string>>,
  text = '',
): PageElement {
  const shape = page.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value)
  if (text !== '') shape.textContent = text
  return shape
}

/** Gives a frame the focus, and says what it is. */
function focusFrame(flame: Flame, index: number): void {
  flame.frames.get(flame.at)?.setAttribute('tabindex', '-1')
  flame.at = index
  const frame = flame.frames.get(index)
  frame?.setAttribute('tabindex', '0')
  frame?.focus()
  describeFrame(flame, index)
}

function describeFrame({ detail, frames }: Flame, index: number): void {
  detail.textContent = frames.get(index)?.getAttribute('aria-label') ?? ''
}

function zoomTo(flame: Flame, index: number): void {
  flame.root = index
  drawFlame(flame)
  focusFrame(flame, index)
}

/** The frame that an arrow key leads to. */
function frameBeside({ boxes, at, data }: Flame, key: string): number | undefined {
  const here = boxes.find(({ index }) => index === at)
  const callerOf = (index: number) => data.stacks[index]?.[1] ?? -1
  if (!here) return undefined
  if (key === 'ArrowUp') return at === -1 ? undefined : callerOf(at)
  if (key === 'ArrowDown') return boxes.find(({ index }) => index !== -1 && callerOf(index) === at)?.index
  const row = boxes.filter(({ depth }) => depth === here.depth)
  if (key === 'ArrowLeft') return row[row.indexOf(here) - 1]?.index
  return key === 'ArrowRight' ? row[row.indexOf(here) + 1]?.index : undefined
}

function isFound({ search, data }: Flame, index: number): boolean {
  const query = search.value.trim().toLowerCase()
  const texts = data.functions[data.stacks[index]?.[0] ?? -1] ?? []
  return query !== '' && texts.join(' ').toLowerCase().includes(query)
}

/** Shows what the search finds, and counts it, also where it is too narrow to be drawn. */
function markFound(flame: Flame): void {
  const searching = flame.search.value.trim() !== ''
  for (const [index, frame] of flame.frames) {
    frame.classList.toggle('found', isFound(flame, index))
    frame.classList.toggle('other', searching && !isFound(flame, index))
  }
  const count = flame.data.stacks.filter((_, index) => isFound(flame, index)).length
  flame.found.textContent = searching ? `${count} ${count === 1 ? 'frame' : 'frames'}` : ''
}

function goToNextFound(flame: Flame): void {
  const found = flame.boxes.map(({ index }) => index).filter((index) => isFound(flame, index))
  const next = found[found.indexOf(flame.at) + 1] ?? found[0]
  if (next !== undefined) focusFrame(flame, next)
  else if (flame.root !== -1) zoomTo(flame, -1)
}

/** The frame that an event is about; NaN without one. */
function frameOf({ target }: PageEvent): number {
  return Number(target.closest('.frame')?.getAttribute('data-index') ?? NaN)
}

function listenToDrawing(flame: Flame): void {
  const { drawing, search, data } = flame
  drawing.addEventListener('click', (event) => {
    if (!Number.isNaN(frameOf(event))) zoomTo(flame, frameOf(event))
  })
  drawing.addEventListener('mouseover', (event) => {
    if (!Number.isNaN(frameOf(event))) describeFrame(flame, frameOf(event))
  })
  drawing.addEventListener('focusin', (event) => describeFrame(flame, frameOf(event)))
  drawing.addEventListener('keydown', (event) => {
    const next = frameBeside(flame, event.key)
    if (next !== undefined) focusFrame(flame, next)
    else if (event.key === 'Enter' || event.key === ' ') zoomTo(flame, flame.at)
    else if (event.key === 'Escape') zoomTo(flame, data.stacks[flame.root]?.[1] ?? -1)
    else if (event.key === '/') search.focus()
    else if (event.key === 'n') goToNextFound(flame)
    else return
    event.preventDefault()
  })
}

function listenToControls(flame: Flame, figure: PageElement): void {
  const { search } = flame
  search.addEventListener('input', () => markFound(flame))
  search.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') goToNextFound(flame)
    if (event.key !== 'Escape') return
    search.value = ''
    markFound(flame)
    focusFrame(flame, flame.at)
  })
  for (const choice of figure.querySelectorAll('input[type=radio]'))
    choice.addEventListener('change', () => {
      flame.view = choice.value as View
      drawFlame(flame)
    })
  figure.querySelector('.controls')!.hidden = false
}

/** All of these functions: the script of the page is made of them. */
export const FLAME_SCRIPT: readonly Function[] = [
  animateFlames,
  openFlame,
  drawFlame,
  drawFrame,
  drawShape,
  focusFrame,
  describeFrame,
  zoomTo,
  frameBeside,
  isFound,
  markFound,
  goToNextFound,
  frameOf,
  listenToDrawing,
  listenToControls,
]
