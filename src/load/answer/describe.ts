import { jsonIn, type Broken } from '../../model/body-rules.ts'
import type { Checks } from '../../model/expect.ts'
import { without } from '../../model/json-path.ts'
import { literal } from '../../model/wording.ts'
import { messages } from '../messages.ts'
import { differenceOf, excerptAt } from '../../model/difference.ts'
import type { Seen, Wrong } from './right-answer.ts'
import { suggestFor } from './suggest.ts'

/** Answers in words. What servers sent is bounded, and safe to print. */

/** Characters of a value of JSON, and of a media type. */
const LONGEST = 60

/** How two answers differ that should not, and the check that would fit. */
export function describeDifference(first: Seen, other: Seen, checks: Checks): string {
  const bodies = [first.shown, other.shown].map((body) => withoutIgnored(body, checks.json?.ignore ?? []))
  const [before = first.shown, now = other.shown] = bodies
  const { at, one, other: found } = differenceOf(before, now)
  const { check, paths } = suggestFor(before, now, checks)
  return messages.difference({ at, one, other: found, paths, check, encoding: first.encoding })
}

/** What is ignored already is not where two documents differ. */
function withoutIgnored(body: Buffer, ignore: readonly string[]): Buffer {
  const document = ignore.length === 0 ? undefined : jsonIn(body.toString())
  return document === undefined ? body : Buffer.from(JSON.stringify(without(document, ignore)))
}

/** Ends a sentence that begins with `a answered GET /` or with `request number 3 was answered`. */
export function describeWrong(wrong: Wrong, { status, headers, shown, undecoded }: Seen, checks: Checks): string {
  switch (wrong.why) {
    case 'status':
      return messages.wrongStatusOf({ status, right: checks.status ?? [], location: targetIn(headers.location) })
    case 'empty':
      return messages.emptyBody
    case 'undecoded':
      return messages.undecoded({ encoding: literal((undecoded ?? '').slice(0, 40)) })
    case 'text':
      return messages.wrongText(differenceOf(Buffer.from(checks.body || ''), shown))
    case 'rule':
      return describeBroken(wrong.broken, shown, headers['content-type'] ?? null)
    default:
      throw new TypeError(wrong satisfies never)
  }
}

/** The same of a rule that a body breaks. `type`: its media type, where it is known. */
export function describeBroken(broken: Broken, shown: Buffer, type: string | null): string {
  const body = excerptAt(shown, 0)
  switch (broken.rule) {
    case 'json':
      return messages.noJson({ type: type === null ? null : literal(type.slice(0, LONGEST)), body })
    case 'includes':
      return messages.notIncluded({ text: literal(broken.text), body })
    case 'matches':
      return messages.notMatched({ pattern: literal(broken.text), body })
    case 'length':
      return messages.wrongLength({ found: broken.length, wanted: broken.wanted })
    case 'equal':
      return messages.notEqual({
        path: literal(broken.path),
        wanted: jsonText(broken.wanted),
        found: broken.found.slice(0, 3).map(jsonText),
      })
    case 'empty':
    case 'document':
      return messages.otherBody({ body })
    default:
      throw new TypeError(broken satisfies never)
  }
}

function jsonText(value: unknown): string {
  const text = JSON.stringify(value)
  return literal(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)
}

/** Where a redirect leads, without its query, which may hold secrets. */
function targetIn(location: string | undefined): string | null {
  return location === undefined ? null : literal(location.replace(/[?#].*/s, '').slice(0, 80))
}
