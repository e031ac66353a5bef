import { parse, type MemberNode, type ValueNode } from '@humanwhocodes/momoa'
import { LoadgateError, fieldOf } from '../model/error.ts'
import { enumerated, type Problem } from '../model/wording.ts'
import { messages } from './messages.ts'

/**
 * A text read as JSON. Throws LoadgateError that names `file`, and the line and column from which it is not JSON, or the fields that an object
 * would silently lose: one that is there twice, as after a merge that kept both sides, and `__proto__`.
 */
export function parseJson(text: string, file: string): unknown {
  const value = valueOf(text, file)
  const problems = lostIn(parse(text).body)
  if (problems.length > 0) throw new LoadgateError('baseline-wrong', messages.baselineWrong({ file, problems }))
  return value
}

function valueOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const { message } = error as Error
    const before = text.slice(0, positionOf(text, message)).split('\n')
    const column = (before.at(-1) ?? '').length + 1
    // What V8 quotes after the token is a piece of the file, and that may be the value of a header.
    const problem = message.replace(/ in JSON at position.*$|, (?:"|\.\.\.").*$/s, '')
    throw new LoadgateError(
      'baseline-not-json',
      messages.baselineNotJson({ file, line: before.length, column, problem }),
      { cause: error },
    )
  }
}

function lostIn(node: ValueNode, path: readonly PropertyKey[] = []): readonly Problem[] {
  if (node.type === 'Array') return node.elements.flatMap(({ value }, at) => lostIn(value, [...path, at]))
  if (node.type !== 'Object') return []
  return [...Map.groupBy(node.members, nameOf)].flatMap(([name, members]) => {
    const field = fieldOf([...path, name])
    if (name === '__proto__') return [{ field, problem: 'is not known' }]
    if (members.length > 1) return [{ field, problem: `is there more than once, in ${linesOf(members)}` }]
    return lostIn(members[0]!.value, [...path, name])
  })
}

function nameOf({ name }: MemberNode): string {
  return name.type === 'Identifier' ? name.name : name.value
}

function linesOf(members: readonly MemberNode[]): string {
  return enumerated([...new Set(members.map(({ loc }) => `line ${loc.start.line}`))])
}

/** Where a text stops being JSON, counted in characters. */
function positionOf(text: string, message: string): number {
  const [, position] = /at position (\d+)/.exec(message) ?? []
  if (position !== undefined) return Number(position)
  return message.startsWith('Unexpected token') ? firstBad(text) : text.length
}

/** An unexpected token comes without a position. It is the last character of the shortest beginning with that complaint. */
function firstBad(text: string): number {
  let good = 0
  let bad = text.length
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2)
    if (hasUnexpectedToken(text.slice(0, middle))) bad = middle
    else good = middle
  }
  return bad - 1
}

function hasUnexpectedToken(text: string): boolean {
  try {
    JSON.parse(text)
    return false
  } catch (error) {
    return (error as Error).message.startsWith('Unexpected token')
  }
}
