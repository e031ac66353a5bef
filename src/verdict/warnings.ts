import type { Measurement } from '../measurement.ts'
import type { Metric } from '../metrics.ts'
import { formatShare } from '../units.ts'
import { drift, type Against } from './against.ts'

/** What the reader of a scenario's verdicts should know: what it means for them, and what to do. One sentence each. */
export function warnings(
  measurement: Measurement,
  { otherMachine, against }: { readonly otherMachine: string | null; readonly against: Against | null },
): readonly string[] {
  return [
    ...busy(measurement),
    ...measurement.unpaired.map(isNew),
    ...(otherMachine === null ? [] : [comesFrom(otherMachine)]),
    ...(against === null ? [] : drifted(measurement, against)),
  ]
}

/** From this shift of a frozen server on, a reader should know of it. */
const REMARKABLE = 0.03

/** Code that cannot have changed seems to have: the interval was widened by it, and this says why. */
function drifted(measurement: Measurement, against: Against): readonly string[] {
  const most = Math.max(...METRICS_OF_SPEED.map((metric) => drift(measurement, against, metric)(Infinity)))
  if (most < REMARKABLE) return []
  return [
    `Not even the frozen references stand to each other as when the baseline was recorded: by up to ${formatShare(Math.expm1(most))}. The machine is in another state, and every interval was widened by as much. LOADGATE_AGAINST=<git ref> compares without a memory; \`npm run baseline:update\` records anew.`,
  ]
}

const METRICS_OF_SPEED: readonly Metric[] = ['throughput', 'cpuPerRequest', 'latencyP50', 'latencyP90']

function isNew(server: string): string {
  return `${server} is new: the base has no such server, so there is nothing to hold it against, and it was not measured.`
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
