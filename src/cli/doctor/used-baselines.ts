import { nearestMachine, whyNearest } from '../../baseline/nearest-machine.ts'
import type { MachineInfo } from '../../host/machine.ts'
import type { Baseline } from '../../model/baseline.ts'
import { machinesWith, readBaseline, titlesIn } from '../../baseline/store.ts'
import { LoadgateError } from '../../model/error.ts'

/** Servers that were recorded at one commit. */
export type RecordedServers = {
  readonly servers: readonly string[]
  /** When the first of them was recorded, as an ISO date and time. */
  readonly at: string
  readonly commit: string | null
  readonly dirty: boolean
}

/** The baseline that the gate would use for one scenario, or why it could not. */
export type UsedBaseline =
  | {
      readonly title: string
      readonly machine: MachineInfo
      readonly why: string
      readonly otherMachine: boolean
      readonly recordings: readonly RecordedServers[]
    }
  | { readonly title: string; readonly problem: string }

export type UsedBaselines = {
  readonly scenarios: readonly UsedBaseline[]
  /** Problems of files whose scenario is unknown. */
  readonly problems: readonly string[]
}

/**
 * The baseline that the gate would use on this machine for each scenario that has any, chosen as the gate chooses it. A
 * broken file is reported in the result. Throws LoadgateError when `folder` itself cannot be read.
 */
export function findUsedBaselines(folder: string, machine: MachineInfo): UsedBaselines {
  const { titles, problems } = titlesIn(folder)
  const scenarios = titles.flatMap((title) => findUsed(folder, title, machine) ?? [])
  const reported = scenarios.flatMap((scenario) => ('problem' in scenario ? [scenario.problem] : []))
  return { scenarios, problems: problems.filter((problem) => !reported.includes(problem)) }
}

function findUsed(folder: string, title: string, machine: MachineInfo): UsedBaseline | null {
  try {
    const available = machinesWith(folder, title)
    const nearest = nearestMachine(machine, available)
    const baseline = nearest && readBaseline(folder, nearest.id, title)
    if (!nearest || !baseline) return null
    const why = whyNearest(machine, nearest, available.length)
    return {
      title,
      machine: nearest,
      why,
      otherMachine: nearest.id !== machine.id,
      recordings: groupByCommit(baseline),
    }
  } catch (error) {
    if (error instanceof LoadgateError) return { title, problem: error.message }
    throw error
  }
}

function groupByCommit({ servers }: Baseline): readonly RecordedServers[] {
  const all = Object.entries(servers).map(([server, { recorded }]) => ({ server, recorded }))
  const groups = Map.groupBy(all, ({ recorded: { commit, dirty } }) => `${commit} ${dirty}`)
  return [...groups.values()].map((group) => {
    const [first] = group.map(({ recorded }) => recorded).toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
    const { at, commit, dirty } = first!
    return { servers: group.map(({ server }) => server), at, commit, dirty }
  })
}
