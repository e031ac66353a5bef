import { LEAST_LAUNCHES, type MachineInfo } from '../model/baseline.ts'
import type { ServerCounts } from '../model/count.ts'
import { loopText } from '../model/load.ts'
import { allFailures, failed, type Measurement, type Side } from '../model/measurement.ts'
import { isPercentile, type Metric } from '../model/metrics.ts'
import type { Report } from '../model/report.ts'
import { quantilesOf } from '../stats/latencies.ts'
import { blockCounts } from '../verdict/count-values.ts'
import { countedNumbers, countsBeforeAndNow } from '../verdict/counted-recording.ts'
import { launchesToShow } from '../verdict/looks.ts'
import { notes } from '../verdict/notes.ts'
import { partLaunches, partNames, typicalOf } from '../verdict/parts.ts'
import { launchesBeforeAndNow, referencesOf } from '../verdict/recording.ts'
import { isOffered, lagAt, offeredIn } from '../verdict/offered.ts'
import { loadByWave, runtimeOf } from '../verdict/windows.ts'
import { checkedText, checkNotes } from './checked.ts'
import { firstByteNotes } from './first-byte.ts'
import { against, countedCase, judgeClaim, judgeHeld, judgeMet, judgeParts } from './judge-scenario.ts'
import { messages } from './messages.ts'
import { isNew } from './record.ts'
import type { Findings } from './scenario-run.ts'

/** One scenario's part of the report: its verdicts, the numbers of its servers, and notes. Pure. */
export type ScenarioReport = {
  readonly verdicts: Report['verdicts']
  readonly servers: Report['servers']
  readonly scenario: Report['scenarios'][number]
}

type ServerNumbers = Report['servers'][number]

/** `more`: notes on the run beside those on what was measured. */
export function summarise(findings: Findings, more: readonly string[] = []): ScenarioReport {
  const { measurement, held, met, asks, claimed } = findings
  const others = [
    ...met.keys(),
    ...asks.map(({ server }) => server),
    ...claimed.flatMap(({ server, other }) => [server, other]),
    ...measurement.references,
  ]
  return {
    verdicts: [
      ...judgeHeld(findings, held),
      ...judgeMet(findings, held, met),
      ...judgeParts(findings, held, asks),
      ...distinctClaims(claimed).map((one) => judgeClaim(findings, one)),
    ],
    servers: [
      ...[...held.keys()].map((server) => ({
        ...numbersOf(measurement, server),
        ...partsOf(findings, server),
        ...drawnOf(findings, server),
      })),
      ...[...new Set(others)]
        .filter((server) => !held.has(server))
        .map((server) => ({ ...numbersOf(measurement, server), ...partsOf(findings, server) })),
    ],
    scenario: scenarioNumbers(findings, more),
  }
}

/** Drops repetitions: two tests may make the same claim. */
function distinctClaims(claimed: Findings['claimed']): Findings['claimed'] {
  return [...new Map(claimed.map((one) => [JSON.stringify(one), one])).values()]
}

function numbersOf(measurement: Measurement, server: string): ServerNumbers {
  const { samples, scenario, spent, running } = measurement
  const own = samples.filter((sample) => sample.server === server)
  return {
    scenario: scenario.title,
    server,
    requests: own.reduce((sum, sample) => sum + sample.requests, 0),
    errors: failed(allFailures(own)),
    launches: running.includes(server) ? 1 : new Set(own.map((sample) => `${sample.side} ${sample.wave}`)).size,
    ...(running.includes(server) ? { alreadyRuns: true as const } : {}),
    windows: own.length,
    seconds: spent[server] ?? 0,
    ...runtimeOf(own),
    ...offeredTo(measurement, server),
  }
}

/** Each request of a mix or step of a flow; nothing of a reference, and where one request is asked. */
function partsOf({ measurement, comparison }: Findings, server: string): Pick<ServerNumbers, 'parts'> {
  const names = measurement.references.includes(server) ? [] : partNames(measurement, server)
  if (names.length === 0) return {}
  const parts = names.map((request) => {
    const own = measurement.samples.flatMap((sample) =>
      sample.server === server && sample.side === 'head' ? (sample.byRequest?.[request] ?? []) : [],
    )
    const launches = partLaunches(measurement, { server, request }, comparison.baseline)
    return {
      name: request,
      requests: own.reduce((sum, { requests }) => sum + requests, 0),
      errors: failed(allFailures(own)),
      latencies: Object.fromEntries(
        Object.entries(launches).flatMap(([metric, values]) =>
          isPercentile(metric as Metric) && values.now.length > 0 ? [[metric, typicalOf(values)]] : [],
        ),
      ),
    }
  })
  return { parts }
}

function offeredTo(measurement: Measurement, server: string): Pick<ServerNumbers, 'offered'> {
  const rate = measurement.rates?.[server]
  if (rate === undefined || !isOffered(measurement, server)) return {}
  const own = measurement.samples.filter((sample) => sample.server === server)
  return { offered: { rate, ...offeredIn(own), lag: lagAt(own, 0.99) } }
}

function drawnOf(
  findings: Findings,
  server: string,
): Pick<ServerNumbers, 'values' | 'latencies' | 'instructions' | 'blocks'> {
  const { measurement, comparison } = findings
  const counts = countedLaunches(findings, server)
  const instructions = counts && countedNumbers(counts)
  return {
    values: {
      ...launchesBeforeAndNow(measurement, server, against(comparison, server)),
      ...(counts
        ? countsBeforeAndNow(counts, countedCase(findings, server, undefined)?.recorded ?? null, measurement.mode)
        : {}),
    },
    latencies: latenciesOf(measurement, server),
    ...(counts ? { blocks: { before: counts.base.map(blockCounts), now: counts.head.map(blockCounts) } } : {}),
    ...(instructions ? { instructions } : {}),
  }
}

function countedLaunches(findings: Findings, server: string): ServerCounts | null {
  const counts = countedCase(findings, server, undefined)?.counts
  return counts && !('notCounted' in counts) ? counts : null
}

/** How a scenario was counted, for the report; nothing where nobody asked for it. */
function countingOf({ counted }: Findings): Pick<Report['scenarios'][number], 'counted'> {
  if (counted === null) return {}
  if ('notCounted' in counted) return { counted: { notCounted: counted.notCounted } }
  const all = [...counted.servers.values()].flatMap((counts) => ('notCounted' in counts ? [] : [counts]))
  const [first] = all
  if (!first) return {}
  const { libc, valgrind, arch, method } = first.identity
  const launches = all.reduce((sum, { head, base }) => sum + head.length + base.length, 0)
  return { counted: { seconds: counted.seconds, launches, identity: { libc, valgrind, arch, method } } }
}

/** Dense enough for a curve on an axis on which each tenth of the slower answers takes as much room as all others. */
const SHARES = [
  0.01, 0.1, 0.25, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.97, 0.98, 0.985, 0.99, 0.993, 0.995, 0.997,
  0.998, 0.999, 0.9995, 0.9999,
] as const

/** The latencies of a server by share of its answers, over all windows of a run. In seconds. */
function latenciesOf({ samples, mode }: Measurement, server: string): NonNullable<ServerNumbers['latencies']> {
  const histograms = (side: Side) =>
    samples.flatMap((sample) => (sample.server === server && sample.side === side ? (sample.histogram ?? []) : []))
  const curve = (side: Side) => quantilesOf(histograms(side), SHARES)
  return { before: mode === 'ab' ? curve('base') : null, now: curve('head') }
}

function scenarioNumbers(findings: Findings, more: readonly string[]): Report['scenarios'][number] {
  const { measurement, comparison, remarks } = findings
  const { baseline } = comparison
  return {
    scenario: measurement.scenario.title,
    seconds: measurement.seconds,
    waves: measurement.waves,
    busyRounds: measurement.busyRounds,
    driver: measurement.driver,
    ...(measurement.waves === 0 ? {} : { loop: loopText(measurement.scenario.load) }),
    baseline: baseline?.machine.id ?? null,
    checked: checkedText(measurement.scenario),
    ...countingOf(findings),
    load: loadByWave(measurement.samples),
    notes: [
      ...firstByteNotes(measurement, [...findings.held.keys()]),
      ...checkNotes(measurement.scenario, measurement.decoded ?? []),
      ...remarks,
      ...more,
      ...notes(measurement, {
        references: referencesOf(baseline),
        kept: baseline?.servers ?? null,
      }),
    ],
  }
}

export type KindContext = {
  readonly machine: MachineInfo
  readonly recording: 'all' | 'new' | 'none'
  /** Whether this run wrote a baseline for the servers that had none. */
  readonly recorded: boolean
  /** Launches that an update records. */
  readonly usual: number
}

/**
 * What becomes of servers that have no timed baseline on this kind of machine: it was recorded, and from how few launches; it was
 * not, and why; or there is no verdict on them. No names where it is true of the whole scenario, so that a report can say it once.
 */
export function kindNotes(findings: Findings, { machine, recording, recorded, usual }: KindContext): readonly string[] {
  const { measurement, held, counted } = findings
  const servers = [...held.keys()].filter((server) => isNew(findings, server))
  if (servers.length === 0 || recording === 'all' || counted?.required) return []
  const who = servers.length === held.size ? [] : servers
  if (recording === 'none') return [messages.shownWithoutVerdict({ servers: who, machine: machine.id })]
  const { waves: launches } = measurement
  if (!recorded) {
    const tooFew = launches < LEAST_LAUNCHES
    return [messages.recordedNone({ servers: who, machine: machine.id, least: tooFew ? LEAST_LAUNCHES : null })]
  }
  // One process is one launch, however many waves there are.
  const oneProcess = servers.every((server) => measurement.running.includes(server))
  const thin =
    !oneProcess && launches < usual ? [messages.thinBaseline({ usual, needed: launchesToShow(launches) })] : []
  return [[messages.recordedFirst({ servers: who, machine: machine.id, launches, oneProcess }), ...thin].join(' ')]
}
