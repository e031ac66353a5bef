import { counterHere } from '../count/counter-here.ts'
import { openCounter, type Counter } from '../count/counter.ts'
import { identityOf } from '../count/identity.ts'
import type { Watchdog } from '../host/watchdog.ts'
import { askPlan } from '../load/answer/first-plan.ts'
import type { CountingProgress } from '../measure/progress.ts'
import type { NotCounted } from '../model/count.ts'
import type { Asking } from '../model/asking.ts'
import type { Fleet } from '../server/fleet.ts'
import { planTo } from '../server/plan-to.ts'
import { openCounting, type Counting } from './count-servers.ts'
import type { Means } from './scenario-run.ts'

export type CountingNeeds = Pick<Means, 'env' | 'secrets' | 'signal'> & {
  readonly watchdog: Watchdog
  readonly fleet: Fleet
  readonly onProgress: (progress: CountingProgress) => void
}

/** Resolves with the reason where nothing can be counted on this machine. */
export async function countHere(needs: CountingNeeds): Promise<Counting | NotCounted> {
  const here = await counterHere(needs.watchdog)
  if ('notCounted' in here) return here
  const { valgrind } = here
  return countWith(openCounter({ ...needs, valgrind }), { ...needs, valgrind })
}

/** Counts the servers of a fleet. */
export function countWith(
  counter: Counter,
  { fleet, env, valgrind, onProgress }: Pick<CountingNeeds, 'fleet' | 'env' | 'onProgress'> & { valgrind: string },
): Counting {
  return openCounting({
    counter,
    fleet,
    identify: (server) => identityOf(server, valgrind),
    look: (server, asking) => counter.alone(fleet.prepared(server, 'head'), () => lookAt(fleet, server, asking, env)),
    onProgress,
  })
}

/** Asks a fresh launch without the counter, which would take ten times as long to say what is wrong with its answers. */
async function lookAt(fleet: Pick<Fleet, 'launch'>, name: string, asking: Asking, env: Means['env']): Promise<void> {
  const launch = await fleet.launch(name, 'head')
  try {
    await askPlan({ plan: planTo(launch, asking, env), server: name, origin: launch.origin })
  } finally {
    await launch.stop()
  }
}
