import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'

/** What a text holds as JSON. Throws LoadgateError that names `file` and the line and column where it ends to be JSON. */
export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text, refusePrototype(file))
  } catch (error) {
    if (error instanceof LoadgateError) throw error
    const { message } = error as Error
    const before = text.slice(0, positionOf(text, message)).split('\n')
    const column = (before.at(-1) ?? '').length + 1
    const problem = message.replace(/ in JSON at position.*$/s, '')
    throw new LoadgateError(
      'baseline-not-json',
      messages.baselineNotJson({ file, line: before.length, column, problem }),
      { cause: error },
    )
  }
}

/** As a field of an object this name is lost without a word. */
function refusePrototype(file: string): (key: string, value: unknown) => unknown {
  return (key, value) => {
    if (key !== '__proto__') return value
    throw new LoadgateError(
      'baseline-wrong',
      messages.baselineWrong({ file, problems: [{ field: key, problem: 'is not known' }] }),
    )
  }
}

/** Where JSON ends to be JSON, counted in characters. */
function positionOf(text: string, message: string): number {
  const [, position] = /at position (\d+)/.exec(message) ?? []
  if (position !== undefined) return Number(position)
  return message.startsWith('Unexpected token') ? firstBad(text) : text.length
}

/** For an unexpected token no position is told; it is the last character of the shortest beginning with that complaint. */
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
