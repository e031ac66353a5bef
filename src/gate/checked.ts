import { checksOf, hasRules, type Checks, type Expect } from '../model/expect.ts'
import { enumerated, literal } from '../model/wording.ts'
import { messages } from './messages.ts'

/** What was checked of every answer, in words, for the reader of a report. */

/** `any 2xx and the bytes of the first answer`. */
export function checkedText(expect: Expect | undefined): string {
  const checks = checksOf(expect)
  const statuses = checks.status ? `status ${enumerated(checks.status.map(String), 'or')}` : 'any 2xx'
  return enumerated([statuses, ...bodyTexts(checks)])
}

/** Where bodies were compared in another way than byte by byte: what was checked in place of that. */
export function checkNotes(expect: Expect | undefined, decoded: readonly string[]): readonly string[] {
  const checks = checksOf(expect)
  const all = checkedText(expect)
  return [
    ...(checks.body === false ? [messages.bodiesNotCompared({ all })] : []),
    ...(checks.body !== false && hasRules(checks) ? [messages.checkedOtherwise({ all })] : []),
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
