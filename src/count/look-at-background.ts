import { setTimeout as delay } from 'node:timers/promises'
import { backgroundIn, backgroundOf, instructionsOf, type Background, type Stretch } from './background.ts'
import { median } from './blocks.ts'
import { stretchBetween, type Counters } from './counters.ts'
import { notCounted } from './messages.ts'

/** Below this fraction of a block, background is not worth the seconds to know it better. */
const NEGLIGIBLE = 0.0001

/** Seconds of a look at the idle server, and how many there are at most. */
const LOOK_FOR = 1
const LOOKS = 5

/**
 * What each process of a server executes without being asked; null when that does not matter beside these blocks. It takes one
 * to five seconds.
 */
export async function lookAtBackground(
  counters: Counters,
  blocks: readonly Stretch[],
): Promise<readonly Background[] | null> {
  const atOnce: Stretch[] = []
  const apart: Stretch[] = []
  for (;;) {
    atOnce.push(await idleStretch(counters, 0))
    apart.push(await idleStretch(counters, LOOK_FOR))
    const background = backgroundIn(atOnce, apart)
    const share = median(blocks.map((block) => backgroundOf(block, background) / instructionsOf(block)))
    if (share < NEGLIGIBLE) return null
    if (apart.length === LOOKS) return background
  }
}

async function idleStretch(counters: Counters, seconds: number): Promise<Stretch> {
  const before = await counters.read()
  await delay(seconds * 1000)
  const stretch = stretchBetween(before, await counters.read())
  if (stretch === null) throw notCounted.restless({ times: 1 })
  return stretch
}
