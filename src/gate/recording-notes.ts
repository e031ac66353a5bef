import { needlessValues } from '../model/recorded-asking.ts'
import { recordedServer } from './find-baseline.ts'
import type { Evidence, Held } from './evidence.ts'
import { messages } from './messages.ts'

/** What the reader should know of a baseline that is compared with: what it should not have, and what it lacks. */
export function recordingNotes(evidence: Evidence, held: Held): readonly string[] {
  return [...valueNotes(evidence), ...p95Notes(evidence, held), ...firstByteNotes(evidence, held)]
}

/** A baseline of an earlier loadgate may have secrets in it, and nobody looks into it. */
function valueNotes({ measurement, comparison, counted }: Evidence): readonly string[] {
  const files = [comparison.baseline, counted && 'recorded' in counted ? counted.recorded : null]
  const headers = files.flatMap((file) => (file ? needlessValues(file.scenario, measurement.scenario) : []))
  return headers.length === 0 ? [] : [messages.valuesInBaseline({ headers: [...new Set(headers)] })]
}

/** A tolerance for what an earlier loadgate did not record holds nothing. */
function p95Notes(evidence: Evidence, held: Held): readonly string[] {
  const { tolerance } = evidence.measurement.scenario
  const asked = [...held].filter(([, each]) =>
    [...each, tolerance].some((one) => typeof one === 'object' && one.latencyP95 !== undefined),
  )
  const servers = without('latencyP95', evidence, new Map(asked))
  return servers.length === 0 ? [] : [messages.noP95({ servers })]
}

/** A scenario that asks for first bytes since it was recorded gates none. */
function firstByteNotes(evidence: Evidence, held: Held): readonly string[] {
  const servers = evidence.measurement.scenario.firstByte ? without('firstByte', evidence, held) : []
  return servers.length === 0 ? [] : [messages.noFirstByteRecorded({ servers })]
}

function without(metric: 'latencyP95' | 'firstByte', { comparison }: Evidence, held: Held): readonly string[] {
  return [...held.keys()].filter((server) => {
    const recorded = recordedServer(comparison.baseline, server)
    return recorded !== null && recorded.metrics[metric] === undefined
  })
}
