import type { Measurement } from '../model/measurement.ts'
import { METRICS } from '../model/metrics.ts'
import { formatFactor, formatQuantity, formatShare } from '../model/units.ts'
import { enumerated } from '../model/wording.ts'
import { median } from '../stats/summary.ts'
import { valuesOf } from './launch-values.ts'
import { messages } from './messages.ts'
import { modeNotes, type KeptServers } from './mode-notes.ts'
import { rateNotes } from './rate-notes.ts'
import type { Against } from './recording.ts'
import { driftOf } from './tolerance.ts'
import { medianOf, metricOf, metricsIn, runtimeOf } from './windows.ts'

/** The baseline of a scenario, as far as its notes depend on it. None of it depends on which of its servers are asked about. */
export type NoteContext = {
  /** The recorded values of the references, by name; null without a baseline. */
  readonly references: Against['references'] | null
  /** What the baseline keeps of the servers. Its launches are counted beside today's. */
  readonly kept: KeptServers | null
}

/** What a reader of a scenario's verdicts should know: what it means for them, and what to do. */
export function notes(measurement: Measurement, { references, kept }: NoteContext): readonly string[] {
  return [
    ...(measurement.running.length === 0 ? [] : [messages.running({ servers: measurement.running })]),
    ...busyNotes(measurement),
    ...alongsideNotes(measurement),
    ...Object.entries(measurement.replaced ?? {}).map(([server, processes]) =>
      messages.replacedInWarmUp({ server, ...processes }),
    ),
    ...measurement.unpaired.map((server) => messages.newServer({ server })),
    ...(references === null ? [] : driftNotes(measurement, references)),
    ...modeNotes(measurement, kept),
    ...runtimeNotes(measurement),
    ...rateNotes(measurement),
  ]
}

function busyNotes({ busyRounds, busyCores, busiest }: Measurement): readonly string[] {
  return busyRounds === 0
    ? []
    : [messages.roundsThrownAway({ rounds: busyRounds, cores: busyCores, neighbour: busiest })]
}

/** Less would be shown as nothing. */
const LEAST_CORES = 0.005

/** What a service used beside its server. */
function alongsideNotes({ samples, scenario, absent }: Measurement): readonly string[] {
  const used = scenario.servers.flatMap((server) => {
    const own = samples.filter((sample) => sample.server === server && sample.side === 'head')
    const cores = medianOf(own, 'alongsideCores')
    const rates = own.flatMap((sample) => metricOf(sample, 'throughput') ?? [])
    if (cores === null || cores < LEAST_CORES || rates.length === 0) return []
    return messages.alongside({ server, cores, perRequest: formatQuantity(cores / median(rates), 's') })
  })
  return absent.length === 0 ? used : [...used, messages.absent({ names: absent.map(String) })]
}

/** A drift is worth a note from this part of a metric's usual tolerance on. */
const NOTEWORTHY = 0.3

/** Why the intervals are wider: a server whose code cannot have changed seems to have. */
function driftNotes(measurement: Measurement, references: Against['references']): readonly string[] {
  const moves = metricsIn(measurement.samples).flatMap((metric) => {
    const { label, tolerance } = METRICS[metric]
    const most = Math.expm1(driftOf(measurement, references, metric)(Infinity))
    return most > 0 && most >= NOTEWORTHY * tolerance.baseline
      ? messages.driftedBy({ share: formatShare(Number(most.toPrecision(2))), metric: label })
      : []
  })
  return moves.length === 0 ? [] : [messages.drifted({ moves: enumerated(moves) })]
}

function runtimeNotes({ samples, references, scenario }: Measurement): readonly string[] {
  return [...references, ...scenario.servers].flatMap((server) => {
    const own = samples.filter((sample) => sample.server === server)
    const { gc, eventLoopUtilisation } = runtimeOf(own)
    if (gc === null || eventLoopUtilisation === null) return []
    return messages.runtime({
      server,
      gc: formatShare(gc),
      busy: formatShare(eventLoopUtilisation),
      windows: own.length,
    })
  })
}

/**
 * The figures that a scenario brings along, beside today's throughput (medians over the launches), each with its ratio to the
 * first of them.
 */
export function figureNotes(measurement: Measurement): readonly string[] {
  return measurement.scenario.figures.map(({ by, throughput }) => {
    const servers = Object.keys(throughput)
    const today = Object.fromEntries(servers.map((server) => [server, throughputOf(measurement, server)]))
    const textsOf = (figures: Readonly<Record<string, number | null>>) => (server: string) =>
      figureText(figures[server] ?? null, server === servers[0] ? null : (figures[servers[0] ?? ''] ?? null))
    return messages.figures({
      by,
      servers: servers.map((server) => ({ server, before: textsOf(throughput)(server), now: textsOf(today)(server) })),
    })
  })
}

function throughputOf(measurement: Measurement, server: string): number | null {
  const values = valuesOf(measurement, server, 'throughput').map(({ value }) => value)
  return values.length === 0 ? null : median(values)
}

function figureText(value: number | null, first: number | null): string {
  const ratio = value === null || first === null ? '' : ` (${formatFactor(value / first)})`
  return `${formatQuantity(value, 'req/s')}${ratio}`
}
