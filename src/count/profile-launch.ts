import type { Plan as Asked } from '../model/plan.ts'
import { withoutNaming } from '../where/without-naming.ts'
import { clientOf } from './client.ts'
import { wholeCycles } from './count-launch.ts'
import { meetFirstWorker } from './first-worker.ts'
import type { CountedServer } from './launch-counted.ts'
import { PLAN } from './method.ts'
import { readProfile, type Profile } from './read-profile.ts'

/** What is profiled on one launch. `root`: the folder to which files are relative. `usual`: instructions per request, as counted before; 0 where they are not known. */
export type Profiling = {
  readonly asked: Asked
  readonly root: string
  readonly usual: number
  readonly signal: AbortSignal
}

/** One launch, divided by function. `naming`: instructions per request that only names cost, which are taken off. */
export type ProfiledLaunch = Profile & { readonly naming: number }

/** Requests after which callgrind has met the callers of all functions, requests that are profiled, and how often at most. */
const ACQUAINTED = 4
const REQUESTS = 16
const MOST_TIMES = 5

/**
 * A profile that differs by more from what was counted has something in it that no request asked for: a collection of garbage, or code
 * that is compiled because a timer ran for the first time.
 */
const LIKE_COUNTED = 0.001

/**
 * Warms a launch up as for counting, and divides what it executes per request by function. Throws a LoadgateError that says why
 * there is no profile, and the reason of `signal`.
 */
export async function profileLaunch(launched: CountedServer, profiling: Profiling): Promise<ProfiledLaunch> {
  const { asked, usual, signal } = profiling
  const requests = wholeCycles(REQUESTS, asked)
  const client = clientOf(launched.origin, asked, { rest: launched.rest })
  const offBy = ({ total }: Profile) => Math.abs(total - usual)
  try {
    await meetFirstWorker(launched, client, signal)
    await client.ask(wholeCycles(PLAN.warmup, asked), signal)
    await launched.read()
    await client.ask(wholeCycles(ACQUAINTED, asked), signal)
    let best: Profile | null = null
    for (let time = 1; time <= MOST_TIMES && !(best && offBy(best) <= LIKE_COUNTED * usual); time += 1) {
      await launched.zero()
      await client.ask(requests, signal)
      await launched.dump()
      const { folder, processes } = launched
      const found = readProfile({ folder, pids: processes(), time, root: profiling.root, requests })
      if (best === null || offBy(found) < offBy(best)) best = found
    }
    return asCounted(best!, usual)
  } finally {
    client.close()
  }
}

/** Only Python executes something else when it has to name things. */
function asCounted(profile: Profile, usual: number): ProfiledLaunch {
  const naming = profile.namedBy === 'Python' && usual > 0 ? Math.max(0, profile.total - usual) : 0
  if (naming === 0) return { ...profile, naming }
  return { ...profile, stacks: withoutNaming(profile.stacks, usual), total: usual, naming }
}
