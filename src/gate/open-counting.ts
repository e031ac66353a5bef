import { counterHere } from '../count/counter-here.ts'
import { openCounter, type Counter } from '../count/counter.ts'
import { openCodeFolder } from '../count/folder.ts'
import { identityOf } from '../count/identity.ts'
import type { Watchdog } from '../host/watchdog.ts'
import { askPlan } from '../load/answer/first-plan.ts'
import type { CountingProgress } from '../measure/progress.ts'
import type { NotCounted } from '../model/count.ts'
import type { Asking } from '../model/asking.ts'
import type { Side } from '../model/measurement.ts'
import type { Fleet } from '../server/fleet.ts'
import type { Launch } from '../server/launch.ts'
import { planTo } from '../server/plan-to.ts'
import type { Closers } from './closers.ts'
import { openCounting, type Counting } from './count-servers.ts'
import type { Means } from './scenario-run.ts'

export type CountingNeeds = Pick<Means, 'env' | 'secrets' | 'signal'> & {
  readonly watchdog: Watchdog
  readonly fleet: Fleet
  readonly onProgress: (progress: CountingProgress) => void
  /** Takes what is to be done when the gate closes. */
  readonly onClose: Closers['add']
}

/** Resolves with the reason where nothing can be counted on this machine. */
export async function countHere(needs: CountingNeeds): Promise<Counting | NotCounted> {
  const here = await counterHere(needs.watchdog)
  if ('notCounted' in here) return here
  const { valgrind } = here
  const code = await openCodeFolder(needs.watchdog)
  needs.onClose(code.remove)
  return countWith(openCounter({ ...needs, valgrind, code: code.path }), { ...needs, valgrind })
}

type CountWith = Pick<CountingNeeds, 'env' | 'onProgress'> & {
  readonly fleet: Pick<Fleet, 'prepared' | 'launch'>
  readonly valgrind: string
}

/** Counts the servers of a fleet, each side of them after a rehearsal, which other scenarios that ask the same share. */
export function countWith(counter: Counter, { fleet, env, valgrind, onProgress }: CountWith): Counting {
  const rehearsals = new Map<string, Promise<void>>()

  function rehearse(server: string, side: Side, asking: Asking): Promise<void> {
    const key = JSON.stringify([server, side, asking])
    const own = () => askOnce(fleet.launch(server, side, counter.rehearsed), asking)
    const rehearsal = rehearsals.get(key) ?? counter.alone(fleet.prepared(server, side), own)
    rehearsals.set(key, rehearsal)
    return rehearsal
  }

  async function askOnce(launching: Promise<Launch>, asking: Asking): Promise<void> {
    const launch = await launching
    try {
      await askPlan({ plan: planTo(launch, asking, env), server: launch.server.name, origin: launch.origin })
    } finally {
      await launch.stop()
    }
  }

  return openCounting({ counter, fleet, identify: (server) => identityOf(server, valgrind), rehearse, onProgress })
}
