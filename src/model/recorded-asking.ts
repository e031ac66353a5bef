import { createHash } from 'node:crypto'
import { z } from 'zod'
import { requestsIn, type Asking } from './asking.ts'
import type { DataSource } from './data.ts'
import { comparableRequests, needlessValuesIn, recordedRequest } from './recorded-request.ts'
import { recordedRequestSchema, takeSchema } from './request.ts'

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

/** One of the first three is there. */
export const recordedAsking = {
  request: recordedRequestSchema.optional(),
  requests: z.array(named.extend({ weight: z.int() })).optional(),
  flow: z.array(named.extend({ take: z.record(z.string(), takeSchema) })).optional(),
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

export function recordAsking({ request, requests, flow, data }: Asking): RecordedAsking {
  return {
    ...(request ? { request: recordedRequest(request) } : {}),
    ...(requests
      ? { requests: requests.map(({ name, weight, ...one }) => ({ name, weight, ...recordedRequest(one) })) }
      : {}),
    ...(flow ? { flow: flow.map(({ name, take, ...one }) => ({ name, take, ...recordedRequest(one) })) } : {}),
    ...(data ? { data: data.map(recordData) } : {}),
  }
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
  if (before.requests && after.requests) [old.requests, now.requests] = comparableLists(before.requests, after.requests)
  if (before.flow && after.flow) [old.flow, now.flow] = comparableLists(before.flow, after.flow)
  return [old, now]
}

/** Those that only one of the lists has stay as they are. */
function comparableLists<One extends z.output<typeof named>>(
  before: readonly One[],
  after: readonly One[],
): readonly [One[], One[]] {
  const pair = (at: number) => comparableRequests(before[at]!, after[at]!)
  const isPair = (at: number) => at < before.length && at < after.length
  return [
    before.map((one, at) => (isPair(at) ? { ...one, ...pair(at)[0] } : one)),
    after.map((one, at) => (isPair(at) ? { ...one, ...pair(at)[1] } : one)),
  ]
}

/** Headers whose values a recording has, although no request says so any more. */
export function needlessValues(
  { request, requests = [], flow = [] }: RecordedAsking,
  asking: Asking,
): readonly string[] {
  const recorded = [...(request ? [request] : []), ...requests, ...flow]
  const asked = requestsIn(asking)
  return recorded.flatMap((one, at) => (asked[at] ? needlessValuesIn(one, asked[at].request) : []))
}
