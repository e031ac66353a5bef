/** Text that somebody else wrote, made fit to print, on a terminal, in Markdown and on a page: everything in it can be seen, and nothing in it acts. */

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
  return [sentence, printed.filter((line) => line !== '').join(' / ')].join(' ').trimEnd()
}

/** Invisible, and enough to keep GitHub from making a mention or a reference of what follows. */
const BREAK = '&#8203;'

/** Markup and HTML; then what begins a link, a mention or a reference in bare text: `://`, `www.`, `@`, `#`, `GH-1`. */
const MARKDOWN = /[&<>|`*_~[\]\\$!]|:(?=\/\/)|(?<=\bwww)\.|[@#]|(?<=\bGH)-(?=\d)/gi

/**
 * The text as GitHub Markdown that shows just this text, on one line: nothing in it is markup, HTML, a link, a mention, an
 * issue or the end of a table cell. Character references stand for special characters, because a pipe or a backtick cannot
 * be escaped in the same way everywhere.
 */
export function markdownText(text: string): string {
  return visible(text).replace(MARKDOWN, (character) =>
    '@#-'.includes(character) ? character + BREAK : `&#${character.charCodeAt(0)};`,
  )
}

/** A piece of a page. Everything in it that a user wrote is escaped. */
export type Markup = { readonly markup: string }

type Value = Markup | readonly Markup[] | string | number | null

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * A template whose values cannot act: texts and numbers are escaped, for elements and for quoted attributes; markup is kept as it is; null
 * is empty.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { markup: String.raw({ raw: parts }, ...values.map(textOf)) }
}

/** Markup that this project wrote itself. */
export function trusted(markup: string): Markup {
  return { markup }
}

/** Data for a script of the page. No text in it can act, end the element, or hide. */
export function json(data: unknown): Markup {
  const safe = JSON.stringify(data, (_key, value: unknown) => (typeof value === 'string' ? visible(value) : value))
  return trusted(safe.replaceAll('<', String.raw`\u003c`))
}

function textOf(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value))
  if ('markup' in value) return value.markup
  return value.map(({ markup }) => markup).join('')
}

function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => REFERENCES[character] ?? '')
}
