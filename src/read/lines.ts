import { stripVTControlCharacters } from 'node:util'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'

/** The plain text of what a terminal or a file had: without colours, with `\n` alone. Throws a LoadgateError for what is empty or no text. */
export function plainText(raw: string, where: string): string {
  const text = stripVTControlCharacters(raw)
    .replaceAll(/\r+\n/g, '\n')
    .replace(/^\uFEFF/, '')
  if (text.trim() === '') throw new LoadgateError('empty-output', messages.emptyOutput({ where }))
  if (/[^\P{Cc}\t\n]|\uFFFD/u.test(text)) throw new LoadgateError('binary-output', messages.binaryOutput({ where }))
  return text
}

/**
 * The lines that are whole, without blanks at their ends. A last line without its newline may have been cut off, in the middle of a
 * number, too: it counts only when it ends as `last` says.
 */
export function wholeLines(text: string, last: RegExp): readonly string[] {
  const lines = text.split('\n')
  const rest = lines.pop() as string
  return [...lines, ...(last.test(rest) ? [rest] : [])].map((line) => line.trimEnd())
}

/** The groups of the first line that matches; null when there is none. */
export function found(lines: readonly string[], pattern: RegExp): readonly string[] | null {
  for (const line of lines) {
    const match = pattern.exec(line)
    if (match) return match.slice(1).map((group) => group ?? '')
  }
  return null
}

/** The number in the first group of the first line that matches. */
export function numberIn(lines: readonly string[], pattern: RegExp): number | null {
  const groups = found(lines, pattern)
  return groups ? Number(groups[0]) : null
}
