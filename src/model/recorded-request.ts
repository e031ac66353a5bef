import { createHash } from 'node:crypto'
import type { RecordedRequest, Request } from './request.ts'

/** Characters of a body that a baseline has as written. A committed file is no place for a megabyte. */
const LONGEST = 10_000

/** What a baseline has of a request. */
export function recordedRequest({ record, headers, body, ...rest }: Request): RecordedRequest {
  const withValue = new Set((record?.headers ?? []).map((name) => name.toLowerCase()))
  const each = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  return {
    ...rest,
    headers: Object.fromEntries(each.map(([name, value]) => [name, withValue.has(name) ? value : null])),
    ...(body === undefined ? {} : { body: record?.body === 'digest' || body.length > LONGEST ? digestOf(body) : body }),
  }
}

/**
 * Two requests with what both are known by. A header that one of them has without its value is compared by name: a file of an
 * earlier loadgate has the values of all headers, and may have secrets in them. Where one body is a digest, both are.
 */
export function comparableRequests(
  before: RecordedRequest,
  after: RecordedRequest,
): readonly [RecordedRequest, RecordedRequest] {
  const [old, now] = [lowerCase(before), lowerCase(after)]
  const hasDigest = [before, after].some(({ body }) => typeof body === 'object')
  return [
    { ...old, headers: valuesIn(old.headers, now.headers), ...comparableBody(old, hasDigest) },
    { ...now, headers: valuesIn(now.headers, old.headers), ...comparableBody(now, hasDigest) },
  ]
}

/** Headers whose values a recording has, although the request no longer says so, in lower case: an earlier loadgate recorded all. */
export function needlessValuesIn(recorded: RecordedRequest, request: Request): readonly string[] {
  const now = recordedRequest(request).headers
  const names = Object.entries(lowerCase(recorded).headers).flatMap(([name, value]) => (value === null ? [] : name))
  return names.filter((name) => (now[name] ?? null) === null)
}

type Headers = RecordedRequest['headers']

function lowerCase(request: RecordedRequest): RecordedRequest {
  const headers = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value])
  return { ...request, headers: Object.fromEntries(headers) }
}

/** The values of `one` that `other` has a value for, too. */
function valuesIn(one: Headers, other: Headers): Headers {
  const known = (name: string) => Object.hasOwn(other, name) && other[name] !== null
  return Object.fromEntries(Object.entries(one).map(([name, value]) => [name, known(name) ? value : null]))
}

function comparableBody({ body }: RecordedRequest, digested: boolean): Pick<RecordedRequest, 'body'> {
  return digested && typeof body === 'string' ? { body: digestOf(body) } : {}
}

function digestOf(body: string): { readonly sha256: string } {
  return { sha256: createHash('sha256').update(body).digest('hex') }
}
