import { judgeOf, type Broken } from './body-rules.ts'
import type { Json } from './json-path.ts'

/** The checks of a body as they were given. */
type Given = {
  readonly status?: readonly number[] | undefined
  readonly body?: string | false | undefined
  readonly includes?: readonly string[] | undefined
  readonly matches?: readonly string[] | undefined
  readonly json?:
    | { readonly equal?: Readonly<Record<string, Json>> | undefined; readonly ignore?: readonly string[] | undefined }
    | undefined
  readonly length?: number | true | undefined
}

type Contradiction = { readonly path: readonly string[]; readonly message: string }

/** Statuses whose answers have no body, whatever the server sends. */
const BODILESS: readonly number[] = [204, 205, 304]

const FIELDS = ['includes', 'matches', 'json', 'length'] as const

/** Checks that no answer can pass, or that are no checks beside each other, by the field that is wrong. */
export function contradictionsIn(given: Given): readonly Contradiction[] {
  return [...ofNothing(given), ...besideNoBody(given), ...besideExactBody(given), ...ofBodiless(given)]
}

function ofNothing(given: Given): readonly Contradiction[] {
  const isEmpty = Object.values(given).every((check) => check === undefined)
  return isEmpty ? [{ path: [], message: 'must have at least one check, or be left out' }] : []
}

function besideNoBody(given: Given): readonly Contradiction[] {
  const other = FIELDS.find((field) => given[field] !== undefined)
  if (given.body !== false || other === undefined) return []
  return [{ path: ['body'], message: `must not be false beside \`${other}\`, which checks bodies: leave \`body\` out` }]
}

/** The exact body must pass the other checks, because otherwise no answer can. */
function besideExactBody({ body, includes, matches, json, length }: Given): readonly Contradiction[] {
  if (typeof body !== 'string') return []
  const rules = {
    ...(includes ? { includes } : {}),
    ...(matches ? { matches } : {}),
    ...(json ? { json: json.equal ? { equal: json.equal } : {} } : {}),
    ...(typeof length === 'number' ? { length } : {}),
  }
  const broken = judgeOf(rules)(body, new TextEncoder().encode(body).length)
  return broken === null
    ? []
    : [{ path: [fieldOf(broken)], message: 'must fit `body`, which no right answer could have otherwise' }]
}

function ofBodiless({ status, body, ...given }: Given): readonly Contradiction[] {
  if (status === undefined || !status.every((one) => BODILESS.includes(one))) return []
  const wants = FIELDS.filter((field) => field !== 'length' || (given.length !== true && given.length !== 0))
  const field = body ? 'body' : wants.find((one) => given[one] !== undefined)
  return field === undefined
    ? []
    : [{ path: [field], message: `must be left out, because an answer with status ${status.join(' or ')} has no body` }]
}

function fieldOf({ rule }: Broken): string {
  return rule === 'equal' || rule === 'document' ? 'json' : rule
}
