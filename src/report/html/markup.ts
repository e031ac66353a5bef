import { visible } from '../visible.ts'

/** A piece of a page: everything in it that a user wrote was made safe. */
export type Markup = { readonly markup: string }

type Value = Markup | readonly Markup[] | string | number | null

const SPECIAL: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * A template whose values show as they are and do nothing: texts and numbers are escaped, for elements and for quoted attributes; other
 * markup stands as it is; null is nothing.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { markup: String.raw({ raw: parts }, ...values.map(textOf)) }
}

/** Text that nobody but this project wrote. */
export function trusted(markup: string): Markup {
  return { markup }
}

function textOf(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value))
  if ('markup' in value) return value.markup
  return value.map(({ markup }) => markup).join('')
}

function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => SPECIAL[character] ?? '')
}
