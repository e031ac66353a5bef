import { requestsIn, type Asking } from '../model/asking.ts'
import { checksOf, hasRules, type Checks, type Expect } from '../model/expect.ts'
import { enumerated, literal } from '../model/wording.ts'
import { messages } from './messages.ts'

/** What was checked of every answer, in words, for the reader of a report. */

/** `any 2xx and the bytes of the first answer`; of a mix that of each request, with its name. */
export function checkedText(asking: Asking): string {
  const texts = requestsIn(asking).map(({ name, request }) => ({ name, text: textOf(request.expect) }))
  const [first] = texts
  if (first && texts.every(({ text }) => text === first.text)) return first.text
  return texts.map(({ name, text }) => `${name}: ${text}`).join('; ')
}

function textOf(expect: Expect | undefined): string {
  const checks = checksOf(expect)
  const statuses = checks.status ? `status ${enumerated(checks.status.map(String), 'or')}` : 'any 2xx'
  return enumerated([statuses, ...bodyTexts(checks)])
}

/** Where bodies were compared in another way than byte by byte: what was checked in place of that. */
export function checkNotes(asking: Asking, decoded: readonly string[]): readonly string[] {
  const each = requestsIn(asking).map(({ request }) => checksOf(request.expect))
  const all = checkedText(asking)
  const isUnchecked = each.some(({ body }) => body === false)
  const isOtherwise = each.some((checks) => checks.body !== false && hasRules(checks))
  return [
    ...(isUnchecked ? [messages.bodiesNotCompared({ all })] : []),
    ...(!isUnchecked && isOtherwise ? [messages.checkedOtherwise({ all })] : []),
    ...(decoded.length === 0 ? [] : [messages.comparedDecoded({ servers: decoded })]),
  ]
}

function bodyTexts(checks: Checks): readonly string[] {
  const { body, includes, matches, json, length } = checks
  if (body === false) return ['whether there is a body']
  if (body !== undefined) return ['the whole body']
  if (!hasRules(checks)) return ['the bytes of the first answer']
  return [
    ...(includes ? [`that the body includes ${shown(includes)}`] : []),
    ...(matches ? [`that it matches ${shown(matches)}`] : []),
    ...(json?.equal ? [`the JSON at ${shown(Object.keys(json.equal))}`] : []),
    ...(json?.ignore ? [`the JSON of the first answer${butFor(json.ignore)}`] : []),
    ...(length === undefined
      ? []
      : [length === true ? 'the length of the first answer' : `a length of ${length} bytes`]),
  ]
}

function butFor(paths: readonly string[]): string {
  return paths.length === 0 ? '' : ` but for ${shown(paths)}`
}

/** Texts and characters of a text that a note has room for. */
const MOST = 4
const LONGEST = 50

function shown(texts: readonly string[]): string {
  const short = texts.map((text) => literal(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text))
  const rest = short.length - MOST
  return enumerated(rest > 0 ? [...short.slice(0, MOST), `${rest} more`] : short)
}
