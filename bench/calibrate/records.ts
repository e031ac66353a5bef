import { z } from 'zod'
import { machineSchema } from '../../src/model/baseline.ts'
import { TIMED_METRICS } from '../../src/model/metrics.ts'
import { BUDGET_NAMES } from '../../src/options/settings.ts'
import { COMPARISONS } from './comparisons.ts'
import { appendLine, readLines } from './json-lines.ts'
import { NEIGHBOURS } from './plan.ts'

/** Live runs on disk, one JSON line each. Times are seconds, changes and plants fractions. */

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
  appendLine(record, file)
}
