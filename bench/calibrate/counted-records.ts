import { z } from 'zod'
import { countIdentitySchema } from '../../src/model/count.ts'
import { machineSchema } from '../../src/model/baseline.ts'
import { COUNTED_COMPARISONS } from './counted-comparisons.ts'
import { appendLine, readLines } from './json-lines.ts'
import { NEIGHBOURS } from './plan.ts'

/** Counted gates on disk, one JSON line each. They are committed. Values are instructions per request, changes and plants fractions. */

export const COUNTED_RECORDS = 'bench/calibrate/data/counted-gates.jsonl'

/** Written when a session begins. */
const sessionSchema = z.object({
  kind: z.literal('session'),
  at: z.iso.datetime(),
  machine: machineSchema,
  /** The request of the scenario with this title. */
  scenario: z.string(),
  /** Digest of the code that counts and decides, and of the servers. */
  code: z.string(),
  commit: z.string().nullable(),
})

/** When the session began to which a record belongs. */
const session = z.iso.datetime()

/** By launch; spreads are those of `CountValue`. */
const launchesSchema = z.object({
  instructions: z.array(z.number()),
  spread: z.array(z.number()),
  gcInstructions: z.array(z.number()),
  gcSpread: z.array(z.number()),
})

/** What a session recorded of a server, and what planting costs there. */
const baselineSchema = z.object({
  kind: z.literal('baseline'),
  session,
  at: z.iso.datetime(),
  server: z.string(),
  identity: countIdentitySchema,
  launches: launchesSchema,
  /** The same server with the preload, doing nothing and doing `probeTimes` additions: launches. */
  preloaded: z.array(z.number()),
  probed: z.array(z.number()),
  probeTimes: z.int(),
})

const cellSchema = z.object({
  comparison: z.enum(COUNTED_COMPARISONS),
  /** The worst of the counted metrics, one for each of `TOLERANCES`. */
  verdicts: z.array(z.enum(['holds', 'regressed', 'improved', 'unsure', 'invalid'])),
  /** Of instructions, at the strictest tolerance: estimate and bounds, null where they are open. */
  change: z.tuple([z.number(), z.number().nullable(), z.number().nullable()]).nullable(),
  /** Launches of today behind it. */
  launches: z.int(),
})

const sideSchema = launchesSchema.extend({ seconds: z.array(z.number()) })

const gateSchema = z.object({
  kind: z.literal('gate'),
  session,
  at: z.iso.datetime(),
  block: z.int(),
  server: z.string(),
  plant: z.number(),
  neighbour: z.enum(NEIGHBOURS),
  /** Additions per request of head; null: head is the server itself, without a preload. */
  times: z.int().nullable(),
  wallSeconds: z.number(),
  /** The load average of the last minute before the gate and at its end, and the cores that the hypervisor took meanwhile. */
  load: z.tuple([z.number(), z.number()]),
  stolenCores: z.number().nullable(),
  base: sideSchema,
  head: sideSchema,
  cells: z.array(cellSchema),
  /** Why nothing was counted. */
  notCounted: z.string().nullable(),
})

const lineSchema = z.discriminatedUnion('kind', [sessionSchema, baselineSchema, gateSchema])

export type CountedSession = z.output<typeof sessionSchema>
export type RecordedBaseline = z.output<typeof baselineSchema>
export type CountedGate = z.output<typeof gateSchema>
export type CountedCell = z.output<typeof cellSchema>
export type LaunchesOfSide = z.output<typeof sideSchema>

/** A session with what belongs to it. */
export type SessionRecords = {
  readonly session: CountedSession
  readonly baselines: readonly RecordedBaseline[]
  readonly gates: readonly CountedGate[]
}

export type CountedRecords = { readonly sessions: readonly SessionRecords[]; readonly damaged: number }

/** The oldest session comes first. There is none when there is no file. Throws other errors of the file system. */
export function readCountedRecords(file = COUNTED_RECORDS): CountedRecords {
  const { records, damaged } = readLines(lineSchema, file)
  const sessions = records.filter((record) => record.kind === 'session')
  const belonging = records.filter((record) => record.kind !== 'session')
  const orphans = belonging.filter((record) => !sessions.some(({ at }) => at === record.session))
  return {
    sessions: sessions.map((one) => {
      const own = belonging.filter((record) => record.session === one.at)
      return {
        session: one,
        baselines: own.filter((record) => record.kind === 'baseline'),
        gates: own.filter((record) => record.kind === 'gate'),
      }
    }),
    damaged: damaged + orphans.length,
  }
}

export function appendCounted(record: CountedSession | RecordedBaseline | CountedGate, file = COUNTED_RECORDS): void {
  appendLine(record, file)
}

/** The gates of a later session continue the plan of earlier ones when machine and code are the same. */
export function isSamePlan(a: CountedSession, b: CountedSession): boolean {
  const key = ({ machine, scenario, code }: CountedSession) => [machine.id, machine.node, scenario, code].join('\n')
  return key(a) === key(b)
}
