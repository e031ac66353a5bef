import { z } from 'zod'
import type { TimedMetric, Metric } from './metrics.ts'
import { recordedAsking, refuseUnasked } from './recorded-asking.ts'
import { scenarioSchema } from './scenario.ts'
import { serverSchema } from './server.ts'

/** Who measured; `id` names the kind of machine, and the folder of its baselines. */
export const machineSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case ascii words joined by dashes'),
  cpu: z.string(),
  cores: z.int().positive('must be above 0'),
  arch: z.string(),
  os: z.string(),
  node: z.string(),
})

export type MachineInfo = z.output<typeof machineSchema>

/** The only version of the file that this loadgate reads and writes. */
export const BASELINE_VERSION = 2

/** With fewer launches a recorded metric would decide nothing. */
export const LEAST_LAUNCHES = 3

const positive = z.number().positive('must be above 0')
const share = z.number().min(0, 'must be a share from 0 to 1').max(1, 'must be a share from 0 to 1')

/** One field per timed metric, so that a new one in METRICS is an error here until it has its own. */
function eachMetric<Usual extends z.ZodType, Share extends z.ZodType>(usual: Usual, ofRequests: Share) {
  return z.strictObject({
    throughput: usual,
    cpuPerRequest: usual,
    latencyP50: usual,
    latencyP90: usual,
    latencyP95: usual.optional().meta({ description: 'Absent where an earlier loadgate recorded.' }),
    latencyP99: usual,
    firstByte: usual.optional().meta({ description: 'Only where the scenario has `firstByte`.' }),
    answered: ofRequests.optional().meta({ description: 'Only where `load` has a rate or a share.' }),
    memory: usual,
    failedRequests: ofRequests,
  } satisfies Record<TimedMetric, z.ZodType>)
}

function recordedMetric<Value extends z.ZodType>(value: Value) {
  return z.union([
    z.strictObject({
      typical: value.meta({ description: 'Median over the launches, in base units: req/s, seconds, bytes, a share.' }),
      launches: z
        .array(value)
        .min(LEAST_LAUNCHES, `must have a value of each launch, at least ${LEAST_LAUNCHES}`)
        .readonly()
        .meta({
          description:
            'One value per launch: throughput and CPU ÷ the references’ in the same wave (their geometric mean), latencies ÷ the time that they take per request, memory and failed requests as they are.',
        }),
    }),
    z.strictObject({ unusable: z.string().min(1).meta({ description: 'Why there is no number.' }) }),
  ])
}

const { load } = scenarioSchema.shape

/** How a server was asked; absent for HTTP over a port. */
export const reachedSchema = z
  .string()
  .min(1)
  .optional()
  .meta({ description: 'How it was asked, such as `HTTP/2 over https`; absent for HTTP over a port.' })

const launchedSchema = z.strictObject({
  runtime: serverSchema.shape.runtime.unwrap(),
  warmup: serverSchema.shape.warmup.unwrap(),
  metrics: eachMetric(recordedMetric(positive).meta({ id: 'metric' }), recordedMetric(share).meta({ id: 'share' })),
})

const { latencyP50, latencyP90, latencyP95, latencyP99, failedRequests } = launchedSchema.shape.metrics.shape

/** What is kept of one request of a mix: what it has by itself. */
const recordedPartSchema = z.strictObject({ latencyP50, latencyP90, latencyP95, latencyP99, failedRequests }).partial()

const recordedServerSchema = z.strictObject({
  recorded: z.strictObject({
    at: z.iso.datetime('must be a date and time such as 2026-01-31T12:00:00.000Z'),
    commit: z
      .string()
      .regex(/^[0-9a-f]{7,64}$/, 'must be the hash of a commit, or null')
      .nullable(),
    dirty: z.boolean().meta({ description: 'There were changes that were not committed.' }),
    waves: z.int().positive('must be above 0'),
  }),
  rate: z
    .number()
    .positive('must be above 0')
    .optional()
    .meta({ description: 'Requests per second, where `load` has a share of the capacity: the rate that was taken.' }),
  alreadyRuns: z
    .literal(true)
    .optional()
    .meta({ description: 'It was not started by loadgate, so all values are of one process.' }),
  reached: reachedSchema,
  ...launchedSchema.shape,
  requests: z
    .record(z.string().min(1), recordedPartSchema)
    .optional()
    .meta({ description: 'The same of each request of a mix or step of a flow, by name.' }),
})

/** What was asked of the servers, and how. */
export const recordedScenario = z.strictObject({
  title: z.string().min(1).max(200),
  ...recordedAsking,
  load,
  generators: z
    .array(z.string().min(1))
    .optional()
    .meta({ description: 'The names of the machines that sent the load, where it was not this one.' }),
  driver: z.string().min(1).meta({ description: 'Name and version, such as `autocannon 9.0.0`.' }),
})

/**
 * `baselines/<machine>/<scenario>.json`: what was recorded of one scenario on one kind of machine. `load` is that of the
 * scenario's options. `yardstick` in METRICS says what a launch's values are divided by.
 */
export const baselineSchema = z.strictObject({
  $schema: z.string(),
  version: z.literal(BASELINE_VERSION),
  scenario: recordedScenario.superRefine(refuseUnasked),
  machine: machineSchema,
  references: z
    .record(z.string().min(1, 'must not be empty'), launchedSchema)
    .refine((references) => Object.keys(references).length > 0, 'must hold at least one frozen server')
    .meta({
      minProperties: 1,
      description:
        'The frozen servers that were measured beside the others: their usual values are what the ratios stand for.',
    }),
  servers: z
    .record(z.string().min(1, 'must not be empty'), recordedServerSchema)
    .refine((servers) => Object.keys(servers).length > 0, 'must hold at least one server')
    .meta({ minProperties: 1 }),
})

export type Baseline = z.output<typeof baselineSchema>

/** One metric of one server in one recording: its typical value in base units, and its median ratio to the yardstick. */
export type HistoryPoint = { readonly typical: number; readonly relative: number }

/** One recording of a scenario, from a baseline file of any version. */
export type PastRecording = {
  readonly scenario: string
  /** The kind of machine, or `counted`: counts are the same on all of them. */
  readonly machine: string
  readonly node: string
  /** The same text for the same yardstick: ratios to another one cannot be compared. */
  readonly yardstick: string
  readonly servers: Readonly<Record<string, Readonly<Partial<Record<Metric, HistoryPoint>>>>>
}

/** One commit that changed what was recorded of a scenario on one kind of machine. */
export type HistoryEntry = {
  readonly commit: string
  readonly author: string
  /** When it was written: an ISO date. */
  readonly date: string
  readonly subject: string
  readonly recording: PastRecording
}

/** One baseline file over the commits, oldest first. */
export type History = { readonly file: string; readonly entries: readonly HistoryEntry[] }
