import { mergeCounted, writeCounted } from '../baseline/counted.ts'
import { COUNTED_VERSION, LEAST_COUNTED, type CountedServer } from '../model/count.ts'
import { merge } from '../baseline/comparable.ts'
import { readBaseline, writeBaseline } from '../baseline/store.ts'
import type { Origin } from '../host/git.ts'
import { BASELINE_VERSION, LEAST_LAUNCHES, type Baseline, type MachineInfo } from '../model/baseline.ts'
import { recordGenerators } from '../model/generators.ts'
import { recordAsking } from '../model/recorded-asking.ts'
import type { Secrets } from '../model/secrets.ts'
import type { Server } from '../model/server.ts'
import { wayTo } from '../model/way-to.ts'
import type { Project } from '../options/project.ts'
import { launchesBesideReferences } from '../verdict/launch-values.ts'
import { recordedParts } from '../verdict/parts.ts'
import { recordingOf } from '../verdict/recording.ts'
import { countedMetricsOf } from '../verdict/counted-recording.ts'
import { recordedServer } from './find-baseline.ts'
import { recordedCounts, type Counted } from './evidence.ts'
import type { Findings } from './scenario-run.ts'

/** Where the numbers of a recording come from. */
export type Provenance = {
  readonly project: Project
  readonly machine: MachineInfo
  readonly secrets: Secrets
  readonly origin: Origin
  /** ISO date and time. */
  readonly at: string
}

/** A baseline that was written, and which servers of which scenario are new in it. */
export type Recorded = { readonly file: string; readonly findings: Findings; readonly servers: readonly string[] }

/**
 * Writes the baselines of `all` servers that were held, or only of those that had none (`new`). Throws LoadgateError when a
 * file cannot be written; that file is then unchanged.
 */
export function recordBaselines(
  all: readonly Findings[],
  which: 'all' | 'new',
  provenance: Provenance,
): readonly Recorded[] {
  return all.flatMap((findings) => {
    const servers = [...findings.held.keys()].filter((server) => which === 'all' || isNew(findings, server))
    if (servers.length === 0 || findings.measurement.waves < LEAST_LAUNCHES) return []
    return [{ findings, servers, file: record(findings, servers, provenance) }]
  })
}

/** Whether nothing was recorded of a server that this run could have been held against. */
export function isNew({ measurement, comparison }: Findings, server: string): boolean {
  return measurement.mode === 'baseline' && recordedServer(comparison.baseline, server) === null
}

function record(findings: Findings, servers: readonly string[], provenance: Provenance): string {
  const { baselines } = provenance.project
  const fresh = baselineOf(findings, servers, provenance)
  return writeBaseline(baselines, merge(readBaseline(baselines, fresh.machine.id, fresh.scenario.title), fresh))
}

function baselineOf(
  { measurement }: Findings,
  servers: readonly string[],
  provenance: Provenance,
): Omit<Baseline, '$schema'> {
  const { project, machine, secrets } = provenance
  const { scenario } = measurement
  const { title, load } = scenario
  const entry = (server: string) => [server, serverEntry(measurement, server, provenance)] as const
  const reference = ({ name, runtime, warmup }: Server) =>
    [name, { runtime, warmup, metrics: secrets.redactAll(recordingOf(measurement, name)) }] as const
  return {
    version: BASELINE_VERSION,
    scenario: {
      title,
      ...recordAsking(scenario),
      load,
      ...recordGenerators(scenario),
      driver: measurement.driver,
    },
    machine,
    references: Object.fromEntries(project.references.map(reference)),
    servers: Object.fromEntries(servers.map(entry)),
  }
}

function serverEntry(
  measurement: Findings['measurement'],
  server: string,
  { project, secrets, origin, at }: Provenance,
): Baseline['servers'][string] {
  const definition = project.servers.find(({ name }) => name === server)
  const parts = recordedParts(measurement, server)
  return {
    recorded: { at, ...origin, waves: launchesBesideReferences(measurement, server) },
    ...(measurement.scenario.load.share === undefined ? {} : { rate: measurement.rates?.[server] }),
    ...(measurement.running.includes(server) ? { alreadyRuns: true as const } : {}),
    ...reachedIn(project, server),
    runtime: definition?.runtime ?? 'plain',
    warmup: (definition?.warmup ?? 0) * measurement.scenario.warmupTimes,
    metrics: secrets.redactAll(recordingOf(measurement, server)),
    ...(parts ? { requests: secrets.redactAll(parts) } : {}),
  }
}

function reachedIn({ servers }: Project, server: string): Pick<CountedServer, 'reached'> {
  const definition = servers.find(({ name }) => name === server)
  const way = definition ? wayTo(definition) : null
  return way === null ? {} : { reached: way }
}

/** The same for what was counted, whose baselines serve every machine. */
export function recordCounts(
  all: readonly Findings[],
  which: 'all' | 'new',
  provenance: Provenance,
): readonly Recorded[] {
  return all.flatMap((findings) => {
    const { measurement, counted, held } = findings
    if (counted === null || 'notCounted' in counted) return []
    const isWanted = (server: string) => which === 'all' || recordedCounts(counted.recorded, server) === null
    const servers = [...held.keys()]
      .map((server) => countedEntry(counted, server, provenance))
      .filter((one) => one !== null)
    const fresh = servers.filter(([server]) => isWanted(server))
    if (fresh.length === 0) return []
    const { scenario } = measurement
    const baseline = {
      version: COUNTED_VERSION as typeof COUNTED_VERSION,
      scenario: { title: scenario.title, ...recordAsking(scenario) },
      servers: Object.fromEntries(fresh),
    }
    const file = writeCounted(provenance.project.baselines, mergeCounted(counted.recorded, baseline))
    return [{ file, findings, servers: fresh.map(([server]) => server) }]
  })
}

function countedEntry(
  { servers }: Counted,
  server: string,
  { project, origin, at }: Provenance,
): readonly [string, CountedServer] | null {
  const counts = servers.get(server)
  if (!counts || 'notCounted' in counts || counts.head.length < LEAST_COUNTED) return null
  const { identity, head } = counts
  const metrics = countedMetricsOf(head)
  return [server, { recorded: { at, ...origin }, identity, ...reachedIn(project, server), metrics }]
}
