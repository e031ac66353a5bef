import { stripVTControlCharacters } from 'node:util'
import type { z } from 'zod'
import { LoadgateError, fieldOf } from '../model/error.ts'
import { messages } from './messages.ts'
import { readAb } from './ab.ts'
import { autocannonSchema, readAutocannon } from './autocannon.ts'
import { k6Schema, readK6 } from './k6.ts'
import { ohaSchema, readOha } from './oha.ts'
import type { Reading } from './reading.ts'
import { readWrk } from './wrk.ts'

/**
 * Reads the output of one run of ab, wrk, autocannon, oha or k6, and finds out which of them wrote it. What a gate may not use comes
 * back with `usable: false` and the reason. Throws a LoadgateError when the text is empty, binary, holds two reports or is
 * from another tool. `where` names the text in messages.
 */
export function readOutput(raw: string, where: string): Reading {
  const text = plainText(raw, where)
  return text.trimStart().startsWith('{') ? readJson(text, where) : readReport(text, where)
}

/** Without colours, byte order mark and carriage returns. */
function plainText(raw: string, where: string): string {
  const text = stripVTControlCharacters(raw)
    .replaceAll(/\r+\n/g, '\n')
    .replace(/^\uFEFF/, '')
  if (text.trim() === '') throw new LoadgateError('empty-output', messages.emptyOutput({ where }))
  if (/[^\P{Cc}\t\n]|\uFFFD/u.test(text)) throw new LoadgateError('binary-output', messages.binaryOutput({ where }))
  return text
}

/** How the report of each tool begins, what a tool prints without a report, and forms that are refused. */
const AB = /This is ApacheBench/g
const WRK = /^Running .* test @ /gm
const AB_ALONE = /^(?:ab: |Usage: ab |apr_\w+: |Total of \d+ requests completed)/m
const WRK_ALONE = /^(?:Usage: wrk |unable to connect to |number of connections must be)/m
const REFUSED = [
  [/^\s*<p>[\s\S]*ApacheBench/, 'the HTML of ab -w', 'run ab without -w'],
  [/HdrHistogram|Thread calibration:/, 'a report of wrk2', 'use wrk'],
  [/^Making \d+ requests to /m, 'a report of a wrk before version 3', 'use wrk 4'],
] as const

function readReport(text: string, where: string): Reading {
  for (const [pattern, what, instead] of REFUSED) {
    if (pattern.test(text)) throw new LoadgateError('refused-output', messages.refusedOutput({ where, what, instead }))
  }
  const [ab, wrk] = [countMatches(text, AB), countMatches(text, WRK)]
  if (ab + wrk > 1) throw new LoadgateError('several-reports', messages.severalReports({ where, count: ab + wrk }))
  if (ab === 1 || AB_ALONE.test(text)) return readAb(text)
  if (wrk === 1 || WRK_ALONE.test(text)) return readWrk(text)
  throw new LoadgateError('unknown-output', messages.unknownOutput({ where }))
}

function countMatches(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length
}

/** Each is known by a field that only its tool writes. */
const FORMATS = [
  { has: 'statusCodeDistribution', tool: 'oha', read: reader(ohaSchema, readOha) },
  { has: 'non2xx', tool: 'autocannon', read: reader(autocannonSchema, readAutocannon) },
  { has: 'metrics', tool: 'k6', read: reader(k6Schema, readK6) },
  { has: 'results', tool: 'k6', read: reader(k6Schema, readK6) },
] as const

function readJson(text: string, where: string): Reading {
  const value = parseJson(text, where)
  const format = FORMATS.find(({ has }) => Object.hasOwn(value, has))
  if (!format) throw new LoadgateError('unknown-output', messages.unknownOutput({ where }))
  return format.read(value, `${where} (${format.tool})`)
}

function parseJson(text: string, where: string): object {
  try {
    return JSON.parse(text) as object
  } catch (cause) {
    throw new LoadgateError('broken-json', messages.brokenJson({ where, problem: (cause as Error).message }), { cause })
  }
}

function reader<Schema extends z.ZodType>(schema: Schema, read: (output: z.output<Schema>) => Reading) {
  return (value: object, where: string): Reading => {
    const result = schema.safeParse(value)
    if (result.success) return read(result.data)
    const [issue] = result.error.issues
    throw new LoadgateError(
      'wrong-output',
      messages.wrongOutput({ where, field: fieldOf(issue?.path ?? []), problem: issue?.message ?? '' }),
    )
  }
}
