import { z } from 'zod'
import { baselineSchema, reachedSchema, recordedScenario } from './baseline.ts'
import { refuseUnasked } from './recorded-asking.ts'
import type { CountedMetric } from './metrics.ts'
import type { Side } from './measurement.ts'

/** Requests that were counted together, one after the other: the instructions of all processes of the server. */
export type Block = { readonly requests: number; readonly instructions: number }

/** What one launch under the counter yielded. */
export type CountedLaunch = {
  readonly server: string
  readonly side: Side
  readonly blocks: readonly Block[]
  readonly processes: number
  readonly seconds: number
}

const named = z.string().min(1, 'must not be empty').max(200, 'must be at most 200 characters long')

/** In place of the digest of a program that is made from the code of the repository. */
export const BUILT_HERE = 'built here'

/** What a count depends on besides the code. */
export const countIdentitySchema = z.strictObject({
  runtime: named.meta({ description: 'Name and version of what runs the server, such as `node 24.21.0`.' }),
  binary: named.meta({
    description: 'Digest of its program file; `built here` for one that is made from the code of the repository.',
  }),
  libc: named,
  valgrind: named,
  arch: named,
  method: z
    .int('must be a whole number')
    .min(1, 'must be a whole number above 0')
    .meta({ description: 'Version of how loadgate counts: flags, warm-up, blocks.' }),
})

export type CountIdentity = Readonly<z.output<typeof countIdentitySchema>>

/** Why there are no counts: there is no valgrind, ptrace is refused, or the server does not come up under it. */
export type NotCounted = { readonly notCounted: string }

/** Today's counts of one server in one scenario. `base` is empty where a baseline is what they are held against. */
export type ServerCounts = {
  readonly identity: CountIdentity
  readonly head: readonly CountedLaunch[]
  readonly base: readonly CountedLaunch[]
}

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
  reached: reachedSchema,
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
  scenario: recordedScenario.omit({ load: true, generators: true, driver: true }).superRefine(refuseUnasked),
  servers: z
    .record(z.string().min(1, 'must not be empty'), countedServerSchema)
    .refine((servers) => Object.keys(servers).length > 0, 'must hold at least one server')
    .meta({ minProperties: 1 }),
})

export type CountedBaseline = z.output<typeof countedSchema>
export type CountedServer = CountedBaseline['servers'][string]
