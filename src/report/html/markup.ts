import { visible } from '../visible.ts'

/** A piece of a page. Everything in it that a user wrote is escaped. */
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

function textOf(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value))
  if ('markup' in value) return value.markup
  return value.map(({ markup }) => markup).join('')
}

function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => SPECIAL[character] ?? '')
}
