import { messages } from './messages.ts'
import type { Measurement } from '../model/measurement.ts'
import { METRICS, type Metric } from '../model/metrics.ts'
import { formatShare } from '../model/units.ts'
import { drift, type Against } from './against.ts'
import { launchedBefore, launchedOf, launchedToday } from './launched.ts'
import { modeNote } from './mode-note.ts'
import { recordedOf, type Recording } from './recording.ts'
import { runtimeOf } from './runtime.ts'
import { faultOf } from './validity.ts'

/** What a baseline keeps of its servers, by name. */
type Kept = Readonly<Record<string, { readonly runtime: 'plain' | 'steady'; readonly metrics: Recording }>>

/** What the measurement was held against. */
export type Compared = {
  /** Where the baseline comes from, if from another kind of machine. */
  readonly otherMachine: string | null
  /** The recorded values of one of the servers, with those of the references. */
  readonly against: Against | null
  /** What the baseline keeps: launches of this machine are counted beside today's. */
  readonly kept: Kept | null
}

/** What the reader of a scenario's verdicts should know: what it means for them, and what to do. */
export function warnings(measurement: Measurement, { otherMachine, against, kept }: Compared): readonly string[] {
  return [
    ...busy(measurement),
    ...measurement.unpaired.map((server) => messages.newServer({ server })),
    ...(otherMachine === null ? [] : [messages.comesFrom({ machine: otherMachine })]),
    ...(against === null ? [] : drifted(measurement, against)),
    ...modes(measurement, otherMachine === null ? kept : null),
    ...runtimes(measurement),
  ]
}

function busy({ busyRounds, busyCores }: Measurement): readonly string[] {
  return busyRounds === 0 ? [] : [messages.roundsThrownAway({ rounds: busyRounds, cores: busyCores })]
}

/** From this part of a metric's usual tolerance on, a reader should know that a frozen server seems to have moved by it. */
const REMARKABLE = 0.3

/** Code that cannot have changed seems to have: the intervals were widened by it, and this says why. */
function drifted(measurement: Measurement, against: Against): readonly string[] {
  const moves = (Object.keys(METRICS) as Metric[]).flatMap((metric) => {
    const { label, tolerance } = METRICS[metric]
    const most = Math.expm1(drift(measurement, against, metric)(Infinity))
    return most > 0 && most >= REMARKABLE * tolerance.baseline
      ? messages.driftedBy({ share: formatShare(most), metric: label })
      : []
  })
  return moves.length === 0 ? [] : [messages.drifted({ moves: moves.join(', ') })]
}

/** Where a reference itself runs in modes, they would show in all that is relative to it: then only its own are told. */
function modes(measurement: Measurement, kept: Kept | null): readonly string[] {
  const ofReferences = measurement.references.flatMap((name) => referenceModes(measurement, name) ?? [])
  if (ofReferences.length > 0) return ofReferences
  return measurement.scenario.servers.flatMap((server) => modesOf(measurement, server, kept) ?? [])
}

function referenceModes(measurement: Measurement, reference: string): string | null {
  if (faultOf(measurement, reference)) return null
  return modeNote({
    server: reference,
    runtime: null,
    now: (metric) => (METRICS[metric].yardstick === 'same' ? launchedToday(measurement, reference, metric) : []),
    before: () => [],
    where: 'baseline',
  })
}

function modesOf(measurement: Measurement, server: string, kept: Kept | null): string | null {
  if (faultOf(measurement, server)) return null
  const own = kept && Object.hasOwn(kept, server) ? kept[server] : undefined
  const recorded = own && recordedOf(own.metrics)
  const inAb = measurement.mode === 'ab'
  return modeNote({
    server,
    runtime: own?.runtime ?? null,
    now: (metric) => launchedToday(measurement, server, metric),
    before: (metric) => {
      if (inAb) return launchedOf(measurement, server, 'base', metric)
      return recorded ? launchedBefore(recorded[metric]) : []
    },
    where: inAb ? 'base' : 'baseline',
  })
}

function runtimes({ samples, references, scenario }: Measurement): readonly string[] {
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
