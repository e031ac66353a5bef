import { stripVTControlCharacters } from 'node:util'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'

/** The text of a file: UTF-8, UTF-16 as PowerShell's `>` writes it, or the old encoding of Western Windows. */
export function decodeText(bytes: Uint8Array): string {
  const utf16 = utf16In(bytes)
  if (utf16) return new TextDecoder(utf16).decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** By its byte order mark, or by every other byte being zero, as in English text. */
function utf16In([a, b, c, d]: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if ((a === 0xff && b === 0xfe) || (a && b === 0 && c && d === 0)) return 'utf-16le'
  if ((a === 0xfe && b === 0xff) || (a === 0 && b && c === 0 && d)) return 'utf-16be'
  return null
}

/** Signs that matter, as Windows garbles UTF-8 that it takes for one of its code pages: 437, 850, 1252, 866 or 1251. */
const GARBLED: readonly [RegExp, string][] = [
  [/Γ£ô|Ô£ô|âœ“|тЬУ|вњ“/g, '✓'],
  [/Γ£ù|Ô£ù|âœ—|тЬЧ|вњ—/g, '✗'],
  [/Γûê|Ôûê|â–ˆ|тЦИ|в–€/g, '█'],
  [/Γöé|Ôöé|â”‚|тФВ|в”‚/g, '│'],
  [/┬╡|┬Á|Âµ|Вµ/g, 'µ'],
]

/** A colour whose escape character is lost, or written out. */
const LOST_COLOUR = /(?:\\u001b|\\x1b|\\033|\\e|\^\[|␛|\uFFFD)\[[\d;]*m|\[\d{1,3}(?:;\d{1,3})*m/gi

/** A sign that means something in Markdown, with the backslashes that take its meaning: more than one where it was pasted twice. JSON escapes none of them. */
const ESCAPED = /(?<!\\)\\+([[\]()#*_<>~`|+.!-])/g

/** What stands before a line: indentation, quotation, a comment, the time of a log, or the name of a container. */
const BEFORE = /^(?:\s|>|#|\/\/|→|\d{4}-\d\d-\d\dT[\d:.]+Z(?:\s|$)|[\w.-]+\s+\|(?:\s|$))*/

/**
 * What a tool printed, without what the way here added: colours, byte order mark, carriage returns, the spaces of web pages, and
 * what stands before each line. Throws a LoadgateError when there is nothing, or no text.
 */
export function plainText(raw: string, where: string): string {
  const text = stripVTControlCharacters(raw)
    .replaceAll(ESCAPED, '$1')
    .replaceAll(LOST_COLOUR, '')
    .replaceAll(/(?<!\r)\r+\n|\r/g, '\n')
    .replaceAll(/[\u200B\u2060\uFEFF]/g, '')
    .replaceAll(/[\u00A0\u2007\u2009\u202F]/g, ' ')
  if (text.trim() === '') throw new LoadgateError('empty-output', messages.emptyOutput({ where }))
  if (/[^\P{Cc}\t\n]/u.test(text)) throw new LoadgateError('binary-output', messages.binaryOutput({ where }))
  const lines = GARBLED.reduce((whole, [garbled, sign]) => whole.replaceAll(garbled, sign), text)
    .split('\n')
    .map((line) => line.replace(BEFORE, '').trimEnd())
  return withoutName(lines).join('\n')
}

/** Where nearly all lines begin with the same name and a colon, as in the log of several programs, it is left out. */
function withoutName(lines: readonly string[]): readonly string[] {
  const filled = lines.filter((line) => line !== '')
  const names = new Map<string, number>()
  for (const line of filled) {
    const name = /^[\w.-]+:(?=\s|$)/.exec(line)?.[0]
    if (name !== undefined) names.set(name, (names.get(name) ?? 0) + 1)
  }
  const [name] = [...names].find(([, count]) => count > 2 && count >= 0.8 * filled.length) ?? []
  if (name === undefined) return lines
  return lines.map((line) => (line.startsWith(name) ? line.slice(name.length).trimStart() : line))
}
