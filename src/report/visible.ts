/** What a table prints of a text that somebody else wrote: everything in it can be seen, and nothing in it acts. */

/** Makes what a user wrote fit for where it is printed. */
export type Safe = (text: string) => string

/** Stands for a character that cannot be shown. */
const REPLACEMENT = '\uFFFD'

const CONTROL = /\p{Cc}/gu

/** Whether an emoji is drawn as such is all that these say, and terminals disagree about it. */
const PRESENTATION = /[\uFE0E\uFE0F]/g

/** Formats (bidi marks, joiners, tags), line ends, what is unassigned or private, what draws nothing, skin tones. */
const INVISIBLE = /[\p{Cf}\p{Zl}\p{Zp}\p{Cn}\p{Co}\p{Default_Ignorable_Code_Point}\p{Emoji_Modifier}]/gu

/** How a log line becomes a command of a CI system: `::` at its start (or of a word, as lines may break there), or `##[`. */
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
