import { countedTitles, readCounted } from '../../baseline/counted.ts'
import { LoadgateError } from '../../model/error.ts'
import type { CountIdentity } from '../../model/count.ts'
import { compareIdentities, type IdentityComparison } from '../../verdict/count-identity.ts'
import { groupByCommit, type RecordedServers } from './used-baselines.ts'

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
