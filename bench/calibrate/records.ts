import { z } from 'zod'
import { machineSchema } from '../../src/model/baseline.ts'
import { countIdentitySchema } from '../../src/model/count.ts'
import { TIMED_METRICS } from '../../src/model/metrics.ts'
import { BUDGET_NAMES } from '../../src/options/settings.ts'
import { COUNTED_COMPARISONS } from './counted-comparisons.ts'
import { appendLines, readLines } from './json-lines.ts'
import { NEIGHBOURS } from './plan.ts'
import { COMPARISONS } from './timed-comparisons.ts'

/** What is kept of live runs and counted gates: JSON lines on disk. Times are seconds, changes and plants fractions. */

/** Timed live runs. */
export const RECORDS = '.loadgate/calibration.jsonl'

const metric = z.enum(TIMED_METRICS)

/** Written when a session begins. The runs below it belong to that session. */
const headerSchema = z.object({
  kind: z.literal('header'),
  at: z.iso.datetime(),
  machine: machineSchema,
  server: z.string(),
  scenario: z.string(),
  /** Limits the time of each comparison. */
  budget: z.enum(BUDGET_NAMES),
  /** Digest of the code that measures and decides, and of the servers. */
  code: z.string(),
  commit: z.string().nullable(),
  /** When the committed baseline was recorded; null without one. */
  baseline: z.iso.datetime().nullable(),
  /** CPU seconds per request of the server without a plant: the median of some launches. */
  baseCpu: z.number().positive(),
  baseLaunches: z.int(),
})

const cellSchema = z.object({
  comparison: z.enum(COMPARISONS),
  metric,
  verdict: z.enum(['holds', 'regressed', 'improved', 'unsure', 'invalid']),
  /** Launches behind the verdict. */
  launches: z.int(),
  /** Spent on the launches of this comparison until the verdict stood. */
  seconds: z.number(),
  change: z.number().nullable(),
})

const perWave = z.array(z.number().nullable())

/** One value per wave, in base units; null where a launch gave none. */
const valuesSchema = z.object({
  base: perWave,
  head: perWave,
  /** ln(head ÷ base) in the same rounds. */
  difference: perWave,
  /** ln(value ÷ yardstick), as in a baseline. */
  relative: z.object({ base: perWave, head: perWave }),
  references: z.record(z.string(), perWave),
})

const plainRunSchema = z.object({ mean: z.number(), deviation: z.number(), total: z.number() })

const runSchema = z.object({
  kind: z.literal('run'),
  at: z.iso.datetime(),
  block: z.int(),
  plant: z.number(),
  neighbour: z.enum(NEIGHBOURS),
  /** CPU seconds per request that were added to head. */
  planted: z.number(),
  seconds: z.number(),
  /** Including the launches for other rules, and waits. */
  wallSeconds: z.number(),
  waves: z.int(),
  busyRounds: z.int(),
  busyCores: z.number(),
  endedBusy: z.boolean(),
  /** Mean of the cores that the hypervisor took during counted windows. Null where the system does not tell. */
  stolenCores: z.number().nullable(),
  faults: z.array(z.string()),
  values: z.partialRecord(metric, valuesSchema),
  cells: z.array(cellSchema),
  /** autocannon's own run of 10 s of each side, after the gate. */
  plain: z.object({ base: plainRunSchema, head: plainRunSchema }).nullable(),
})

const lineSchema = z.discriminatedUnion('kind', [headerSchema, runSchema])

export type Header = z.output<typeof headerSchema>
export type RunRecord = z.output<typeof runSchema>
export type RecordedCell = z.output<typeof cellSchema>
export type WaveValues = z.output<typeof valuesSchema>
/** What autocannon reports: the total of requests, and mean and standard deviation of the requests per second. */
export type PlainRun = z.output<typeof plainRunSchema>
export type HeadedRun = { readonly header: Header; readonly run: RunRecord }
export type Identity = Pick<Header, 'machine' | 'server' | 'scenario' | 'budget' | 'code' | 'commit' | 'baseline'>

/** `damaged`: lines that are no record, because they were cut off or written by another version. The oldest comes first. */
export type Records = {
  readonly headers: readonly Header[]
  readonly runs: readonly HeadedRun[]
  readonly damaged: number
}

/** Reads all records; there are none when there is no file. Throws other errors of the file system. */
export function readRecords(file = RECORDS): Records {
  const headers: Header[] = []
  const runs: HeadedRun[] = []
  const lines = readLines(lineSchema, file)
  let { damaged } = lines
  for (const record of lines.records) {
    const header = headers.at(-1)
    if (record.kind === 'header') headers.push(record)
    else if (header) runs.push({ header, run: record })
    else damaged += 1
  }
  return { headers, runs, damaged }
}

export function appendRecord(record: Header | RunRecord, file = RECORDS): void {
  appendLines([record], file)
}

/** Counted gates. They are committed. Values are instructions per request. */
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
const basecountedLineSchema = z.object({
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

const countedCellSchema = z.object({
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
  cells: z.array(countedCellSchema),
  /** Why nothing was counted. */
  notCounted: z.string().nullable(),
})

const countedLineSchema = z.discriminatedUnion('kind', [sessionSchema, basecountedLineSchema, gateSchema])

export type CountedSession = z.output<typeof sessionSchema>
export type RecordedBaseline = z.output<typeof basecountedLineSchema>
export type CountedGate = z.output<typeof gateSchema>
export type CountedCell = z.output<typeof countedCellSchema>
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
  const { records, damaged } = readLines(countedLineSchema, file)
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
  appendLines([record], file)
}

/** The gates of a later session continue the plan of earlier ones when machine and code are the same. */
export function isSamePlan(a: CountedSession, b: CountedSession): boolean {
  const key = ({ machine, scenario, code }: CountedSession) => [machine.id, machine.node, scenario, code].join('\n')
  return key(a) === key(b)
}
