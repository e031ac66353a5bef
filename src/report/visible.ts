/** Text that somebody else wrote, made fit to print: everything in it can be seen, and nothing in it acts. */

/** Makes what a user wrote fit for where it is printed. */
export type Safe = (text: string) => string

/** Stands for a character that cannot be shown. */
const REPLACEMENT = '\uFFFD'

const CONTROL = /\p{Cc}/gu

/** Choose between an emoji's picture and its text form. Terminals disagree about their width, so they are dropped. */
const PRESENTATION = /[\uFE0E\uFE0F]/g

/** Formats (bidi marks, joiners, tags), line ends, unassigned and private characters, what draws nothing, skin tones. */
const INVISIBLE = /[\p{Cf}\p{Zl}\p{Zp}\p{Cn}\p{Co}\p{Default_Ignorable_Code_Point}\p{Emoji_Modifier}]/gu

/** How a log line becomes a command of a CI system: `::` at the start of the line or of a word (lines may break there), or `##[`. */
const COMMANDS = /^:|(?<=\s):(?=:|$)|#(?=#\w*\[)/g

/**
 * The text on one line without control characters, escape sequences, bidi marks, invisible characters and the beginnings
 * of CI commands. Each is replaced by its picture (`␛` for escape, `␊` for a line feed) or by `�`.
 */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(CONTROL, pictureOf)
    .replace(PRESENTATION, '')
    .replace(INVISIBLE, REPLACEMENT)
    .replace(COMMANDS, REPLACEMENT)
}

/** The control pictures stand from U+2400 on in the order of the characters, and delete's after them; others have none. */
function pictureOf(character: string): string {
  const code = character.charCodeAt(0)
  if (code < 0x20) return String.fromCodePoint(0x24_00 + code)
  return code === 0x7f ? '␡' : REPLACEMENT
}

/** Joins a sentence and the output quoted on the lines below it: `It died: first / second`. */
export function oneLine(text: string): string {
  const [sentence = '', ...printed] = text.split('\n').map((line) => line.replace(/^\s*\| ?/, '').trim())
  return printed.length === 0 ? sentence : `${sentence} ${printed.join(' / ')}`
}
