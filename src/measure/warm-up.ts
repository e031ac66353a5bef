import { setTimeout as sleep } from 'node:timers/promises'
import type { Driver, Target } from '../load/driver.ts'
import { LoadgateError } from '../model/error.ts'
import type { Replaced } from '../model/measurement.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Launch } from '../server/launch.ts'
import { tooManyFailures } from '../verdict/validity.ts'
import { messages } from './messages.ts'

/**
 * Seconds after which a warm-up ends, however many requests are left. Otherwise a server with a hundred answers per second
 * would spend its scenario's budget on warm-ups.
 *
 * It is one constant for both sides, all launches and all servers. A limit that the first launch of a run set for the others would
 * depend on which one came first, and after one slow start all launches would be half warm, and their baseline would not. With a
 * constant, launches of equal speed get equal warm-ups. Only a server that is several times slower than its base or its baseline
 * reaches the limit: the showcase's warm-ups take 1 s, and 20,000 requests to a Fastify server take 3 s. A shorter warm-up can
 * only make such a launch slower still. A server that always reaches the limit does so in its baseline, too.
 */
export const WARM_UP_WITHIN = 10

/** Seconds for a process to end after its connections: when requests fail, its end is what explains them. */
export const ENDS_WITHIN = 0.5

/** Right answers per second, or null without a warm-up; the processes before it, and those that others took the place of meanwhile. */
export type WarmUp = {
  readonly rate: number | null
  readonly before: readonly number[]
  readonly replaced: Replaced | null
}

/**
 * Checks, the first time, that the driver can measure this server right, and warms it up with so many requests, or as many as
 * WARM_UP_WITHIN allows. Throws LoadgateError when the driver cannot, or when the warm-up failed.
 */
export async function warmUp(
  driver: Driver,
  { launch, target }: { readonly launch: Launch; readonly target: Target },
  requests: number,
  scenario: Scenario,
  firstTime: boolean,
): Promise<WarmUp> {
  if (firstTime) await driver.check(target)
  const before = pidsOf(launch)
  if (requests === 0) return { rate: null, before, replaced: null }
  const load = await driver.run(target, { requests, within: WARM_UP_WITHIN })
  const failed = tooManyFailures([load], scenario.allowedFailures, target.right.statuses)
  if (failed) await sleep(ENDS_WITHIN * 1000)
  const replaced = replacedSince(before, launch)
  const wrong = launch.ended() ?? (failed && replaced ? messages.replacedInWarmUp({ failed, ...replaced }) : failed)
  if (wrong) throw new LoadgateError('unusable-warm-up', wrong)
  return { rate: load.elapsed > 0 ? load.requests / load.elapsed : null, before, replaced }
}

/** Null where that is by design, and where a process ended for good, as some do that only help to start. */
function replacedSince(before: readonly number[], launch: Launch): Replaced | null {
  if (launch.server.workers === 'recycled') return null
  const now = pidsOf(launch)
  const gone = before.filter((pid) => !now.includes(pid))
  const came = now.filter((pid) => !before.includes(pid))
  return gone.length > 0 && came.length > 0 ? { gone, came } : null
}

function pidsOf(launch: Launch): readonly number[] {
  return launch.usage()?.pids ?? []
}
