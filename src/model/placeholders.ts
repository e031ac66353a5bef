import { z } from 'zod'
import { isHeaderValue } from './header.ts'
import type { Request } from './request.ts'

/** `{env.NAME}` and `{name}` in a request, and what is filled in for them. */

const PLACEHOLDER = /\{(env\.)?([A-Za-z_]\w*)\}/g

/** `field` is `path`, `headers.<name>` or `body`. */
export type Placeholder = { readonly field: string; readonly source: 'env' | 'prepare'; readonly name: string }

export function placeholdersIn({ path, headers, body = '' }: Request): readonly Placeholder[] {
  const texts = [['path', path], ...Object.entries(headers).map(([name, value]) => [`headers.${name}`, value])]
  return [...texts, ['body', body]].flatMap(([field = '', text = '']) =>
    [...text.matchAll(PLACEHOLDER)].map(([, env, name = '']) => ({ field, source: env ? 'env' : 'prepare', name })),
  )
}

const headerValue = z.string('must be a text').refine(isHeaderValue, 'must be Latin-1 text without a line break')

/** What `prepare` returns. */
export const givenSchema = z.strictObject({
  headers: z.record(z.string(), headerValue).default({}),
  body: z.string('must be a text').optional(),
  variables: z
    .record(
      z.string(),
      z.union([z.string(), z.number()], 'must be a text or a number').transform((value) => String(value)),
    )
    .default({}),
})

export type Given = z.output<typeof givenSchema>

/** The default export of a module that a server's `prepare` names. `server` is the server's name. */
export type Prepare = (launch: { readonly origin: string; readonly server: string }) => Returned | Promise<Returned>

type Returned = z.input<typeof givenSchema> | void

/** `given` is null for a server without `prepare`. */
export type Values = { readonly env: Readonly<Record<string, string | undefined>>; readonly given: Given | null }

/** The value of a placeholder; undefined where there is none. A variable that is set to nothing counts as not set. */
export function valueOf({ source, name }: Pick<Placeholder, 'source' | 'name'>, { env, given }: Values) {
  if (source === 'env') return env[name] || undefined
  return given !== null && Object.hasOwn(given.variables, name) ? given.variables[name] : undefined
}

const TAKE_A_BODY = new Set(['POST', 'PUT', 'PATCH'])

/**
 * The request as it is sent to one launch. Headers of `prepare` are added, those of the spec come first; its body is sent where a
 * POST, PUT or PATCH has none. What has no value stays as written.
 */
export function fillRequest(request: Request, values: Values): Request {
  const headers = Object.entries(request.headers).map(([name, text]) => [name, fill(text, values)])
  const body = request.body ?? (TAKE_A_BODY.has(request.method) ? values.given?.body : undefined)
  return {
    ...request,
    path: fill(request.path, values, escapeInPath),
    headers: { ...addedHeaders(request, values), ...Object.fromEntries(headers) },
    ...(body === undefined ? {} : { body: request.body === undefined ? body : fillBody(body, values) }),
  }
}

function addedHeaders(request: Request, { given }: Values): Given['headers'] {
  const own = new Set(Object.keys(request.headers).map((name) => name.toLowerCase()))
  const added = Object.entries(given?.headers ?? {}).filter(([name]) => !own.has(name.toLowerCase()))
  return Object.fromEntries(added)
}

function fill(text: string, values: Values, escape: (value: string) => string = String): string {
  return text.replaceAll(PLACEHOLDER, (placeholder, env: string | undefined, name: string) => {
    const value = valueOf({ source: env ? 'env' : 'prepare', name }, values)
    return value === undefined ? placeholder : escape(value)
  })
}

/** What no path may have in it; everything else may be meant, as a `/` or a `?`. */
export function escapeInPath(value: string): string {
  return value.replaceAll(/[^\u0021-\u007E]+/g, encodeURIComponent)
}

/** Inside a text of JSON, a quote in a value must not end that text. */
function fillBody(body: string, values: Values): string {
  return fill(body, values, isJson(body) ? (value) => JSON.stringify(value).slice(1, -1) : undefined)
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
