import { LEAST_LAUNCHES, type MachineInfo } from '../model/baseline.ts'
import { launchesBesideReferences } from '../verdict/launch-values.ts'
import { launchesToShow } from '../verdict/looks.ts'
import { messages } from './messages.ts'
import { isNew } from './record.ts'
import type { Findings } from './scenario-run.ts'

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
  const launches = Math.min(...servers.map((server) => launchesBesideReferences(measurement, server)))
  if (!recorded) {
    const kind = { servers: who, machine: machine.id }
    if (launches >= LEAST_LAUNCHES) return [messages.recordedNone(kind)]
    return [messages.tooFewToRecord({ ...kind, launches, least: LEAST_LAUNCHES, endedBusy: measurement.endedBusy })]
  }
  // One process is one launch, however many waves there are.
  const oneProcess = servers.every((server) => measurement.running.includes(server))
  const thin =
    !oneProcess && launches < usual ? [messages.thinBaseline({ usual, needed: launchesToShow(launches) })] : []
  return [[messages.recordedFirst({ servers: who, machine: machine.id, launches, oneProcess }), ...thin].join(' ')]
}
