import { LoadgateError } from '../model/error.ts'
import { findObjects } from './json.ts'
import { formatOf } from './json-formats.ts'
import { messages } from './messages.ts'
import type { Reading } from './reading.ts'
import { refuseOtherJson, refuseOtherText } from './refused.ts'
import { reportsIn } from './reports.ts'
import { decodeText, plainText } from './text.ts'

/** No report is longer. Streams of points and lists of requests are, and their beginning says what they are. */
const LONGEST = 100_000_000
const BEGINNING = 1_000_000

/** As `readOutput`, from the bytes of a file in any encoding. Throws a LoadgateError when it is too long for a report, too. */
export function readBytes(bytes: Uint8Array, where: string): Reading {
  if (bytes.length <= LONGEST) return readOutput(decodeText(bytes), where)
  const text = plainText(decodeText(bytes.subarray(0, BEGINNING)), where)
  refuseOtherJson(findObjects(text).objects, where)
  refuseOtherText(text, where)
  throw new LoadgateError('long-output', messages.longOutput({ where, bytes: bytes.length }))
}

/**
 * Reads the output of one run of a load generator, and finds out which of them wrote it; also where it was copied with the lines
 * around it. What a gate may not use comes back with `usable: false` and the reason. Throws a LoadgateError when the text is
 * empty, binary, holds two reports or is from another tool. `where` names the text in messages.
 */
export function readOutput(raw: string, where: string): Reading {
  const text = plainText(raw, where)
  const { objects, problem } = findObjects(text)
  refuseOtherJson(objects, where)
  const json = objects.flatMap((object) => formatOf(object) ?? [])
  const reports = reportsIn(text)
  // Progress of a tool that writes JSON looks like the beginning of a report.
  const whole = json.length > 0 ? reports.filter(({ begun }) => !begun) : reports
  const count = json.length + whole.length
  if (count > 1) throw new LoadgateError('several-reports', messages.severalReports({ where, count }))
  if (json[0]) return json[0](where)
  const [report] = whole
  if (problem !== null && report?.begun !== false)
    throw new LoadgateError('broken-json', messages.brokenJson({ where, problem }))
  refuseOtherText(text, where)
  if (report) return report.read()
  throw new LoadgateError('unknown-output', messages.unknownOutput({ where }))
}
