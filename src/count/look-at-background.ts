import { setTimeout as delay } from 'node:timers/promises'
import { backgroundIn, backgroundOf, instructionsOf, type Background, type Stretch } from './background.ts'
import { median } from '../stats/summary.ts'
import { stretchBetween, type CounterReading, type Counters } from './counters.ts'
import { notCounted } from './messages.ts'

/**
 * When the looks differ by less than this fraction of a block, or find less than that, another one is not worth its second: launches
 * differ by as much anyway.
 */
const ENOUGH_WITHIN = 0.0005

/** Seconds of a look at the idle server, how many there are as a rule, and how many where no two of these agree. */
const LOOK_FOR = 1
const USUAL_LOOKS = 3
const MOST_LOOKS = 6

/** Two looks agree when they find shares of a block that differ by less than this fraction of it. */
const AGREE_WITHIN = 0.001

/** Times to ask and read within one second of the clock. On a very busy machine a reading may take longer. */
const TRIES = 3

/**
 * What each process of a server executes by the clock, as well as is of use beside these blocks. Each look comes after a
 * request, because that arms timers: Node makes the text of its Date header anew every second, but only while it answers. It
 * takes one to four seconds, and up to eight in a server that has just begun: code that is compiled when a timer runs for the first
 * time is no background, and may fall into two of three looks.
 */
export async function lookAtBackground(
  counters: Pick<Counters, 'read'>,
  blocks: readonly Stretch[],
  askOnce: () => Promise<void>,
): Promise<readonly Background[]> {
  const atOnce: Stretch[] = []
  const apart: Stretch[] = []
  for (;;) {
    // A timer may run in one of the first two, but hardly in both.
    atOnce.push(...(await idleStretches(counters, [0, 0], askOnce)))
    apart.push(...(await idleStretches(counters, [LOOK_FOR], askOnce)))
    const shares = apart.map((one) => shareByClock(blocks, backgroundIn(atOnce, [one])))
    if (isEnough(shares)) return backgroundIn(atOnce, apart)
  }
}

/** Whether another look is of no use, by how much of a block each look so far found to be background. */
export function isEnough(shares: readonly number[]): boolean {
  const sorted = shares.toSorted((one, other) => one - other)
  const least = sorted.length === 1 ? 0 : sorted[0]!
  if (sorted.at(-1)! - least < ENOUGH_WITHIN || sorted.length === MOST_LOOKS) return true
  return sorted.length === USUAL_LOOKS && sorted.some((share, at) => share - (sorted[at - 1] ?? -1) < AGREE_WITHIN)
}

/** How much of a block its server executes because time passes. */
function shareByClock(blocks: readonly Stretch[], background: readonly Background[]): number {
  const byClock = background.map((one) => ({ ...one, perReading: 0 }))
  return median(blocks.map((block) => backgroundOf(block, byClock) / instructionsOf(block)))
}

/** What is executed after a request, in so many seconds each. */
async function idleStretches(
  counters: Pick<Counters, 'read'>,
  seconds: readonly number[],
  askOnce: () => Promise<void>,
): Promise<readonly Stretch[]> {
  const stretches: Stretch[] = []
  let before = await readAfterRequest(counters, askOnce)
  for (const pause of seconds) {
    await delay(pause * 1000)
    const now = await counters.read()
    const stretch = stretchBetween(before, now)
    if (stretch === null) throw notCounted.restless({ times: 1 })
    stretches.push(stretch)
    before = now
  }
  return stretches
}

/** Before the next second of the clock begins, because Node's timer for the Date header runs then. */
async function readAfterRequest(
  counters: Pick<Counters, 'read'>,
  askOnce: () => Promise<void>,
): Promise<CounterReading> {
  for (let attempt = 1; ; attempt += 1) {
    const second = secondOfClock()
    await askOnce()
    const reading = await counters.read()
    if (secondOfClock() === second || attempt === TRIES) return reading
  }
}

function secondOfClock(): number {
  return Math.floor(Date.now() / 1000)
}
