/** A line of a CSV file, and the number of the line that it begins on, from 1. */
export type CsvLine = { readonly number: number; readonly values: readonly string[] }

/**
 * The lines of a CSV file as RFC 4180 has them: commas, and quotes around values that have commas, quotes or line breaks in them. Lines
 * without anything in them are left out. Null where a quote is never closed.
 */
export function csvLines(text: string): readonly CsvLine[] | null {
  const lines: CsvLine[] = []
  let [values, value, number, begin]: [string[], string, number, number] = [[], '', 1, 1]
  let [quoted, wasQuoted] = [false, false]
  const endValue = () => {
    values.push(value)
    value = ''
    wasQuoted = false
  }
  const endLine = () => {
    const isBlank = values.length === 0 && value === '' && !wasQuoted
    endValue()
    if (!isBlank) lines.push({ number: begin, values })
    values = []
    begin = number
  }
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]!
    if (character === '\n') number += 1
    if (quoted) {
      if (character !== '"') value += character
      else if (text[at + 1] === '"') value += text[(at += 1)]!
      else quoted = false
    } else if (character === '"' && value === '') [quoted, wasQuoted] = [true, true]
    else if (character === ',') endValue()
    else if (character === '\n') endLine()
    else if (character !== '\r' || text[at + 1] !== '\n') value += character
  }
  if (quoted) return null
  endLine()
  return lines
}
