import { z } from 'zod'
import { METRIC_NAMES } from './metrics.ts'
import { nameSchema, pathSchema } from './server.ts'

/** The load generators: the first two come with loadgate, the others are used where they are installed. */
export const DRIVERS = ['autocannon', 'undici', 'wrk', 'ab'] as const

export type DriverName = (typeof DRIVERS)[number]

/** A fraction: 0.1 is 10 %. */
const fraction = z
  .number('must be a fraction such as 0.1 for 10 %')
  .positive('must be a fraction above 0, such as 0.1 for 10 %')
  .max(5, 'must be a fraction such as 0.1 for 10 %, not a percentage')

const byMetric = `must map metrics (${METRIC_NAMES.join(', ')}) to fractions such as 0.1 for 10 %`

/** One fraction for every metric, or one by metric. */
export const toleranceSchema = z.union(
  [fraction, z.partialRecord(z.enum(METRIC_NAMES), fraction, { error: byMetric })],
  {
    error: ({ input }) =>
      typeof input === 'object' && input !== null ? byMetric : 'must be a fraction such as 0.1 for 10 %',
  },
)

export type Tolerance = z.output<typeof toleranceSchema>

/** Failed requests are no race, and garbage is collected in too few pieces for one. */
const raced = METRIC_NAMES.filter((metric) => metric !== 'failedRequests' && metric !== 'gcInstructions')

const timesBetter = 'must be how many times better at least, such as 1.5'

/** What a server is said to be beside another one. */
export const claimSchema = z.strictObject(
  {
    by: z.number(timesBetter).positive(timesBetter).default(1),
    metric: z.enum(raced, `must be one of ${raced.join(', ')}`).default('throughput'),
  },
  'must be an object with `by` or `metric`, such as { by: 1.5 }',
)

export const scenarioSchema = z.strictObject({
  title: z.string().trim().min(1, 'must not be empty').max(200),
  servers: z.array(nameSchema).min(1, 'must name at least one server'),
  request: z.strictObject({
    path: pathSchema,
    method: z.enum(['GET', 'POST', 'PUT', 'DELETE', 'PATCH']).default('GET'),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.string().optional(),
    /** The body that every answer must have; without it, the first answer of the server's first launch. */
    expect: z.string().min(1).optional(),
  }),
  load: z.strictObject({ connections: z.int().min(1).max(10_000) }),
  /** Without one: autocannon, or undici where a server closes its connections. */
  driver: z.enum(DRIVERS).optional(),
  /** Requests per second of these servers that were measured elsewhere, and by what. A thorough run reports them and their ratios beside its own. */
  figures: z
    .array(z.strictObject({ by: z.string().min(1), throughput: z.record(nameSchema, z.number().positive()) }))
    .default([]),
  /** Times the servers' own warm-up, references aside: light requests run less code each, so that it takes more of them. */
  warmupTimes: z.int().min(1).max(100).default(1),
  tolerance: toleranceSchema.optional(),
  /** `false` where only claims are made: no baseline is asked for or recorded, and all servers are measured for the whole budget. */
  baseline: z.boolean().default(true),
  /** Share of requests that may fail before a measurement is invalid. It is held against the baseline, from which it may grow by a tenth of this. */
  allowedFailures: z.number().min(0).max(0.5).default(0),
})

export type Scenario = z.output<typeof scenarioSchema>
export type ScenarioOptions = Omit<z.input<typeof scenarioSchema>, 'title'>
export type Claim = z.output<typeof claimSchema>
export type ClaimOptions = z.input<typeof claimSchema>
