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

/** Signs that matter, as Windows garbles UTF-8 that it takes for one of its code pages: 437, 850 or 1252. */
const GARBLED: readonly [RegExp, string][] = [
  [/Γ£ô|Ô£ô|âœ“/g, '✓'],
  [/Γ£ù|Ô£ù|âœ—/g, '✗'],
  [/Γûê|Ôûê|â–ˆ/g, '█'],
  [/┬╡|┬Á|Âµ/g, 'µ'],
]

/**
 * What a tool printed, without what the way here added: colours, byte order mark, carriage returns, marks of quotation, and
 * indentation. Throws a LoadgateError when there is nothing, or no text.
 */
export function plainText(raw: string, where: string): string {
  const text = stripVTControlCharacters(raw)
    .replaceAll(/\r+\n|\r/g, '\n')
    .replace(/^\uFEFF/, '')
  if (text.trim() === '') throw new LoadgateError('empty-output', messages.emptyOutput({ where }))
  if (/[^\P{Cc}\t\n]|\uFFFD/u.test(text)) throw new LoadgateError('binary-output', messages.binaryOutput({ where }))
  return GARBLED.reduce((whole, [garbled, sign]) => whole.replaceAll(garbled, sign), text)
    .split('\n')
    .map((line) => line.replace(/^\s*(?:>\s*)*/, '').trimEnd())
    .join('\n')
}
