import { z } from 'zod'
import { isCredential } from './credentials.ts'
import { expectSchema, type Expect } from './expect.ts'
import { isHeaderName, isHeaderValue } from './header.ts'
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

/** What a scenario asks of its servers, with placeholders. */
export const requestSchema = requestFields.superRefine(({ method, headers, body, record, expect }, context) => {
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
  for (const [index, name] of (record?.headers ?? []).entries()) {
    const path = ['record', 'headers', index]
    if (isCredential(name)) issue(path, `must not be "${name}": its value is a secret, which no baseline may hold`)
    else if (!names.includes(name.toLowerCase()))
      issue(path, `must name one of the request's headers, and "${name}" is none`)
  }
  if (record?.body === 'digest' && body === undefined) issue(['record', 'body'], 'must be left out without a `body`')
})

/** Where an expectation is about a body that is not empty. */
function bodyChecksIn(expect: Expect | undefined): readonly (readonly string[])[] {
  if (typeof expect !== 'object') return expect === undefined ? [] : [[]]
  const { body, includes, matches, json, length } = expect
  const given = { body: body === '' ? undefined : body, includes, matches, json, length: length || undefined }
  return Object.entries(given).flatMap(([field, check]) => (check === undefined ? [] : [[field]]))
}

export type Request = z.output<typeof requestSchema>

/** A request as baselines have it: no value of a header, unless the spec says so, and placeholders for what is filled in. */
export const recordedRequestSchema = requestFields.omit({ record: true }).extend({
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
