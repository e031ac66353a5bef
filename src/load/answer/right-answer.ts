import { judgeOf, jsonIn, type BodyRules, type Broken, type JsonRules } from '../../model/body-rules.ts'
import { hasRules, isRightStatus, type Checks } from '../../model/expect.ts'
import { without } from '../../model/json-path.ts'
import type { HttpAnswer } from '../../host/http.ts'
import { decode, encodingIn, type Encoding } from './decode.ts'

/** What every body of one launch must be. Bytes are in base64: this is sent to a generator's process. */
export type RightBody =
  /** These bytes, as they come. */
  | { readonly kind: 'bytes'; readonly base64: string }
  /** These bytes, once decoded. */
  | { readonly kind: 'decoded'; readonly encoding: Encoding; readonly base64: string }
  | { readonly kind: 'rules'; readonly encoding: Encoding | null; readonly rules: BodyRules }

export type RightAnswer = {
  /** None: every 2xx. */
  readonly statuses: readonly number[]
  readonly body: RightBody
}

export const anySuccess: readonly number[] = []

/** As a target that expects these bytes and any 2xx. */
export function exactly(bytes: Buffer | string, statuses = anySuccess): RightAnswer {
  return { statuses, body: { kind: 'bytes', base64: Buffer.from(bytes).toString('base64') } }
}

/** The parts of an answer that checks look at. */
export type Seen = Pick<HttpAnswer, 'status' | 'headers' | 'bytes'> & {
  readonly encoding: Encoding | null
  /** The decoded body; as it came where it cannot be decoded. */
  readonly shown: Buffer
  /** The encoding that it says it has, where it cannot be decoded. */
  readonly undecoded: string | null
}

export function see({ status, headers, bytes }: Pick<HttpAnswer, 'status' | 'headers' | 'bytes'>): Seen {
  const encoding = bytes.length === 0 ? null : encodingIn(headers['content-encoding'])
  const shown = typeof encoding === 'string' ? decode(bytes, encoding) : null
  const named = typeof encoding === 'string' ? encoding : (encoding?.unknown ?? null)
  return {
    status,
    headers,
    bytes,
    encoding: shown && typeof encoding === 'string' ? encoding : null,
    shown: shown ?? bytes,
    undecoded: shown === null ? named : null,
  }
}

/** Why an answer is wrong by itself, whatever the others are. */
export type Wrong =
  | { readonly why: 'status' | 'empty' | 'undecoded' | 'text' }
  | { readonly why: 'rule'; readonly broken: Broken }

export function whyWrong(checks: Checks, { status, shown, undecoded }: Seen): Wrong | null {
  const { body } = checks
  if (!isRightStatus(status, checks.status ?? anySuccess)) return { why: 'status' }
  // A server that is broken often answers just that.
  if (status === 200 && shown.length === 0 && !isEmptinessJudged(checks)) return { why: 'empty' }
  if (undecoded !== null && body !== false && (body !== undefined || hasRules(checks))) return { why: 'undecoded' }
  if (typeof body === 'string' && shown.toString() !== body) return { why: 'text' }
  const broken = judgeOf(rulesOf(checks, null))(shown.toString(), shown.length)
  return broken && { why: 'rule', broken }
}

/** Whether the checks tell by themselves if a body may be empty. */
function isEmptinessJudged({ body, includes, matches, json, length }: Checks): boolean {
  return typeof body === 'string' || length === 0 || [includes, matches, json].some((rule) => rule !== undefined)
}

/** What all answers must be when the first one is right. `isSame`: a second answer has the same bytes as it came. */
export function rightAnswer(checks: Checks, first: Seen, isSame: boolean): RightAnswer {
  const statuses = checks.status ?? anySuccess
  const { encoding, bytes, shown } = first
  if (hasRules(checks)) return { statuses, body: { kind: 'rules', encoding, rules: rulesOf(checks, shown) } }
  if (encoding === null || isSame) return exactly(bytes, statuses)
  return { statuses, body: { kind: 'decoded', encoding, base64: shown.toString('base64') } }
}

/** Without a first body, only the rules that do not depend on it. */
function rulesOf({ body, includes, matches, json, length }: Checks, first: Buffer | null): BodyRules {
  const bytes = length === true ? first?.length : length
  return {
    ...(body === false && first ? { empty: first.length === 0 } : {}),
    ...(includes ? { includes } : {}),
    ...(matches ? { matches } : {}),
    ...(json ? { json: jsonRulesOf(json, first) } : {}),
    ...(bytes === undefined ? {} : { length: bytes }),
  }
}

function jsonRulesOf({ equal, ignore }: NonNullable<Checks['json']>, first: Buffer | null): JsonRules {
  const document = ignore && first ? jsonIn(first.toString()) : undefined
  return {
    ...(equal ? { equal } : {}),
    ...(ignore && document !== undefined ? { ignore, document: without(document, ignore) } : {}),
  }
}
