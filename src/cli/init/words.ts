import { LoadgateError } from '../../model/error.ts'
import { messages } from './messages.ts'

/** Quoted text, an escaped character, plain text, or blanks. */
const PIECE = /'(?<single>[^']*)'|"(?<double>(?:[^"\\]|\\.)*)"|\\(?<escaped>.)|(?<plain>[^\s'"\\]+)|(?<blank>\s+)/gs

/** What a shell would do more with than split it into words. */
const SHELL = /[|&;<>()$`*?~#]/

/** The words of a command, as a shell would split them; null when a shell would do more with it, or not accept it. */
export function splitWords(command: string): readonly string[] | null {
  const pieces = [...command.trim().matchAll(PIECE)]
  if (pieces.map(([all]) => all).join('') !== command.trim()) return null
  const words: string[] = ['']
  for (const { groups = {} } of pieces) {
    const { single, double, escaped, plain, blank } = groups
    if (SHELL.test(plain ?? '') || /[$`]/.test(double ?? '')) return null
    if (blank !== undefined) words.push('')
    else words[words.length - 1] += single ?? escaped ?? plain ?? (double ?? '').replaceAll(/\\(["\\$`])/g, '$1')
  }
  return words
}

/** The words of a flag's command. Throws LoadgateError when a shell would be needed, because programs are started without one. */
export function commandWords(flag: string, command: string): readonly string[] {
  const words = splitWords(command)
  if (words === null || words[0] === '')
    throw new LoadgateError('wrong-command', messages.needsShell({ flag, command }))
  return words
}

/** As a person would type it. */
export function commandText(words: readonly string[]): string {
  return words.map(quoted).join(' ')
}

function quoted(word: string): string {
  return /^[\w@%+=:,./{}-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
