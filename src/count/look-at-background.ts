import { setTimeout as delay } from 'node:timers/promises'
import { backgroundIn, backgroundOf, instructionsOf, type Background, type Stretch } from './background.ts'
import { median } from '../stats/summary.ts'
import { stretchBetween, type Counters } from './counters.ts'
import { notCounted } from './messages.ts'

/** When the looks differ by less than this fraction of a block, another one is not worth its second. */
const ALIKE_WITHIN = 0.0002

/** Seconds of a look at the idle server, and how many there are. */
const LOOK_FOR = 1
const FEWEST_LOOKS = 2
const MOST_LOOKS = 5

/**
 * What each process of a server executes by the clock, as well as is of use beside these blocks. Each look comes after a
 * request, because that arms timers: Node makes the text of its Date header anew every second, but only while it answers. It
 * takes two to six seconds.
 */
export async function lookAtBackground(
  counters: Counters,
  blocks: readonly Stretch[],
  askOnce: () => Promise<void>,
): Promise<readonly Background[]> {
  const atOnce: Stretch[] = []
  const apart: Stretch[] = []
  const shareOf = (background: readonly Background[]) =>
    median(blocks.map((block) => backgroundOf(block, background) / instructionsOf(block)))
  for (;;) {
    atOnce.push(await idleStretch(counters, 0, askOnce))
    apart.push(await idleStretch(counters, LOOK_FOR, askOnce))
    const shares = apart.map((one, index) => shareOf(backgroundIn([atOnce[index]!], [one])))
    const areAlike = Math.max(...shares) - Math.min(...shares) < ALIKE_WITHIN
    if (apart.length === MOST_LOOKS || (apart.length >= FEWEST_LOOKS && areAlike)) return backgroundIn(atOnce, apart)
  }
}

async function idleStretch(counters: Counters, seconds: number, askOnce: () => Promise<void>): Promise<Stretch> {
  await askOnce()
  const before = await counters.read()
  await delay(seconds * 1000)
  const stretch = stretchBetween(before, await counters.read())
  if (stretch === null) throw notCounted.restless({ times: 1 })
  return stretch
}
