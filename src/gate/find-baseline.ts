import { referencesOf, refuseMixing, whyNotComparable } from '../baseline/comparable.ts'
import { messages } from '../baseline/messages.ts'
import { nearestMachine } from '../baseline/nearest-machine.ts'
import { machinesWith, readBaseline } from '../baseline/store.ts'
import type { Baseline } from '../model/baseline.ts'
import { LoadgateError } from '../model/error.ts'
import type { MachineInfo } from '../model/machine.ts'
import type { ComparedRefs } from '../model/report.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Project } from '../options/project.ts'

/** What a measurement is compared with. */
export type Comparison = {
  /** Null when no baseline of this scenario was recorded, and in an A/B run. */
  readonly baseline: Baseline | null
  readonly otherMachine: boolean
  /** The two sides of an A/B run; otherwise null. */
  readonly refs: ComparedRefs | null
}

export type Finding = {
  readonly project: Project
  readonly machine: MachineInfo
  readonly recording: 'all' | 'new' | 'none'
}

/**
 * Finds the baseline of a scenario: this machine's, or the nearest one's. Throws LoadgateError for a file that cannot be
 * read, and for one that was recorded under other conditions, unless it is about to be replaced.
 */
export function findBaseline(scenario: Scenario, driver: string, { project, machine, recording }: Finding): Comparison {
  const nearest = nearestMachine(machine, machinesWith(project.baselines, scenario.title))
  const baseline = nearest && readBaseline(project.baselines, nearest.id, scenario.title)
  const otherMachine = baseline !== null && baseline.machine.id !== machine.id
  if (baseline && recording !== 'all') refuseIncomparable(baseline, project, scenario, driver)
  if (baseline && recording === 'all' && !otherMachine)
    refuseMixing(baseline, { ...scenario, driver, references: referencesOf(project.references) }, scenario.servers)
  return { baseline, otherMachine, refs: null }
}

function refuseIncomparable(baseline: Baseline, project: Project, scenario: Scenario, driver: string): void {
  const recorded = project.servers.filter(
    ({ name }) => scenario.servers.includes(name) && Object.hasOwn(baseline.servers, name),
  )
  for (const server of recorded) {
    const why = whyNotComparable(baseline, scenario, server, project.references, driver)
    if (why) throw new LoadgateError('not-comparable', why)
  }
}

/** Throws LoadgateError for servers without a baseline: in CI, nobody would notice that they are not compared. */
export function refuseMissing(baseline: Baseline | null, { title, servers }: Scenario): void {
  const missing = servers.filter((server) => !Object.hasOwn(baseline?.servers ?? {}, server))
  if (missing.length > 0) throw new LoadgateError('no-baseline', messages.noBaseline({ title, servers: missing }))
}
