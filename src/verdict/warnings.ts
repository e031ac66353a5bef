import { sentences } from '../errors.ts'
import type { Measurement } from '../measurement.ts'
import { METRICS } from '../metrics.ts'
import { formatShare } from '../units.ts'
import { launchedBefore, launchedToday } from './launched.ts'
import { modeNote } from './mode-note.ts'
import { recordedOf, type Recording } from './recording.ts'
import { runtimeOf } from './runtime.ts'
import { faultOf } from './validity.ts'

/** What a baseline keeps of its servers, by name. */
type Kept = Readonly<Record<string, { readonly runtime: 'plain' | 'steady'; readonly metrics: Recording }>>

/**
 * What the reader of a scenario's verdicts should know: what it means for them, and what to do. `otherMachine` is where the
 * baseline comes from, if from elsewhere; launches in `kept`, a baseline of this machine, are counted beside today's.
 */
export function warnings(measurement: Measurement, otherMachine: string | null, kept: Kept | null = null): readonly string[] {
  return [
    ...busy(measurement),
    ...(otherMachine === null ? [] : [comesFrom(otherMachine)]),
    ...modes(measurement, otherMachine === null ? kept : null),
    ...runtimes(measurement),
  ]
}

function busy({ busyRounds, busyCores }: Measurement): readonly string[] {
  if (busyRounds === 0) return []
  const rounds = busyRounds === 1 ? 'One round was' : `${busyRounds} rounds were`
  return [
    `${rounds} thrown away because something else used up to ${busyCores.toFixed(2)} cores: no verdict is hurt by it, but fewer launches were measured. Close what runs beside the gate.`,
  ]
}

function comesFrom(machine: string): string {
  return `The baseline comes from another machine (${machine}), so only large changes can be shown. Record one here: \`npm run baseline:update\`.`
}

/** Where the reference itself runs in modes, they would show in all that is relative to it: then only its own are told. */
function modes(measurement: Measurement, kept: Kept | null): readonly string[] {
  const ofReference = referenceModes(measurement)
  if (ofReference !== null) return [ofReference]
  return measurement.scenario.servers.flatMap((server) => modesOf(measurement, server, kept) ?? [])
}

function referenceModes(measurement: Measurement): string | null {
  const { reference } = measurement
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
  return modeNote({
    server,
    runtime: own?.runtime ?? null,
    now: (metric) => launchedToday(measurement, server, metric),
    before: (metric) => (recorded ? launchedBefore(recorded[metric]) : []),
    where: 'baseline',
  })
}

function runtimes({ samples, reference, scenario }: Measurement): readonly string[] {
  return [reference, ...scenario.servers].flatMap((server) => {
    const own = samples.filter((sample) => sample.server === server)
    const { gc, eventLoopUtilisation } = runtimeOf(own)
    if (gc === null || eventLoopUtilisation === null) return []
    return sentences.runtime(server, formatShare(gc), formatShare(eventLoopUtilisation), own.length)
  })
}
