import { z } from 'zod'
import { isCredential } from './credentials.ts'
import { fieldNameSchema } from './data.ts'
import { expectSchema, type Expect } from './expect.ts'
import { isHeaderName, isHeaderValue } from './header.ts'
import { isJson } from './json-path.ts'
import { pathSchema } from './ready.ts'

const requestFields = z.strictObject({
  path: pathSchema.describe(
    'The path, with its query. In it, in values of headers and in the body, `{env.NAME}` stands for a variable of the environment, and `{name}` for one that `prepare` returned.',
  ),
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH']).default('GET').describe('The method.'),
  headers: z
    .record(z.string(), z.string())
    .default({})
    .describe('Headers that are sent with every request. Baselines have their names only.'),
  body: z.string().optional().describe('The body that is sent with every request.'),
  json: z
    .unknown()
    .refine(isJson, 'must be a JSON value')
    .meta({ title: 'any JSON' })
    .optional()
    .describe(
      'The body as JSON, in place of `body`, with `content-type: application/json` unless a header says otherwise. A text that is nothing but a placeholder of `data` becomes the value itself, so that a number stays a number.',
    ),
  cookies: z.record(z.string(), z.string()).optional().describe('Cookies by name, in place of a `cookie` header.'),
  record: z
    .strictObject({
      headers: z
        .array(z.string())
        .default([])
        .describe('The names of headers whose values are recorded and compared, too, such as `accept`.'),
      body: z
        .literal('digest', "must be 'digest', or left out")
        .optional()
        .describe(
          '`digest`: baselines have the SHA-256 of the body as written, in place of its text, as they always have of one with more than 10,000 characters.',
        ),
    })
    .optional()
    .describe('What baselines have of the request, beside its method, its path and the names of its headers.'),
  expect: expectSchema.optional(),
})

type Written = z.output<typeof requestFields>

function checkRequest(
  { method, headers, body, json, cookies, record, expect }: Written,
  context: { readonly addIssue: (issue: { code: 'custom'; path: PropertyKey[]; message: string }) => void },
): void {
  const issue = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message })
  const names = Object.keys(headers).map((name) => name.toLowerCase())
  for (const [name, value] of Object.entries(headers)) {
    if (!isHeaderName(name)) issue(['headers', name], 'must have the name of a header, such as "accept"')
    if (!isHeaderValue(value)) issue(['headers', name], 'must be Latin-1 text without a line break')
    if (names.indexOf(name.toLowerCase()) !== names.lastIndexOf(name.toLowerCase()))
      issue(['headers', name], 'must not be given twice, in whatever case')
  }
  for (const path of method === 'HEAD' ? bodyChecksIn(expect) : [])
    issue(['expect', ...path], 'must be left out: an answer to HEAD has no body')
  for (const [name, value] of Object.entries(cookies ?? {})) {
    if (!isHeaderName(name)) issue(['cookies', name], 'must have the name of a cookie, such as "session"')
    if (!isHeaderValue(value) || /[;,\s]/.test(value))
      issue(['cookies', name], 'must be Latin-1 text without blanks, commas and semicolons')
  }
  if (cookies !== undefined && names.includes('cookie')) issue(['cookies'], 'must be left out beside a `cookie` header')
  if (json !== undefined && body !== undefined) issue(['json'], 'must be left out beside `body`')
  for (const [index, name] of (record?.headers ?? []).entries()) {
    const path = ['record', 'headers', index]
    if (isCredential(name)) issue(path, `must not be "${name}": its value is a secret, which no baseline may hold`)
    else if (!names.includes(name.toLowerCase()))
      issue(path, `must name one of the request's headers, and "${name}" is none`)
  }
  if (record?.body === 'digest' && body === undefined && json === undefined)
    issue(['record', 'body'], 'must be left out without a `body`')
}

/** `json` and `cookies` are other ways to write a body and a header. */
function inFull<Own extends Written>({ json, cookies, ...request }: Own): Omit<Own, 'json' | 'cookies'> {
  const has = (name: string) => Object.keys(request.headers).some((one) => one.toLowerCase() === name)
  const cookie = Object.entries(cookies ?? {}).map(([name, value]) => `${name}=${value}`)
  return {
    ...request,
    headers: {
      ...request.headers,
      ...(json === undefined || has('content-type') ? {} : { 'content-type': 'application/json' }),
      ...(cookie.length === 0 ? {} : { cookie: cookie.join('; ') }),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  }
}

/** What a scenario asks of its servers, with placeholders. */
export const requestSchema = requestFields.superRefine(checkRequest).transform(inFull)

const requestName = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(60, 'must be at most 60 characters long')
  .describe('Its name in the report, and for `run(server, { request })`.')

const weight = z.int('must be a whole number, such as 80').min(0, 'must be 0 or more').max(1_000_000).default(1)

/** One request of a mix. */
export const mixedSchema = requestFields
  .extend({
    name: requestName,
    weight: weight.describe('How often it comes, beside the others: 80 beside 15 and 5 is 80 % of the turns.'),
  })
  .superRefine(checkRequest)
  .transform(inFull)

export const takeSchema = z.union(
  [
    z.string().min(1, 'must be a path such as user.id'),
    z.strictObject({ header: z.string().min(1).describe('The name of a header of the answer.') }),
    z.strictObject({ cookie: z.string().min(1).describe('The name of a cookie that the answer sets.') }),
  ],
  'must be a path in the JSON of the answer such as "user.id", { header: "location" } or { cookie: "session" }',
)

/** What a step takes out of its answer, for the steps after it. */
export type Take = z.output<typeof takeSchema>

/** One step of a flow. */
export const stepSchema = requestFields
  .extend({
    name: requestName,
    take: z
      .record(fieldNameSchema, takeSchema)
      .default({})
      .describe(
        'What later steps get as `{name}`: a path in the JSON of the answer such as `user.id`, `{ header: "location" }` or `{ cookie: "session" }`.',
      ),
  })
  .superRefine(checkRequest)
  .transform(inFull)

/** A flow in the place of one request of a mix. */
export const mixedFlowSchema = z.strictObject({
  weight,
  flow: z
    .array(stepSchema)
    .min(1, 'must have at least one step')
    .meta({ title: 'list of steps, as in `flow`' })
    .describe('Steps in place of one request, sent one after the other on one connection when their turn comes.'),
})

export type MixedRequest = z.output<typeof mixedSchema>
export type MixedFlow = z.output<typeof mixedFlowSchema>
export type FlowStep = z.output<typeof stepSchema>

/** Where an expectation is about a body that is not empty. */
function bodyChecksIn(expect: Expect | undefined): readonly (readonly string[])[] {
  if (typeof expect !== 'object') return expect === undefined ? [] : [[]]
  const { body, includes, matches, json, length } = expect
  const given = { body: body === '' ? undefined : body, includes, matches, json, length: length || undefined }
  return Object.entries(given).flatMap(([field, check]) => (check === undefined ? [] : [[field]]))
}

export type Request = z.output<typeof requestSchema>

/** A request as baselines have it: no value of a header, unless the spec says so, and placeholders for what is filled in. */
export const recordedRequestSchema = requestFields.omit({ record: true, json: true, cookies: true }).extend({
  method: requestFields.shape.method.unwrap(),
  headers: z.record(z.string(), z.string().nullable()).meta({
    description: 'Lower-case names. A value only for those that `request.record.headers` names; null for all others.',
  }),
  body: z
    .union([
      z.string(),
      z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits') }),
    ])
    .optional()
    .meta({ description: 'As written in the spec, or its digest.' }),
})

export type RecordedRequest = z.output<typeof recordedRequestSchema>
