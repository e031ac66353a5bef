import type { Counter } from '../count/counter.ts'
import { openLanes, type Lanes } from '../count/lanes.ts'
import { monotonic } from '../host/proc.ts'
import type { CountingProgress } from '../measure/progress.ts'
import type { NotCounted, ServerCounts } from '../model/count.ts'
import { askingOf, type Asking } from '../model/asking.ts'
import type { Scenario } from '../model/scenario.ts'
import { countServer, type CountingMeans, type CountingSteps, type NeededLaunches } from './count-server.ts'

/** Counts the servers of a run. Two scenarios that ask a server the same share its counts, and may ask at once. */
export type Counting = {
  /** Counts until nobody needs another launch. Gives what was counted by server. Rejects only with the reason of its signal. */
  readonly until: (
    scenario: Scenario,
    needed: NeededLaunches,
    /** Seconds that the scenario takes after counting, for the progress. */
    after?: number,
  ) => Promise<ReadonlyMap<string, ServerCounts | NotCounted>>
  /** Divides one launch of a server by function. */
  readonly profile: Counter['profile']
}

export type CountingOptions = CountingMeans & { readonly onProgress: (progress: CountingProgress) => void }

/** One scenario: launches that were counted since `began`, and how many there will be as far as is known. */
export type UnderWay = { readonly began: number; launches: number; expected: number }

export function openCounting({ onProgress, ...means }: CountingOptions): Counting {
  const known = new Map<string, ServerCounts | NotCounted>()
  const lanes = new Map<string, Lanes>()
  const underWay = new Set<UnderWay>()

  /** Servers wait for a core by themselves, so that all may begin at once. */
  async function until(scenario: Scenario, needed: NeededLaunches, after = 0) {
    const own: UnderWay = { began: monotonic(), launches: 0, expected: 0 }
    const show = (server: string) => {
      const { launches, expected } = own
      const left = launches === 0 ? 0 : secondsLeft([...underWay], monotonic(), means.counter.atOnce) + after
      onProgress({ scenario: scenario.title, step: 'counting', server, launches, expected, left })
    }
    const steps: CountingSteps = {
      onNeeded: (server, more) => ((own.expected += more), show(server)),
      onCounted: (server, more) => ((own.launches += more), show(server)),
    }
    underWay.add(own)
    const counted = scenario.servers.map(async (server) => {
      return [server, await countInTurn(server, askingOf(scenario), needed, steps)] as const
    })
    return new Map(await Promise.all(counted).finally(() => underWay.delete(own)))
  }

  /** Another scenario that asks a server the same waits for its counts. */
  function countInTurn(server: string, asking: Asking, needed: NeededLaunches, steps: CountingSteps) {
    const key = JSON.stringify([server, asking])
    const lane = lanes.get(key) ?? openLanes(1)
    lanes.set(key, lane)
    return lane.take(async () => {
      const counts = await countServer({ server, asking, needed, ...steps }, known.get(key), means)
      known.set(key, counts)
      return counts
    })
  }

  return { until, profile: means.counter.profile }
}

/**
 * Estimates the seconds until all scenarios under way are counted, which share the cores, at the pace since the first of them began.
 * Launches that run, as many as `atOnce`, are half done on average: without them, the first estimates would be several times too long.
 */
export function secondsLeft(underWay: readonly UnderWay[], now: number, atOnce: number): number {
  const total = (of: 'launches' | 'expected') => underWay.reduce((so, one) => so + one[of], 0)
  const [launches, expected] = [total('launches'), total('expected')]
  const began = Math.min(...underWay.map((one) => one.began))
  const done = launches + Math.min(atOnce, expected - launches) / 2
  return launches === 0 ? 0 : ((expected - done) * (now - began)) / done
}
