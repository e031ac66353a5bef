import { visible } from './visible.ts'

/** Invisible, and enough to keep GitHub from making a mention or a reference of what follows. */
const BREAK = '&#8203;'

/** Markup and HTML; then what begins a link, a mention or a reference in bare text: `://`, `www.`, `@`, `#`, `GH-1`. */
const SPECIAL = /[&<>|`*_~[\]\\$!]|:(?=\/\/)|(?<=\bwww)\.|[@#]|(?<=\bGH)-(?=\d)/gi

/**
 * The text as GitHub Markdown that shows just this text, on one line: nothing in it is markup, HTML, a link, a mention, an
 * issue or the end of a table cell. Character references stand for what would be special, because a pipe or a
 * backtick cannot be escaped in the same way everywhere.
 */
export function markdownText(text: string): string {
  return visible(text).replace(SPECIAL, (character) =>
    '@#-'.includes(character) ? character + BREAK : `&#${character.charCodeAt(0)};`,
  )
}
