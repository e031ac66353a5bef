import { z } from 'zod'
import { machineSchema } from '../../src/model/machine.ts'
import { METRICS, type Metric } from '../../src/model/metrics.ts'
import { BUDGET_NAMES } from '../../src/options/settings.ts'
import { NEIGHBOURS } from './plan.ts'

/** One line each in `.loadgate/calibration.jsonl`. Times are seconds, changes and plants fractions. */

const metric = z.enum(Object.keys(METRICS) as [Metric, ...Metric[]])

/** Written when a session begins: who measures what. Runs are of the session whose header stands before them. */
export const headerSchema = z.object({
  kind: z.literal('header'),
  at: z.iso.datetime(),
  machine: machineSchema,
  server: z.string(),
  scenario: z.string(),
  /** How long each comparison was measured at most. */
  budget: z.enum(BUDGET_NAMES),
  /** Digest of all code that measures and decides, and of the server's. */
  code: z.string(),
  commit: z.string().nullable(),
  /** When the committed baseline was recorded; null without one. */
  baseline: z.iso.datetime().nullable(),
  /** CPU seconds a request of the server without a plant: the median of some launches. */
  baseCpu: z.number().positive(),
  baseLaunches: z.int(),
})

/** Who is compared: base with head of the same waves; the committed baseline with head; the same with base, which is unchanged. */
export const COMPARISONS = ['A/B', 'baseline', 'unchanged'] as const

export const cellSchema = z.object({
  comparison: z.enum(COMPARISONS),
  metric,
  verdict: z.enum(['holds', 'regressed', 'improved', 'unsure', 'invalid']),
  /** What the verdict was made from. */
  launches: z.int(),
  /** Spent on the launches that this comparison needs, until the verdict stood. */
  seconds: z.number(),
  change: z.number().nullable(),
})

const perWave = z.array(z.number().nullable())

/** One value a wave, in base units; null where a launch gave none. */
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

export const runSchema = z.object({
  kind: z.literal('run'),
  at: z.iso.datetime(),
  block: z.int(),
  plant: z.number(),
  neighbour: z.enum(NEIGHBOURS),
  /** CPU seconds a request that were added on head. */
  planted: z.number(),
  seconds: z.number(),
  /** With everything around the measuring: launches for other rules, waits, what planting took. */
  wallSeconds: z.number(),
  waves: z.int(),
  busyRounds: z.int(),
  busyCores: z.number(),
  endedBusy: z.boolean(),
  /** Cores that the hypervisor took while windows were counted: mean. Null where the system does not tell. */
  stolenCores: z.number().nullable(),
  faults: z.array(z.string()),
  values: z.partialRecord(metric, valuesSchema),
  cells: z.array(cellSchema),
  /** One run of 10 s of each side after the gate, by autocannon itself. */
  plain: z.object({ base: plainRunSchema, head: plainRunSchema }).nullable(),
})

export const lineSchema = z.discriminatedUnion('kind', [headerSchema, runSchema])

export type Header = z.output<typeof headerSchema>
export type RunRecord = z.output<typeof runSchema>
export type Cell = z.output<typeof cellSchema>
export type Comparison = (typeof COMPARISONS)[number]
export type Values = z.output<typeof valuesSchema>

/** A run together with the header that it stands under. */
export type HeadedRun = { readonly header: Header; readonly run: RunRecord }

/** Whether runs of the two may be counted together. */
export function sameCalibration(a: Identity, b: Identity): boolean {
  const of = ({ machine, server, scenario, budget, code }: Identity) =>
    [machine.id, machine.node, server, scenario, budget, code].join('\n')
  return of(a) === of(b)
}

export type Identity = Pick<Header, 'machine' | 'server' | 'scenario' | 'budget' | 'code' | 'commit' | 'baseline'>
