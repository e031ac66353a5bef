import { countedTitles, readCounted } from '../../baseline/counted.ts'
import { machinesWith, readBaseline, titlesIn } from '../../baseline/store.ts'
import type { MachineInfo } from '../../host/machine.ts'
import type { CountIdentity } from '../../model/count.ts'
import { LoadgateError } from '../../model/error.ts'
import { compareIdentities, type IdentityComparison } from '../../verdict/count-identity.ts'

/** Servers that were recorded at one commit. */
export type RecordedServers = {
  readonly servers: readonly string[]
  /** When the first of them was recorded, as an ISO date and time. */
  readonly at: string
  readonly commit: string | null
  readonly dirty: boolean
}

/** The baseline of one scenario that the gate would use; the kinds of machine that have one, where this kind has none; or what is wrong. */
export type UsedBaseline =
  | { readonly title: string; readonly node: string; readonly recordings: readonly RecordedServers[] }
  | { readonly title: string; readonly elsewhere: readonly string[] }
  | { readonly title: string; readonly problem: string }

type Recorded = { readonly servers: Readonly<Record<string, { readonly recorded: Omit<RecordedServers, 'servers'> }>> }

export type UsedBaselines = {
  readonly scenarios: readonly UsedBaseline[]
  /** Problems of files whose scenario is unknown. */
  readonly problems: readonly string[]
}

/**
 * The baseline that the gate would use on this machine for each scenario that has any, chosen as the gate chooses it: that of
 * the same kind of machine. A broken file of any kind is reported in the result. Throws LoadgateError when `folder` itself cannot be read.
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
    const baseline = readBaseline(folder, machine.id, title)
    if (baseline) return { title, node: baseline.machine.node, recordings: groupByCommit(baseline) }
    return available.length === 0 ? null : { title, elsewhere: available.map(({ id }) => id) }
  } catch (error) {
    if (error instanceof LoadgateError) return { title, problem: error.message }
    throw error
  }
}

/** By the commit that they were recorded at. */
function groupByCommit({ servers }: Recorded): readonly RecordedServers[] {
  const all = Object.entries(servers).map(([server, { recorded }]) => ({ server, recorded }))
  const groups = Map.groupBy(all, ({ recorded: { commit, dirty } }) => `${commit} ${dirty}`)
  return [...groups.values()].map((group) => {
    const [first] = group.map(({ recorded }) => recorded).toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
    const { at, commit, dirty } = first!
    return { servers: group.map(({ server }) => server), at, commit, dirty }
  })
}

/** Servers whose recorded counts may, or may not, be held against counts of this machine. */
export type Fit = { readonly servers: readonly string[]; readonly comparison: IdentityComparison }

/** The counted baseline of one scenario; or what is wrong with it. */
export type CountedScenario =
  | {
      readonly title: string
      readonly recordings: readonly RecordedServers[]
      readonly identities: Readonly<Record<string, CountIdentity>>
    }
  | { readonly title: string; readonly problem: string }

export type CountedBaselines = {
  readonly scenarios: readonly CountedScenario[]
  /** Problems of files whose scenario is unknown. */
  readonly problems: readonly string[]
}

/** Every counted baseline, which serves all machines. A broken file is reported in the result. */
export function findCountedBaselines(folder: string): CountedBaselines {
  const { titles, problems } = countedTitles(folder)
  return { scenarios: titles.flatMap((title) => findCounted(folder, title) ?? []), problems }
}

function findCounted(folder: string, title: string): CountedScenario | null {
  try {
    const baseline = readCounted(folder, title)
    if (baseline === null) return null
    const identities = Object.entries(baseline.servers).map(([name, { identity }]) => [name, identity] as const)
    return { title, recordings: groupByCommit(baseline), identities: Object.fromEntries(identities) }
  } catch (error) {
    if (error instanceof LoadgateError) return { title, problem: error.message }
    throw error
  }
}

/** How recorded counts fit those of today, servers with the same result together. Pure. */
export function fitsOf(
  recorded: Readonly<Record<string, CountIdentity>>,
  today: ReadonlyMap<string, CountIdentity>,
): readonly Fit[] {
  const each = Object.entries(recorded).flatMap(([server, identity]) => {
    const own = today.get(server)
    return own === undefined ? [] : [{ server, comparison: compareIdentities(identity, own) }]
  })
  return [...Map.groupBy(each, ({ comparison }) => JSON.stringify(comparison)).values()].map((group) => ({
    servers: group.map(({ server }) => server),
    comparison: group[0]!.comparison,
  }))
}
