import { LoadgateError } from '../model/error.ts'
import { findObjects } from './json.ts'
import { formatOf } from './json-formats.ts'
import { messages } from './messages.ts'
import type { Reading } from './reading.ts'
import { refuseOtherJson, refuseOtherText } from './refused.ts'
import { reportsIn } from './reports.ts'
import { plainText } from './text.ts'

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
