import type { NotCounted } from '../model/count.ts'
import type { Limits } from '../model/limits.ts'
import type { Fault } from '../model/measurement.ts'
import type { Scenario, Tolerance } from '../model/scenario.ts'
import type { Verdict } from '../model/verdict.ts'
import { isCounted } from '../model/metrics.ts'
import { decidedByCounts, startCounting } from './count-scenario.ts'
import type { Counting } from './count-servers.ts'
import type { OpenRecorded } from './open-recorded.ts'
import type { Asked, Claimed, Evidence, PartAsk } from './evidence.ts'
import { judgePart } from './judge-parts.ts'
import { judgeClaim, judgeLimits, judgeServer } from './judge-scenario.ts'
import type { Watcher } from '../trace/watcher.ts'
import { openRecheck } from './recheck.ts'
import { recordingNotes } from './recording-notes.ts'
import { skipTiming, timeScenario } from './time-scenario.ts'
import type { TimingMeans } from './timing-context.ts'

/** What a scenario is counted and measured with. */
export type Means = TimingMeans & {
  /** Looks for a counter when it is first asked; null where nothing is to be counted. */
  readonly counting: (() => Promise<Counting | NotCounted>) | null
  readonly openRecorded: OpenRecorded
  /** Launches a side once more, to see what its requests wait for. */
  readonly watch: Watcher
}

/** Everything that was found out about a scenario, and what its tests asked. */
export type Findings = Evidence &
  Asked & {
    /** What the tests were told, each when it asked. */
    readonly told: readonly Verdict[]
    /** Notes for the reader. The verdicts do not depend on them. */
    readonly remarks: readonly string[]
  }

export type ScenarioRun = {
  /** The verdicts on one server at a tolerance; counts and measures on when that is stricter than what was decided so far. */
  readonly hold: (server: string, tolerance: Tolerance | undefined, signal: AbortSignal) => Promise<readonly Verdict[]>
  /** The verdicts on limits of one server; counts and measures on as `hold` does. */
  readonly meet: (server: string, limits: Limits, signal: AbortSignal) => Promise<readonly Verdict[]>
  /** The verdicts on one request of a mix; measures on as `hold` does. */
  readonly askPart: (ask: PartAsk, signal: AbortSignal) => Promise<readonly Verdict[]>
  /** The verdict on a claim; counts or measures on as `hold` does. */
  readonly outpace: (claimed: Claimed, signal: AbortSignal) => Promise<Verdict>
  readonly findings: () => Findings
}

/**
 * Counts and measures a scenario whose servers can all run here; those that are `broken` are known to be at fault. What makes the comparison impossible is said before. Counting
 * is over before the first timed window opens: both would take the cores from each other.
 */
export async function runScenario(
  scenario: Scenario,
  broken: readonly Fault[],
  means: Means,
  signal: AbortSignal,
): Promise<ScenarioRun> {
  const held = new Map<string, (Tolerance | undefined)[]>()
  const met = new Map<string, Limits[]>()
  const asks: PartAsk[] = []
  const claimed: Claimed[] = []
  const told: Verdict[] = []
  const timing =
    means.settings.count === 'only'
      ? skipTiming(scenario, broken, means)
      : await timeScenario(scenario, broken, means, await decidedByCounts(scenario, means))
  const counting = await startCounting(scenario, means, timing.measurement(), timing.left)
  const rechecking = openRecheck(timing.startBeside, means, timing.cutsShort)
  const evidence = (): Evidence => ({
    measurement: timing.measurement(),
    comparison: timing.comparison,
    counted: counting.counted(),
    rechecks: rechecking.rechecks(),
  })

  async function goOn(asking: AbortSignal): Promise<void> {
    const asked = { held, met, asks, claimed }
    await counting.until(held, met)
    await timing.until(asked, counting.counted(), asking)
    if (means.recording !== 'all') await rechecking.until(evidence(), asked, asking)
  }

  function tell(verdicts: readonly Verdict[]): readonly Verdict[] {
    told.push(...verdicts)
    return verdicts
  }

  function noteLimits(server: string, limits: Limits): void {
    met.set(server, [...(met.get(server) ?? []), limits])
  }

  await goOn(signal)
  return {
    async hold(server, tolerance, asking) {
      held.set(server, [...(held.get(server) ?? []), tolerance])
      const { limits } = scenario
      if (limits) noteLimits(server, limits)
      await goOn(asking)
      const verdicts = judgeServer(evidence(), server, tolerance)
      const isUsable = verdicts.every(({ verdict }) => verdict !== 'invalid')
      return tell([...verdicts, ...(limits && isUsable ? judgeLimits(evidence(), server, limits) : [])])
    },
    async meet(server, limits, asking) {
      noteLimits(server, limits)
      await goOn(asking)
      return tell(judgeLimits(evidence(), server, limits))
    },
    async askPart(ask, asking) {
      asks.push(ask)
      await goOn(asking)
      return tell(judgePart(evidence(), ask))
    },
    async outpace(one, asking) {
      claimed.push(one)
      if (isCounted(one.claim.metric)) await counting.compare([one.server, one.other])
      await goOn(asking)
      const verdict = judgeClaim(evidence(), one)
      tell([verdict])
      return verdict
    },
    findings: () => ({
      ...evidence(),
      held,
      met,
      asks,
      claimed,
      told,
      remarks: [...timing.remarks(), ...(means.recording === 'all' ? [] : recordingNotes(evidence(), held))],
    }),
  }
}
