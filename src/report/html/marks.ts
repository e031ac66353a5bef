import type { RowWord } from '../severity.ts'
import { html, type Markup } from '../safe.ts'

/** Shapes that differ without colour, none of which points up or down: up is better for one metric and worse for another. */
const SIGNS: Readonly<Record<RowWord, string>> = {
  invalid: '⊘',
  regressed: '✗',
  unsure: '?',
  improved: '★',
  new: '+',
  holds: '✓',
}

/** The sign of a verdict, with its word for those who hear the page. */
export function sign(word: RowWord): Markup {
  return html`<i class="sign ${word}" aria-hidden="true">${SIGNS[word]}</i><span class="hidden">${word} </span>`
}

/** A verdict as a word with its sign. Colours only repeat what they say. */
export function wordMark(word: RowWord): Markup {
  return html`<span class="word ${word}"><span aria-hidden="true">${SIGNS[word]}</span> ${word}</span>`
}

/** Text between backticks becomes code. */
export function withCode(text: string): Markup {
  return html`${text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))}`
}
