import { monotonic } from '../host/proc.ts'
import { isOpenLoop } from '../model/load.ts'
import { METRICS, type Metric } from '../model/metrics.ts'
import { serverOf } from '../model/parts.ts'
import type { DriverName } from '../model/scenario.ts'
import { isStated, type Verdict } from '../model/verdict.ts'
import type { Waiting } from '../model/waiting.ts'
import type { Settings } from '../options/settings.ts'
import type { WatchedLaunch } from '../trace/watch-launch.ts'
import type { NotWatched } from '../trace/watcher.ts'
import { compareWaits } from '../where/compare-waits.ts'
import { sideWaits, type SideWaits } from '../where/side-waits.ts'
import { recordedServer } from './find-baseline.ts'
import { otherSideOf, ownSideOf } from './other-side.ts'
import type { Findings, Means } from './scenario-run.ts'

/** Finds out what requests of servers wait for whose time changed and whose instructions did not, once the verdicts are known. */

/** So many servers are watched in one run: each takes some ten seconds per side, and the worst say most. */
const MOST = 4

/** Whether waiting changes a metric. */
function isOfTime(metric: Metric): boolean {
  return ['s', 'req/s'].includes(METRICS[metric].unit)
}

/** A server that is to be watched. `instructionsHold`: null where they were not counted. */
export type ToWatch = Pick<Verdict, 'scenario' | 'server'> & Pick<Waiting, 'instructionsHold'>

/** The servers whose time regressed, or that of a request of theirs, for which their instructions are no reason, the slowest first. */
export function serversToWatch(all: readonly Verdict[], explain: Settings['explain']): readonly ToWatch[] {
  if (explain === 'off') return []
  const verdicts = all.map((cell) => ({ ...cell, server: serverOf(cell.server) }))
  const timed = verdicts.filter((cell) => isOfTime(cell.metric) && !isStated(cell) && cell.change)
  const red = timed.filter(({ verdict }) => explain === 'all' || verdict === 'regressed')
  const largest = red.toSorted((one, other) => slowdownOf(other) - slowdownOf(one))
  const worst = largest.filter((cell, index) => largest.findIndex((one) => isOf(cell, one)) === index)
  const watched = worst.flatMap((cell) => {
    const { scenario, server } = cell
    const counted = verdicts.find((one) => one.metric === 'instructions' && isOf(one, cell) && one.change !== null)
    const holds = counted === undefined ? null : counted.verdict !== 'regressed'
    const isExplained = holds === false && slowdownOf(counted!) > EXPLAINING * slowdownOf(cell)
    return isExplained ? [] : [{ scenario, server, instructionsHold: holds }]
  })
  return explain === 'all' ? watched : watched.slice(0, MOST)
}

/** More instructions than this share of a slowdown explain it. */
const EXPLAINING = 0.5

/** How much longer a request takes, or how much more it executes, as a fraction. */
function slowdownOf({ metric, change }: Verdict): number {
  const estimate = change?.estimate ?? 0
  return METRICS[metric].better === 'lower' ? estimate : 1 / Math.max(0.01, 1 + estimate) - 1
}

function isOf(cell: Verdict, { scenario, server }: Pick<Verdict, 'scenario' | 'server'>): boolean {
  return cell.scenario === scenario && cell.server === server && !isStated(cell)
}

/** Watches both sides of each server, one after the other. Rejects only with the reason of the gate's signal, and with bugs. */
export async function explainWaits(
  servers: readonly ToWatch[],
  all: readonly Findings[],
  means: Means,
): Promise<readonly Waiting[]> {
  const explained: Waiting[] = []
  for (const one of servers) {
    const findings = all.find(({ measurement }) => measurement.scenario.title === one.scenario)
    if (findings) explained.push(await explainServer(one, findings, means))
  }
  return explained
}

async function explainServer(one: ToWatch, findings: Findings, means: Means): Promise<Waiting> {
  const began = monotonic()
  const { scenario: title, server } = one
  means.onProgress({ scenario: title, step: 'watching', server, left: 0 })
  const { scenario } = findings.measurement
  const load = { scenario, driver: await means.drivers.named(driverOf(findings)), rate: rateOf(findings, server) }
  const { baseline } = findings.comparison
  const recorded = recordedServer(baseline, server)?.recorded ?? null
  const other = await otherSideOf({ scenario: title, server, recorded, shown: 'waits' }, means)
  const before = 'notCounted' in other ? { notWatched: other.notCounted } : await means.watch({ ...other, ...load })
  const now = await means.watch({ ...ownSideOf(server, means), ...load })
  const commit = 'notCounted' in other ? null : other.commit
  return { ...waitingOf(one, { before, now, commit }), seconds: monotonic() - began }
}

/** What measured it, where that can make any load for any time; else undici. */
function driverOf({ measurement: { driver } }: Findings): DriverName {
  return driver.startsWith('autocannon ') ? 'autocannon' : 'undici'
}

/** The rate at which a server was measured; undefined in a closed loop. */
function rateOf({ measurement: { samples, scenario } }: Findings, server: string): number | undefined {
  if (!isOpenLoop(scenario.load)) return undefined
  return samples.findLast((sample) => sample.server === server)?.offered?.rate ?? scenario.load.rate
}

type Sides = {
  readonly before: WatchedLaunch | NotWatched
  readonly now: WatchedLaunch | NotWatched
  readonly commit: string | null
}

/** What was found out about one server. Pure but for the architecture of this machine. */
function waitingOf(
  { scenario, server, instructionsHold }: ToWatch,
  { before, now, commit }: Sides,
): Omit<Waiting, 'seconds'> {
  const notes = [before, now].flatMap((side) => ('notWatched' in side ? [side.notWatched] : side.notes))
  const old = 'notWatched' in before ? null : sideWaits(before, process.arch)
  const today = 'notWatched' in now ? null : sideWaits(now, process.arch)
  const pair = (value: (side: SideWaits) => number | null) => ({
    before: old && value(old),
    now: today && value(today),
  })
  const delays = pair(({ loopDelay }) => loopDelay)
  const calls = pair(({ systemCalls }) => systemCalls)
  return {
    scenario,
    server,
    before: old && today ? { commit } : null,
    instructionsHold,
    notes: [...new Set(notes)],
    latency: pair(({ latency }) => latency),
    onCpu: pair(({ onCpu }) => onCpu),
    loopDelay: delays.now === null ? null : delays,
    switches: pair(({ switches }) => switches),
    systemCalls: calls.now === null ? null : calls,
    waits: today === null ? [] : [...compareWaits(old, today)],
  }
}
