import type { Measurement } from '../measurement.ts'

/** What the reader of a scenario's verdicts should know: what it means for them, and what to do. One sentence each. */
export function warnings(measurement: Measurement, otherMachine: string | null): readonly string[] {
  return [...busy(measurement), ...(otherMachine === null ? [] : [comesFrom(otherMachine)])]
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
