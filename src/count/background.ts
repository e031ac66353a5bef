/** What each process of a launch executed between two readings, and the seconds from one to the other. */
export type Stretch = { readonly executed: readonly number[]; readonly seconds: number }

/**
 * What one process executes by the clock and not by requests: `perReading` because it is read, which wakes it, and `perSecond` of
 * itself, such as timers and a supervisor's rounds. Instructions. On a slow machine there is more of it to a request.
 */
export type Background = { readonly perReading: number; readonly perSecond: number }

/** A process that executes no more than this many times its background while requests are answered has no part in them, if another has. */
const IDLE_UP_TO = 3

/** Of all processes together. */
export function instructionsOf({ executed }: Stretch): number {
  return executed.reduce((sum, one) => sum + one, 0)
}

/**
 * The background of each process, from stretches of an idle server: between two readings one after the other, of which the one
 * with the least is nothing but the reading, and with time between them. Of those the extremes are left out, because what comes
 * once in half a minute, or once ever, would otherwise be taken for what comes every second.
 */
export function backgroundIn(atOnce: readonly Stretch[], apart: readonly Stretch[]): readonly Background[] {
  return (apart[0]?.executed ?? []).map((_, index) => {
    const perReading = Math.min(...atOnce.map(({ executed }) => executed[index]!))
    const rates = apart.map(({ executed, seconds }) => Math.max(0, executed[index]! - perReading) / seconds)
    return { perReading, perSecond: core(rates) }
  })
}

/** How much of a stretch is background. */
export function backgroundOf(stretch: Stretch, background: readonly Background[]): number {
  return background.reduce((sum, one) => sum + within(stretch, one), 0)
}

/**
 * What requests are to blame for in each of a launch's blocks: processes that only do what they do anyway are left out, from the
 * others that is taken off. Leaving out is exact; taking off is as good as the background is known, which grows with time.
 */
export function workIn(blocks: readonly Stretch[], background: readonly Background[]): readonly number[] {
  const serving = servingIn(blocks, background)
  return blocks.map((block) =>
    Math.round(
      block.executed.reduce(
        (sum, executed, index) => sum + (serving[index] ? executed - within(block, background[index]!) : 0),
        0,
      ),
    ),
  )
}

/** Somebody answers, so the process that executed most beyond its background has a part in it, however much of that there is. */
function servingIn(blocks: readonly Stretch[], background: readonly Background[]): readonly boolean[] {
  const sums = background.map((one, index) => ({
    executed: blocks.reduce((sum, block) => sum + block.executed[index]!, 0),
    idle: blocks.reduce((sum, block) => sum + within(block, one), 0),
  }))
  const most = Math.max(...sums.map(({ executed, idle }) => executed - idle))
  return sums.map(({ executed, idle }) => executed > IDLE_UP_TO * idle || executed - idle === most)
}

function within({ seconds }: Stretch, { perReading, perSecond }: Background): number {
  return perReading + perSecond * seconds
}

/** The mean without the lowest and the highest third; of two the lower, of one itself. */
function core(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const third = Math.floor(sorted.length / 3)
  const inner = third === 0 ? sorted.slice(0, 1) : sorted.slice(third, -third)
  return inner.reduce((sum, value) => sum + value, 0) / inner.length
}
