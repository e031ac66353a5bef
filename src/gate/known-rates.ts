import { readCounted } from '../baseline/counted.ts'
import { readBaseline } from '../baseline/store.ts'
import type { Baseline, MachineInfo } from '../model/baseline.ts'
import { LoadgateError } from '../model/error.ts'
import { isOpenLoop } from '../model/load.ts'
import { closedLoopOnly, OPEN_LOOP_DRIVERS, OPEN_LOOP_ONLY, type Scenario } from '../model/scenario.ts'
import type { Project } from '../options/project.ts'
import type { Settings } from '../options/settings.ts'
import { recordedServer } from './find-baseline.ts'
import { recordedCounts } from './evidence.ts'
import { refusals } from './refusals.ts'

/** What rates depend on beside the scenario. `other`: the other side of an A/B run; null without one. */
type RateMeans = {
  readonly project: Pick<Project, 'baselines'>
  readonly settings: Pick<Settings, 'count' | 'driver'>
  readonly recording: 'all' | 'new' | 'none'
  readonly machine: Pick<MachineInfo, 'id'>
  readonly other: object | null
}

/**
 * Throws LoadgateError, before any server is started, where requests cannot be sent at the rate that a scenario asks for: by the driver of
 * this run, or because nobody will know the capacity that the rate is a share of.
 */
export function refuseUnknownRates(scenario: Scenario, means: RateMeans): void {
  const { load, title } = scenario
  const { project, machine, other, settings } = means
  const { count, driver } = settings
  if (count === 'only') return
  if (!isOpenLoop(load)) return refuseOpenLoopOnly(driver, title)
  if (driver && !OPEN_LOOP_DRIVERS.includes(driver))
    throw new LoadgateError('closed-loop-driver', refusals.wrongLoop({ title, why: closedLoopOnly(driver) }))
  const isRecorded = load.share !== undefined && other === null
  const counts = isRecorded && count !== 'off' ? readCounted(project.baselines, title) : null
  const counted = new Set(scenario.servers.filter((server) => recordedCounts(counts, server) !== null))
  knownRates(scenario, isRecorded ? readBaseline(project.baselines, machine.id, title) : null, means, counted)
}

function refuseOpenLoopOnly(driver: Settings['driver'], title: string): void {
  if (driver === 'vegeta')
    throw new LoadgateError('open-loop-driver', refusals.wrongLoop({ title, why: OPEN_LOOP_ONLY }))
}

/**
 * The requests per second of a scenario's servers, as far as they are known before anything is measured: those that it gives, or those
 * that the baseline was recorded at. The capacity of the others is measured first: that of base in an A/B run, or of what is about to be
 * recorded, or of a server that is held by its counts alone (`counted`). Throws LoadgateError for a share of a capacity that nobody will
 * know, as in CI, where nothing is recorded.
 */
export function knownRates(
  { title, servers, load: { rate, share } }: Pick<Scenario, 'title' | 'servers' | 'load'>,
  baseline: Baseline | null,
  { recording, machine, other }: Pick<RateMeans, 'recording' | 'machine' | 'other'>,
  counted: ReadonlySet<string> = new Set(),
): Readonly<Record<string, number>> {
  if (rate !== undefined) return Object.fromEntries(servers.map((server) => [server, rate]))
  if (share === undefined || recording === 'all') return {}
  const known = servers.flatMap((server) => {
    const recorded = recordedServer(baseline, server)?.rate
    return recorded === undefined ? [] : [[server, recorded] as const]
  })
  const unknown = servers.filter((server) => !counted.has(server) && known.every(([name]) => name !== server))
  if (unknown.length > 0 && recording === 'none' && other === null)
    throw new LoadgateError(
      'unknown-capacity',
      refusals.unknownCapacity({ title, servers: unknown, share, machine: machine.id }),
    )
  return Object.fromEntries(known)
}
