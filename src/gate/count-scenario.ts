import { readCounted, whyCountsNotComparable } from '../baseline/counted.ts'
import { monotonic } from '../host/proc.ts'
import type { NotCounted, ServerCounts, CountedBaseline } from '../model/count.ts'
import { LoadgateError } from '../model/error.ts'
import type { Below } from '../model/limits.ts'
import type { Measurement, Side } from '../model/measurement.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Project } from '../options/project.ts'
import type { Settings } from '../options/settings.ts'
import { neededCounts, neededToConfirm } from '../verdict/judge-counts.ts'
import { neededForLimit } from '../verdict/limit-counts.ts'
import type { NeededLaunches } from './count-server.ts'
import type { Counting } from './count-servers.ts'
import { recordedCounts, type Counted, type Evidence, type Held, type Met } from './evidence.ts'
import { limitsFor } from './needed-in.ts'

/** The counted metrics of one scenario. */
export type ScenarioCounting = {
  readonly counted: () => Evidence['counted']
  /** Counts on until nothing that is held is open. */
  readonly until: (held: Held, met: Met) => Promise<void>
  /** Counts servers for a claim about their instructions. */
  readonly compare: (servers: readonly string[]) => Promise<void>
}

export type ScenarioCountingNeeds = {
  readonly counting: (() => Promise<Counting | NotCounted>) | null
  readonly settings: Settings
  readonly project: Project
  readonly recording: 'all' | 'new' | 'none'
}

/** The servers of a scenario that counts decide about in this run: those that have a counted baseline, where they can be counted. */
export async function decidedByCounts(
  { baseline, title, servers }: Scenario,
  { counting, project }: Pick<ScenarioCountingNeeds, 'counting' | 'project'>,
): Promise<ReadonlySet<string>> {
  const recorded = baseline ? readCounted(project.baselines, title) : null
  const known = servers.filter((server) => recordedCounts(recorded, server))
  const opened = known.length === 0 ? null : await counting?.()
  return new Set(opened && !('notCounted' in opened) ? known : [])
}

/**
 * `after`: seconds that the scenario takes after counting, for the progress. Throws LoadgateError, before anything is counted,
 * for a counted baseline that cannot be read.
 */
export async function startCounting(
  scenario: Scenario,
  { counting, settings, project, recording }: ScenarioCountingNeeds,
  { mode, unpaired }: Pick<Measurement, 'mode' | 'unpaired'>,
  after: () => number,
): Promise<ScenarioCounting> {
  const required = settings.count === 'only'
  const recorded = mode === 'ab' || !scenario.baseline ? null : readCounted(project.baselines, scenario.title)
  if (recorded && recording !== 'all') refuseIncomparable(recorded, scenario, project)
  const opened = await counting?.()
  if (!opened || 'notCounted' in opened) {
    const counted = opened ? { ...opened, required } : null
    return { counted: () => counted, until: async () => {}, compare: async () => {} }
  }
  const counter = opened
  let counted: Counted = { servers: new Map(), recorded, required, seconds: 0 }

  async function count(servers: readonly string[], needed: NeededLaunches): Promise<void> {
    const began = monotonic()
    const found = await counter.until({ ...scenario, servers: [...servers] }, needed, after())
    const seconds = counted.seconds + monotonic() - began
    counted = { ...counted, servers: new Map([...counted.servers, ...found]), seconds }
  }

  /** An update records anew, whatever the launches are held against. */
  function neededAt(held: Held, met: Met): NeededLaunches {
    const known = recording === 'all' ? null : recorded
    return (server, counts, isHalf = false) => {
      const neededIn = isHalf ? neededToConfirm : neededCounts
      const each = (scenario.baseline ? (held.get(server) ?? [undefined]) : []).map((tolerance) =>
        neededIn({ scenario, server, mode, counts, recorded: recordedCounts(known, server), tolerance, required }),
      )
      const limits = isHalf ? [] : limitsOn(server, met).map((limit) => neededForLimit(limit, counts))
      return {
        head: Math.max(0, ...each.map(({ head }) => head), ...limits),
        base: Math.max(0, ...each.map(({ base }) => base)),
      }
    }
  }

  function limitsOn(server: string, met: Met): readonly Below[] {
    return limitsFor(scenario, server, met).flatMap(({ instructions }) => instructions ?? [])
  }

  return {
    counted: () => counted,
    async until(held, met) {
      const isAsked = (server: string) => scenario.baseline || limitsOn(server, met).length > 0
      const servers = scenario.servers.filter((server) => !unpaired.includes(server) && isAsked(server))
      if (servers.length > 0) await count(servers, neededAt(held, met))
    },
    compare: (servers) => count(servers, forClaim),
  }
}

function refuseIncomparable(recorded: CountedBaseline, scenario: Scenario, { servers }: Project): void {
  const asked = servers.filter(({ name }) => scenario.servers.includes(name))
  for (const server of asked.filter(({ name }) => recordedCounts(recorded, name))) {
    const why = whyCountsNotComparable(recorded, scenario, server)
    if (why) throw new LoadgateError('not-comparable', why)
  }
}

/** Two launches of each server show how exact they are today. */
function forClaim(_server: string, counts: ServerCounts | NotCounted): Readonly<Record<Side, number>> {
  return { head: 'notCounted' in counts ? 0 : Math.max(0, 2 - counts.head.length), base: 0 }
}
