import { z } from 'zod'
import { baselineSchema } from './baseline.ts'
import { countIdentitySchema } from './count.ts'
import type { CountedMetric } from './metrics.ts'

/** The only version of the file that this loadgate reads and writes. */
export const COUNTED_VERSION = 1

/** With fewer launches a recorded count would decide nothing, because their spread says how exact it is. */
export const LEAST_COUNTED = 2

/** No request takes a million seconds. */
const MOST = 1e15

function countedMetric(least: number) {
  const range = `must be from ${least} to 1e15`
  const spread = 'must be a fraction from 0 on'
  return z
    .strictObject({
      launches: z
        .array(z.number().min(least, range).max(MOST, range))
        .min(LEAST_COUNTED, `must have a value of each launch, at least ${LEAST_COUNTED}`)
        .readonly()
        .meta({ description: 'Instructions per request, one value per launch.' }),
      spread: z.array(z.number().min(0, spread).max(MOST, spread)).readonly().meta({
        description:
          'What the blocks within each launch say about the error of its value: a standard deviation as a fraction.',
      }),
    })
    .refine(({ launches, spread: spreads }) => launches.length === spreads.length, {
      path: ['spread'],
      message: 'must have as many values as `launches`',
    })
}

const { recorded } = baselineSchema.shape.servers.valueType.shape

const countedServerSchema = z.strictObject({
  recorded: recorded.omit({ waves: true }),
  identity: countIdentitySchema,
  metrics: z.strictObject({
    instructions: countedMetric(1),
    gcInstructions: countedMetric(0),
  } satisfies Record<CountedMetric, z.ZodType>),
})

/**
 * `baselines/counted/<scenario>.json`: how many instructions the servers of a scenario took per request. One file serves every
 * machine; what the counts depend on besides the code is kept with each server.
 */
export const countedSchema = z.strictObject({
  $schema: z.string(),
  version: z.literal(COUNTED_VERSION),
  scenario: baselineSchema.shape.scenario.pick({ title: true, request: true }),
  servers: z
    .record(z.string().min(1, 'must not be empty'), countedServerSchema)
    .refine((servers) => Object.keys(servers).length > 0, 'must hold at least one server')
    .meta({ minProperties: 1 }),
})

export type CountedBaseline = z.output<typeof countedSchema>
export type CountedServer = CountedBaseline['servers'][string]
