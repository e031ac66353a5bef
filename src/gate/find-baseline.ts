import { referencesOf, refuseMixing, whyNotComparable } from '../baseline/comparable.ts'
import { messages } from '../baseline/messages.ts'
import { readBaseline } from '../baseline/store.ts'
import type { Baseline, MachineInfo } from '../model/baseline.ts'
import { LoadgateError } from '../model/error.ts'
import { recordGenerators } from '../model/generators.ts'
import type { ComparedRefs } from '../model/report.ts'
import { recordAsking } from '../model/recorded-asking.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Project } from '../options/project.ts'

/** What the timed metrics of a measurement are compared with. */
export type Comparison = {
  /** The baseline of this kind of machine; null when none was recorded, and in an A/B run. */
  readonly baseline: Baseline | null
  /** The two sides of an A/B run; otherwise null. */
  readonly refs: ComparedRefs | null
  /** Servers whose timed metrics get no verdict in this run, because counted ones decide and nothing was recorded on this kind of machine. */
  readonly unjudged: ReadonlySet<string>
}

/** Where there is nothing to hold timed metrics against. */
export const NO_BASELINE: Comparison = { baseline: null, refs: null, unjudged: new Set() }

export type Finding = {
  readonly project: Project
  readonly machine: MachineInfo
  readonly recording: 'all' | 'new' | 'none'
}

/**
 * Finds what a scenario's timed metrics are compared with: the baseline of this kind of machine, and no other. On another make of
 * CPU, unchanged code was red.
 *
 * A server without a baseline is recorded by this run. In CI, where nothing is recorded, it is an error, unless it is one of the
 * `counted`, which have a verdict all the same. Throws LoadgateError then, for a file that cannot be read, and for one that was
 * recorded under other conditions, unless it is about to be replaced.
 */
export function findBaseline(
  scenario: Scenario,
  driver: string,
  { project, machine, recording }: Finding,
  counted: ReadonlySet<string> = new Set(),
): Comparison {
  const baseline = readBaseline(project.baselines, machine.id, scenario.title)
  if (baseline && recording === 'all')
    refuseMixing(
      baseline,
      {
        title: scenario.title,
        load: scenario.load,
        ...recordAsking(scenario),
        ...recordGenerators(scenario),
        driver,
        references: referencesOf(project.references),
      },
      scenario.servers,
    )
  if (baseline && recording !== 'all') refuseIncomparable(baseline, project, scenario, driver)
  if (recording !== 'none') return { ...NO_BASELINE, baseline }
  const missing = scenario.servers.filter((server) => recordedServer(baseline, server) === null)
  refuseMissing(
    missing.filter((server) => !counted.has(server)),
    scenario,
    machine,
  )
  return { ...NO_BASELINE, baseline, unjudged: new Set(missing) }
}

/** What a baseline has of a server; null when it has nothing. */
export function recordedServer(baseline: Baseline | null, server: string): Baseline['servers'][string] | null {
  return (baseline && Object.hasOwn(baseline.servers, server) ? baseline.servers[server] : null) ?? null
}

function refuseIncomparable(baseline: Baseline, project: Project, scenario: Scenario, driver: string): void {
  const recorded = project.servers.filter(
    ({ name }) => scenario.servers.includes(name) && recordedServer(baseline, name) !== null,
  )
  for (const server of recorded) {
    const why = whyNotComparable(baseline, scenario, server, project.references, driver)
    if (why) throw new LoadgateError('not-comparable', why)
  }
}

/** Throws LoadgateError for servers about which nothing would decide: in CI, nobody would notice. */
function refuseMissing(servers: readonly string[], { title }: Scenario, { id }: MachineInfo): void {
  if (servers.length > 0)
    throw new LoadgateError('no-baseline', messages.noBaselineHere({ title, servers, machine: id }))
}
