import { z } from 'zod'
import { DRIVERS } from './driver-names.ts'
import { METRICS, type Metric } from './metrics.ts'

/** The one door for what a user writes: servers, scenarios, tolerances. Times are seconds. */

const path = z.string().startsWith('/', 'must be a path that starts with "/", such as "/"')

const name = z
  .string()
  .min(1, 'must not be empty')
  .max(200, 'must be at most 200 characters long')
  .refine((text) => !text.includes(',') && text.trim() === text, 'must have no comma in it and no blank around it')
  .refine((text) => text !== '__proto__', 'must be another name: JSON objects cannot hold this one')

export const serverSchema = z.strictObject({
  name,
  /** Program and arguments, started without a shell. A first word `node` is the Node that runs the gate. */
  command: z.array(z.string().min(1)).min(1, 'must name the program to start'),
  cwd: z.string().min(1).optional(),
  env: z.record(z.string(), z.string()).default({}),
  /** The path that must answer 200 with a body before the server counts as started. */
  ready: path.default('/'),
  readyWithin: z.number().positive().max(600).default(30),
  /** `reported`: the server prints its http:// address. `free`: loadgate finds a free one. In both cases PORT is set (0: any). */
  port: z.union([z.enum(['reported', 'free']), z.int().min(1).max(65_535)]).default('reported'),
  /** Servers with the same label must give byte-identical answers at `ready`. */
  alike: z.string().min(1).optional(),
  /** `steady`: Node flags that make compiler and collector less of a lottery. */
  runtime: z.enum(['plain', 'steady']).default('plain'),
  /** Report how long a Node server collects garbage and how busy its event loop is, for the reason why launches differ. */
  runtimeReport: z.boolean().default(false),
  /**
   * For a server in Python: the lock of its packages, with hashes, seen from `cwd`. `python` and the programs of the packages are then those of a
   * venv that is made from it on first use; where that cannot be done, the server is skipped and the reason told.
   */
  python: z.string().min(1).optional(),
  /** Requests served before the first window of a launch. */
  warmup: z.int().min(0).max(10_000_000).default(20_000),
})

/** A fraction: 0.1 is 10 %. */
const fraction = z
  .number('must be a fraction such as 0.1 for 10 %')
  .positive('must be a fraction above 0, such as 0.1 for 10 %')
  .max(5, 'must be a fraction such as 0.1 for 10 %, not a percentage')

const metricNames = Object.keys(METRICS) as [Metric, ...Metric[]]

const byMetric = `must map metrics (${metricNames.join(', ')}) to fractions such as 0.1 for 10 %`

/** One fraction for every metric, or one by metric. */
export const toleranceSchema = z.union([fraction, z.partialRecord(z.enum(metricNames), fraction, { error: byMetric })], {
  error: ({ input }) =>
    typeof input === 'object' && input !== null ? byMetric : 'must be a fraction such as 0.1 for 10 %',
})

/** Failed requests are no race. */
const raced = metricNames.filter((metric) => metric !== 'failedRequests')

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
  servers: z.array(name).min(1, 'must name at least one server'),
  request: z.strictObject({
    path,
    method: z.enum(['GET', 'POST', 'PUT', 'DELETE', 'PATCH']).default('GET'),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.string().optional(),
    /** The body that every answer must have; without it, the first answer of the server's first launch. */
    expect: z.string().min(1).optional(),
  }),
  load: z.strictObject({ connections: z.int().min(1).max(10_000) }),
  /** Without one: autocannon, or undici where a server closes its connections. */
  driver: z.enum(DRIVERS).optional(),
  /** Requests a second that were measured elsewhere of these servers, and by what: a thorough run tells them, and their ratios, beside its own. */
  figures: z.array(z.strictObject({ by: z.string().min(1), throughput: z.record(name, z.number().positive()) })).default([]),
  /** Times the servers' own warm-up, references aside: light requests run less code each, so that it takes more of them. */
  warmupTimes: z.int().min(1).max(100).default(1),
  tolerance: toleranceSchema.optional(),
  /** `false` where only claims are made: no baseline is asked for or recorded, and all servers are measured for the whole budget. */
  baseline: z.boolean().default(true),
  /** Share of requests that may fail before a measurement is invalid. It is held against the baseline, from which it may grow by a tenth of this. */
  allowedFailures: z.number().min(0).max(0.5).default(0),
})

export const gateSchema = z
  .strictObject({
    servers: z.array(serverSchema).min(1, 'must list at least one server'),
    /** Frozen servers that are measured beside the others: what is the machine's doing shows in them too. */
    references: z.array(serverSchema).min(1, 'must list at least one frozen server'),
    specs: z.array(z.string().min(1)).min(1).default(['perf/**/*.perf.ts']),
    baselines: z.string().min(1).default('baselines'),
    scratch: z.string().min(1).default('.loadgate'),
    /** Your own `default` budget: seconds of wall time a scenario, and at most so many waves. */
    budget: z
      .strictObject({ seconds: z.number().positive().optional(), waves: z.int().min(1).max(100).optional() })
      .default({}),
  })
  .superRefine(({ servers, references }, context) => {
    const seen = new Set<string>()
    for (const [index, server] of [...references, ...servers].entries()) {
      if (seen.has(server.name)) {
        context.addIssue({
          code: 'custom',
          path: index < references.length ? ['references', index, 'name'] : ['servers', index - references.length, 'name'],
          message: `must be unique, but "${server.name}" is the name of two servers`,
        })
      }
      seen.add(server.name)
    }
  })

export type Server = z.output<typeof serverSchema>
export type ServerOptions = z.input<typeof serverSchema>
export type Scenario = z.output<typeof scenarioSchema>
export type ScenarioOptions = Omit<z.input<typeof scenarioSchema>, 'title'>
export type Gate = z.output<typeof gateSchema>
export type GateOptions = z.input<typeof gateSchema>
export type Tolerance = z.output<typeof toleranceSchema>
export type Claim = z.output<typeof claimSchema>
export type ClaimOptions = z.input<typeof claimSchema>
