import { isUtf8 } from 'node:buffer'
import { jsonIn } from '../../model/body-rules.ts'
import type { Checks } from '../../model/expect.ts'
import { differingPaths } from '../../model/json-path.ts'
import { literal } from '../../model/wording.ts'

/** The check that would fit two bodies which differ and are both right. */
export type Suggestion = {
  /** To be pasted into a scenario's request: `expect: { json: { ignore: ['id'] } }`. */
  readonly check: string
  /** Paths at which two JSON documents differ; empty for other bodies. */
  readonly paths: readonly string[]
}

/** More paths than that are named by what they have in common. */
const MOST_PATHS = 8

/** Characters of a text that both bodies have. */
const LONGEST_PIECE = 40

export function suggestFor(one: Buffer, other: Buffer, { status, json }: Checks): Suggestion {
  const paths = pathsIn(one, other)
  const rule = paths ? ignoring([...(json?.ignore ?? []), ...paths]) : textRule(one, other)
  const statuses = status && (status.length === 1 ? String(status[0]) : `[${status.join(', ')}]`)
  return { check: `expect: { ${statuses ? `status: ${statuses}, ` : ''}${rule} }`, paths: paths ?? [] }
}

/** Null where the bodies are not two JSON documents, or differ as a whole. */
function pathsIn(one: Buffer, other: Buffer): readonly string[] | null {
  const [left, right] = [jsonIn(one.toString()), jsonIn(other.toString())]
  if (left === undefined || right === undefined) return null
  const paths = differingPaths(left, right)
  const few = paths.length > MOST_PATHS ? [...new Set(paths.map((path) => path.split('.')[0] ?? ''))] : paths
  return few.length > MOST_PATHS || few.some((path) => path === '' || path === '*') ? null : few
}

function ignoring(paths: readonly string[]): string {
  return `json: { ignore: [${paths.map(literal).join(', ')}] }`
}

/** What both have before the first and after the last difference, and their length if it is the same. */
function textRule(one: Buffer, other: Buffer): string {
  const pieces = isUtf8(one) && isUtf8(other) ? commonPieces(one.toString(), other.toString()) : []
  const rules = [
    ...(pieces.length === 0 ? [] : [`includes: [${pieces.map(literal).join(', ')}]`]),
    ...(one.length === other.length ? ['length: true'] : []),
  ]
  return rules.length === 0 ? 'body: false' : rules.join(', ')
}

/** Without the letters and digits next to the difference: two tokens may begin or end alike by chance. */
function commonPieces(one: string, other: string): readonly string[] {
  const shorter = Math.min(one.length, other.length)
  let before = 0
  while (before < shorter && one[before] === other[before]) before += 1
  let after = 0
  while (after < shorter - before && one.at(-1 - after) === other.at(-1 - after)) after += 1
  const head = one.slice(0, before).replace(/[\p{L}\p{N}_-]*$/u, '')
  const tail = one.slice(one.length - after).replace(/^[\p{L}\p{N}_-]*/u, '')
  return [head.slice(-LONGEST_PIECE), tail.slice(0, LONGEST_PIECE)].filter((piece) => /\S\S/.test(piece))
}
