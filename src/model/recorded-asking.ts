import { createHash } from 'node:crypto'
import { z } from 'zod'
import { requestsIn, type Asking } from './asking.ts'
import type { DataSource } from './data.ts'
import { comparableRequests, needlessValuesIn, recordedRequest } from './recorded-request.ts'
import {
  recordedRequestSchema,
  takeSchema,
  type FlowStep,
  type MixedFlow,
  type MixedRequest,
  type RecordedRequest,
} from './request.ts'

/** What baselines have of what a scenario asks. */

const named = recordedRequestSchema.extend({ name: z.string().min(1) })

const recordedDataSchema = z.strictObject({
  fields: z.array(z.string()),
  rows: z.int(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')
    .meta({ description: 'Of all values.' }),
  order: z.string(),
  seed: z.int(),
})

const flowSchema = z.array(named.extend({ take: z.record(z.string(), takeSchema) })).meta({ id: 'flow' })

const mixed = z.union([named.extend({ weight: z.int() }), z.strictObject({ weight: z.int(), flow: flowSchema })])

/** One of the first three is there. */
export const recordedAsking = {
  request: recordedRequestSchema.optional(),
  requests: z.array(mixed).optional(),
  flow: flowSchema.optional(),
  data: z.array(recordedDataSchema).optional(),
}

type Context = {
  readonly addIssue: (issue: { code: 'invalid_type'; expected: 'object'; input: undefined; path: string[] }) => void
}

/** A recording says what was asked. */
export function refuseUnasked({ request, requests, flow }: RecordedAsking, context: Context): void {
  if ((request ?? requests ?? flow) === undefined)
    context.addIssue({ code: 'invalid_type', expected: 'object', input: undefined, path: ['request'] })
}

const recordedAskingSchema = z.object(recordedAsking)

export type RecordedAsking = z.output<typeof recordedAskingSchema>

export function recordAsking({ request, requests, flow: steps, data }: Asking): RecordedAsking {
  return {
    ...(request ? { request: recordedRequest(request) } : {}),
    ...(requests ? { requests: requests.map(recordMixed) } : {}),
    ...(steps ? { flow: recordSteps(steps) } : {}),
    ...(data ? { data: data.map(recordData) } : {}),
  }
}

function recordMixed(one: MixedRequest | MixedFlow): z.output<typeof mixed> {
  if ('flow' in one) return { weight: one.weight, flow: recordSteps(one.flow) }
  const { name, weight, ...request } = one
  return { name, weight, ...recordedRequest(request) }
}

function recordSteps(steps: readonly FlowStep[]): z.output<typeof flowSchema> {
  return steps.map(({ name, take, ...one }) => ({ name, take, ...recordedRequest(one) }))
}

function recordData({ values = {}, order, seed }: DataSource): z.output<typeof recordedDataSchema> {
  const lists = Object.values(values)
  const sha256 = createHash('sha256').update(JSON.stringify(values)).digest('hex')
  return { fields: Object.keys(values), rows: lists[0]?.length ?? 0, sha256, order, seed }
}

/** Two of them with what both are known by, request by request: see `comparableRequests`. */
export function comparableAskings(
  before: RecordedAsking,
  after: RecordedAsking,
): readonly [RecordedAsking, RecordedAsking] {
  const [old, now] = [{ ...before }, { ...after }]
  if (before.request && after.request) [old.request, now.request] = comparableRequests(before.request, after.request)
  if (before.requests && after.requests)
    [old.requests, now.requests] = comparableLists(before.requests, after.requests, comparableMixed)
  if (before.flow && after.flow) [old.flow, now.flow] = comparableLists(before.flow, after.flow, comparableOnes)
  return [old, now]
}

type Pair<One> = readonly [One, One]

/** Those that only one of the lists has stay as they are. */
function comparableLists<One>(
  before: readonly One[],
  after: readonly One[],
  pairOf: (...pair: Pair<One>) => Pair<One>,
): readonly [One[], One[]] {
  const pairs = before.slice(0, after.length).map((one, at) => pairOf(one, after[at]!))
  return [
    [...pairs.map(([one]) => one), ...before.slice(pairs.length)],
    [...pairs.map(([, one]) => one), ...after.slice(pairs.length)],
  ]
}

function comparableOnes<One extends z.output<typeof named>>(before: One, after: One): Pair<One> {
  const [old, now] = comparableRequests(before, after)
  return [
    { ...before, ...old },
    { ...after, ...now },
  ]
}

/** A request and a flow differ as they are. */
function comparableMixed(...[before, after]: Pair<z.output<typeof mixed>>): Pair<z.output<typeof mixed>> {
  if ('flow' in before && 'flow' in after) {
    const [old, now] = comparableLists(before.flow, after.flow, comparableOnes)
    return [
      { ...before, flow: old },
      { ...after, flow: now },
    ]
  }
  return 'flow' in before || 'flow' in after ? [before, after] : comparableOnes(before, after)
}

/** Headers whose values a recording has, although no request says so any more. */
export function needlessValues(
  { request, requests = [], flow: steps = [] }: RecordedAsking,
  asking: Asking,
): readonly string[] {
  const inMix = requests.flatMap((one): readonly RecordedRequest[] => ('flow' in one ? one.flow : [one]))
  const recorded = [...(request ? [request] : []), ...inMix, ...steps]
  const asked = requestsIn(asking)
  return recorded.flatMap((one, at) => (asked[at] ? needlessValuesIn(one, asked[at].request) : []))
}
