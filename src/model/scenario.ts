import { z } from 'zod'
import { dataSchema } from './data.ts'
import { limitsSchema } from './limits.ts'
import { generatorsSchema } from './generators.ts'
import { connectionsOf, isOpenLoop, loadSchema } from './load.ts'
import { METRIC_NAMES } from './metrics.ts'
import { unknownMetrics } from './nearest-name.ts'
import { checkAsked } from './asking.ts'
import { mixedFlowSchema, mixedSchema, requestSchema, stepSchema } from './request.ts'
import { nameSchema } from './server.ts'
import { unlessUnknownField } from './issue-text.ts'

/** The load generators: the first two come with loadgate, the others are used where they are installed. */
export const DRIVERS = ['autocannon', 'undici', 'wrk', 'ab', 'vegeta'] as const

export type DriverName = (typeof DRIVERS)[number]

/** Those that send requests at a rate. The others ask again when they have their answer. */
export const OPEN_LOOP_DRIVERS: readonly DriverName[] = ['undici', 'vegeta']

/** A fraction: 0.1 is 10 %. */
const fraction = z
  .number('must be a fraction such as 0.1 for 10 %')
  .positive('must be a fraction above 0, such as 0.1 for 10 %')
  .max(5, 'must be a fraction such as 0.1 for 10 %, not a percentage')

const byMetric = `must map metrics (${METRIC_NAMES.join(', ')}) to fractions such as 0.1 for 10 %`

const wrongRecord = ({ code, keys }: z.core.$ZodRawIssue) =>
  code === 'unrecognized_keys'
    ? unknownMetrics(keys, { names: METRIC_NAMES, otherwise: 'no metric', instead: `it ${byMetric}` })
    : byMetric

/** One fraction for every metric, or one by metric. */
export const toleranceSchema = z.union(
  [fraction, z.partialRecord(z.enum(METRIC_NAMES), fraction, { error: wrongRecord })],
  {
    // An object is told what is wrong in it.
    error: ({ input }) =>
      typeof input === 'object' && input !== null ? undefined : 'must be a fraction such as 0.1 for 10 %',
  },
)

export type Tolerance = z.output<typeof toleranceSchema>

/** Shares of requests are no race, and garbage is collected in too few pieces for one. */
const raced = METRIC_NAMES.filter(
  (metric) => metric !== 'failedRequests' && metric !== 'answered' && metric !== 'gcInstructions',
)

const timesBetter = 'must be how many times better at least, such as 1.5'

/** What a server is said to be beside another one. */
export const claimSchema = z.strictObject(
  {
    by: z.number(timesBetter).positive(timesBetter).default(1).describe('How many times better it must be at least.'),
    metric: z
      .enum(raced, `must be one of ${raced.join(', ')}`)
      .default('throughput')
      .describe('The metric in which it must be better.'),
  },
  { error: unlessUnknownField('must be an object with `by` or `metric`, such as { by: 1.5 }') },
)

export const scenarioSchema = z
  .strictObject({
    title: z.string().trim().min(1, 'must not be empty').max(200).describe('The name in tables and baselines.'),
    servers: z
      .array(nameSchema)
      .min(1, 'must name at least one server')
      .describe('The names of the servers that get this load.'),
    request: requestSchema
      .optional()
      .describe('What is asked, the same in every request. Required, unless there are `requests` or a `flow`.'),
    requests: z
      .array(z.union([mixedSchema, mixedFlowSchema]))
      .min(1, 'must have at least one request')
      .optional()
      .describe('A mix of requests and flows by weight, in place of `request`.'),
    flow: z
      .array(stepSchema)
      .min(1, 'must have at least one step')
      .optional()
      .describe(
        'Steps that follow each other on one connection, in place of `request`, such as create, read and delete. Where a step fails, the rest of this turn is not sent and counts as failed.',
      ),
    data: dataSchema
      .optional()
      .describe('Where `{name}` in requests and steps comes from: one source of values, or a list of them.'),
    load: loadSchema.describe('How much is asked, by a closed or by an open loop.'),
    driver: z
      .enum(DRIVERS)
      .optional()
      .describe(
        'The load generator. Without it: autocannon, or undici at a rate and where a server closes its connections.',
      ),
    generators: generatorsSchema
      .optional()
      .describe(
        "Machines that send the requests of an open loop in place of this one, each an equal part of the rate and of `connections`. It takes `driver: 'vegeta'`, and servers with a `host`.",
      ),
    firstByte: z
      .literal(true, 'must be true, or left out')
      .optional()
      .describe(
        '`true`: the first byte of every body is timed, too, such as the first event of a stream or the beginning of a download. Its p50 is gated and recorded, beside the time to the last. Only undici can do that.',
      ),
    figures: z
      .array(
        z.strictObject({
          by: z.string().min(1).describe('Who or what measured.'),
          throughput: z.record(nameSchema, z.number().positive()).describe('Requests per second, by server.'),
        }),
      )
      .default([])
      .describe(
        'Requests per second of these servers that were measured elsewhere, and by what. A run with `LOADGATE_BUDGET=thorough` prints them beside its own.',
      ),
    warmupTimes: z
      .int()
      .min(1)
      .max(100)
      .default(1)
      .describe('Multiplies the warm-up of its servers. Light requests run less code each, so they need more of it.'),
    tolerance: toleranceSchema
      .optional()
      .describe('How much worse each metric may become, for all its servers: one fraction, or one by metric.'),
    limits: limitsSchema
      .optional()
      .describe(
        'What all its servers must meet, whatever they did before: by metric, a number that it stays below or above.',
      ),
    baseline: z
      .boolean()
      .default(true)
      .describe(
        '`false`: the scenario makes only claims. It needs and records no baseline, and is measured until its claims are decided.',
      ),
    allowedFailures: z
      .number()
      .min(0)
      .max(0.5)
      .default(0)
      .describe(
        'The share of requests that may fail before a measurement is `invalid`. The share itself is then gated.',
      ),
  })
  .superRefine(({ load, driver, baseline, firstByte, limits }, context) => {
    if (limits?.firstByte && !firstByte)
      context.addIssue({
        code: 'custom',
        path: ['limits', 'firstByte'],
        message: 'needs `firstByte: true`, without which nobody times it',
      })
    if (isOpenLoop(load) && driver && !OPEN_LOOP_DRIVERS.includes(driver))
      context.addIssue({ code: 'custom', path: ['driver'], message: closedLoopOnly(driver) })
    if (!isOpenLoop(load) && driver === 'vegeta')
      context.addIssue({ code: 'custom', path: ['driver'], message: OPEN_LOOP_ONLY })
    if (load.share !== undefined && !baseline)
      context.addIssue({
        code: 'custom',
        path: ['load', 'share'],
        message: 'needs a baseline to know the capacity, and `baseline` is false: give `rate`',
      })
  })
  .superRefine(({ generators, load, driver }, context) => {
    const problem = generators && problemWithGenerators(generators.length, load, driver)
    if (problem) context.addIssue({ code: 'custom', path: ['generators'], message: problem })
  })
  .superRefine(checkAsked, { when: ({ issues }) => issues.length === 0 })

/** Nothing is said where the driver alone is refused already. */
function problemWithGenerators(
  count: number,
  load: z.output<typeof loadSchema>,
  driver: DriverName | undefined,
): string | null {
  if (!isOpenLoop(load))
    return driver === 'vegeta' ? null : "send by the clock: give `load.rate` or `load.share`, and `driver: 'vegeta'`"
  if (driver !== 'vegeta') return driver === undefined || OPEN_LOOP_DRIVERS.includes(driver) ? ONLY_VEGETA : null
  if (connectionsOf(load) >= count) return null
  return `are ${count}, and \`load.connections\` is ${connectionsOf(load)}: give each at least one connection`
}

/** Which driver runs on other machines, as what follows `generators`. */
const ONLY_VEGETA = "take `driver: 'vegeta'`, which alone runs behind a prefix"

/** Why vegeta cannot measure a closed loop, and what to do. */
export const OPEN_LOOP_ONLY =
  'cannot be vegeta in a closed loop: vegeta sends by the clock. Give `load.rate` or `load.share`, or choose another driver'

/** Why a driver cannot send at a rate, and what to do. */
export function closedLoopOnly(driver: DriverName): string {
  return `cannot be ${driver} in an open loop: ${driver} sends its next request when it has its answer, and \`load\` wants requests by the clock. Leave it out, or choose ${OPEN_LOOP_DRIVERS.join(' or ')}`
}

export type Scenario = z.output<typeof scenarioSchema>
export type ScenarioOptions = Omit<z.input<typeof scenarioSchema>, 'title'>
export type Claim = z.output<typeof claimSchema>
export type ClaimOptions = z.input<typeof claimSchema>
