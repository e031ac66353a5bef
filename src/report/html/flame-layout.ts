/**
 * The geometry of a flame graph. These functions run here and in the reader's browser, as they stand: they use nothing from outside of
 * themselves but each other.
 */

/** Its function, its parent (-1 for the outermost), own instructions per request before and now. */
export type Stack = readonly [function_: number, parent: number, before: number, now: number]

/** What the width of a frame stands for: by how much its code changed either way, what it takes on the side where it takes more, or on one side. */
export type View = 'change' | 'both' | 'before' | 'now'

/** One frame as it is drawn. `index` is that of its stack, -1 for all of them together; `x` and `width` are shares of the whole drawing. */
export type Box = {
  readonly index: number
  readonly depth: number
  readonly x: number
  readonly width: number
  /** With all that it calls. */
  readonly before: number
  readonly now: number
}

/**
 * The frames below `root` (-1: all), outermost first, the widest of each caller to the left, without those narrower than `least`. Above
 * `root` stand its callers, as wide as the drawing.
 */
export function layOut(stacks: readonly Stack[], view: View, root: number, least: number): Box[] {
  const callees = new Map<number, number[]>()
  stacks.forEach(([, parent], index) => {
    const others = callees.get(parent)
    if (others) others.push(index)
    else callees.set(parent, [index])
  })
  const sizeOf = (before: number, now: number) =>
    view === 'change'
      ? Math.abs(now - before)
      : view === 'both'
        ? Math.max(before, now)
        : view === 'before'
          ? before
          : now
  const sums = new Map<number, { size: number; before: number; now: number }>()
  // A stack that grows downwards: chains are too long for recursion.
  const order: number[] = [-1]
  for (let next = 0; next < order.length; next += 1) order.push(...(callees.get(order[next]!) ?? []))
  for (const index of order.toReversed()) {
    const [, , before, now] = stacks[index] ?? [0, 0, 0, 0]
    const sum = { size: sizeOf(before, now), before, now }
    for (const callee of callees.get(index) ?? []) {
      const { size, before: was, now: is } = sums.get(callee)!
      sum.size += size
      sum.before += was
      sum.now += is
    }
    sums.set(index, sum)
  }
  const callers: number[] = []
  for (let index = root; index >= 0; index = stacks[index]![1]) callers.unshift(stacks[index]![1])
  const boxOf = (index: number, depth: number, x: number, width: number): Box => {
    const { before, now } = sums.get(index)!
    return { index, depth, x, width, before, now }
  }
  const boxes = callers.map((index, depth) => boxOf(index, depth, 0, 1))
  const whole = sums.get(root)?.size ?? 0
  const open = [boxOf(root, callers.length, 0, 1)]
  for (let box = open.shift(); box; box = open.shift()) {
    boxes.push(box)
    let { x } = box
    const sorted = (callees.get(box.index) ?? []).toSorted((a, b) => sums.get(b)!.size - sums.get(a)!.size)
    for (const callee of sorted) {
      const width = whole > 0 ? sums.get(callee)!.size / whole : 0
      if (width >= least) open.push(boxOf(callee, box.depth + 1, x, width))
      x += width
    }
  }
  return boxes
}

/** How much more or less a frame takes, as a name of its colour: `more-1` to `more-3`, `less-1` to `less-3`, `same`. */
export function shadeOf(before: number, now: number): string {
  const share = (now - before) / Math.max(before, now, 1)
  const size = Math.abs(share)
  if (size < 0.005) return 'same'
  return `${share > 0 ? 'more' : 'less'}-${size < 0.05 ? 1 : size < 0.25 ? 2 : 3}`
}

/** Instructions in three digits: `65.5k`, `2.14M`, `840`. */
export function amount(value: number): string {
  const size = Math.abs(value)
  const [divisor, name] =
    size >= 999.5e6 ? [1e9, 'G'] : size >= 999.5e3 ? [1e6, 'M'] : size >= 999.5 ? [1e3, 'k'] : [1, '']
  const scaled = size / divisor
  const text = divisor === 1 ? String(Math.round(scaled)) : scaled.toPrecision(3)
  return `${value < 0 && text !== '0' ? '−' : ''}${text}${name}`
}

/** The same with a sign: `+21.4k`, `−3.20k`, `±0`. */
export function signedAmount(value: number): string {
  const text = amount(Math.abs(value))
  return text === '0' ? '±0' : `${value < 0 ? '−' : '+'}${text}`
}

type Sides = { readonly before: number; readonly now: number }

/** What stands in a frame: the function, and by how much it changed where that is worth saying. `sides` is null with one side only. */
export function frameLabel(name: string, sides: Sides | null): string {
  if (sides === null || shadeOf(sides.before, sides.now) === 'same') return name
  return `${name} ${signedAmount(sides.now - sides.before)}`
}

/** What a frame says of itself to those who point at it or hear it. `own` is what its function takes itself; null for all together. */
export function frameText(
  [name, place]: readonly [name: string, place: string],
  sides: Sides,
  own: readonly [before: number, now: number] | null,
  compared: boolean,
): string {
  const pair = (before: number, now: number) => (compared ? `${amount(before)} → ${amount(now)}` : amount(now))
  const itself = own === null ? '' : `, of these itself ${pair(own[0], own[1])}`
  const label = frameLabel(name, compared ? sides : null)
  return `${label}${place === '' ? '' : `, ${place}`}: ${pair(sides.before, sides.now)} instructions per request${itself}`
}

/** All of these functions: the script of the page is made of them, too. */
export const LAYOUT_SCRIPT: readonly Function[] = [layOut, shadeOf, amount, signedAmount, frameLabel, frameText]
