import { endSoon } from '../server/program.ts'
import { requestsPerCycle, type Plan as Asked } from '../model/plan.ts'
import { instructionsOf, workIn, type Stretch } from './background.ts'
import { median } from '../stats/summary.ts'
import { clientOf, type Client } from './client.ts'
import type { Block } from '../model/count.ts'
import { stretchBetween } from './counters.ts'
import { meetFirstWorker } from './first-worker.ts'
import type { CountedServer } from './launch-counted.ts'
import { lookAtBackground } from './look-at-background.ts'
import { notCounted } from './messages.ts'
import { requestsPerBlock, RESTLESS_BLOCKS, TRIAL_REQUESTS, type Plan } from './method.ts'

/**
 * What is counted on one launch, and what gives it up. `within`: seconds of warm-up and blocks, after which a launch that has the
 * fewest blocks is over. `patience`: seconds after which one that has not is given up.
 */
export type Counting = {
  readonly asked: Asked
  readonly plan: Plan
  readonly within: number
  readonly patience?: number
  readonly signal: AbortSignal
  /** Told of the blocks when there are half of the fewest, with all that was executed meanwhile. */
  readonly onHalf?: Told
  /** The same when there are all of them, some seconds before it is known what goes by the clock. */
  readonly onBlocks?: Told
}

type Told = ((counts: Counts) => void) | undefined

/** The blocks of one launch, and how many processes executed them. */
export type Counts = { readonly blocks: readonly Block[]; readonly processes: number }

/** Patience, as a multiple of `within`. Beside much other work, everything takes several times as long. */
const GIVEN_UP_AFTER = 25

/**
 * Warms a launch up without counting, then counts blocks of requests until their median is steady, or time is up; what the
 * server executes by the clock is taken off. Throws a LoadgateError that says why there is no count, and the reason of
 * `signal`.
 */
export async function countLaunch(
  launched: CountedServer,
  { signal, within, patience = GIVEN_UP_AFTER * Math.max(1, within), onHalf, onBlocks, ...rest }: Counting,
): Promise<Counts> {
  const client = clientOf(launched.origin, rest.asked, { rest: launched.rest })
  const outOfPatience = AbortSignal.timeout(patience * 1000)
  const counting = { ...rest, within, signal: AbortSignal.any([signal, outOfPatience]) }
  try {
    const isOneWorker = await warmUp(launched, client, counting)
    const countsOf = (requests: number, executed: readonly number[]): Counts => ({
      blocks: executed.map((instructions) => ({ requests, instructions })),
      processes: launched.processes().length,
    })
    const executedIn = (counted: Counted) => countsOf(counted.requests, counted.stretches.map(instructionsOf))
    const counted = await countStretches(launched, client, isOneWorker, counting, (half) => onHalf?.(executedIn(half)))
    onBlocks?.(executedIn(counted))
    const { requests, stretches } = counted
    const background = await lookAtBackground(launched, stretches, () => client.ask(1, counting.signal))
    const work = workIn(stretches, background)
    if (!(median(work) > 0)) throw notCounted.hidden()
    return countsOf(requests, work)
  } catch (error) {
    signal.throwIfAborted()
    if (outOfPatience.aborted) throw notCounted.tooSlow({ seconds: patience })
    // Its connections break a moment before its end is noticed, which is what explains them.
    const sentence = await endSoon(launched)
    throw sentence === null ? error : notCounted.ended({ sentence })
  } finally {
    client.close()
  }
}

/**
 * Returns whether one of several workers has the connection. Where each request has a connection of its own, they are spread
 * over the workers, and each of these has to be warm.
 */
async function warmUp(launched: CountedServer, client: Client, { asked, plan, signal }: Counting): Promise<boolean> {
  const isOneWorker = await meetFirstWorker(launched, client, signal)
  const before = client.connections()
  const requests = wholeCycles(plan.warmup, asked)
  await client.ask(requests, signal)
  const workers = launched.processes().length - 1
  const isSpread = !isOneWorker && workers > 1 && client.connections() - before > 1
  if (isSpread) await client.ask(requests * (workers - 1), signal)
  return isOneWorker
}

/** Stretches of as many requests each, with all that the server executed meanwhile. */
type Counted = { readonly requests: number; readonly stretches: readonly Stretch[] }

async function countStretches(
  launched: CountedServer,
  client: Client,
  isOneWorker: boolean,
  { asked, plan, within, signal }: Counting,
  onHalf: (counted: Counted) => void,
): Promise<Counted> {
  const deadline = performance.now() + within * 1000
  const stretches: Stretch[] = []
  let lost = 0
  let before = await launched.read()

  async function next(requests: number): Promise<Stretch> {
    for (;;) {
      const connection = client.connections()
      await client.ask(requests, signal)
      const isAnothers = isOneWorker && lost + 1 < RESTLESS_BLOCKS && client.connections() > connection
      const now = await launched.read()
      const stretch = isAnothers ? null : stretchBetween(before, now)
      before = now
      if (stretch !== null) return stretch
      if ((lost += 1) >= RESTLESS_BLOCKS) throw notCounted.restless({ times: lost })
      if (!isAnothers) continue
      await meetFirstWorker(launched, client, signal)
      before = await launched.read()
    }
  }

  const trial = wholeCycles(TRIAL_REQUESTS, asked)
  const requests = wholeCycles(requestsPerBlock(instructionsOf(await next(trial)) / trial, plan), asked)
  while (stretches.length < plan.most) {
    const values = stretches.map(instructionsOf)
    if (stretches.length >= plan.fewest && (isSteady(values) || performance.now() > deadline)) break
    stretches.push(await next(requests))
    if (stretches.length === Math.ceil(plan.fewest / 2)) onHalf({ requests, stretches })
  }
  return { requests, stretches }
}

/** So many requests, or as many more as whole cycles of a mix or a flow have: then all stretches hold the same requests. */
export function wholeCycles(requests: number, asked: Asked): number {
  const each = requestsPerCycle(asked)
  return Math.ceil(requests / each) * each
}

/** The medians of the two halves of a launch's blocks may differ by this fraction, and the launch counts as steady. */
const STEADY_WITHIN = 0.001

/**
 * Whether blocks of as many requests each, by what they executed, are enough. Their halves differ while code still warms up, and
 * while they scatter so widely that their median is not known yet.
 */
export function isSteady(values: readonly number[]): boolean {
  const half = Math.floor(values.length / 2)
  if (half === 0) return false
  const [early, late] = [median(values.slice(0, half)), median(values.slice(-half))]
  return Math.abs(early - late) <= STEADY_WITHIN * Math.min(early, late)
}
