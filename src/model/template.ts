import type { Scalar, Values } from './data.ts'
import { escapeInPath, isJson } from './placeholders.ts'

/** Texts with places for the values of a turn, taken apart once and filled many times. */

/** `whole`: all of a text in JSON, where a number stays a number. */
type Part = string | { readonly name: string; readonly whole: boolean }

export type Template = readonly Part[]

type Escape = (text: string) => string

export type Filler = (values: Values) => string

/** Fills `{name}` for these names, and leaves all other braces as they are. */
export function fillerOf(text: string, where: 'path' | 'header' | 'body', names: ReadonlySet<string>): Filler {
  const json = where === 'body' && isJson(text)
  const parts = partsOf(text, json, names)
  const escape = where === 'path' ? escapeInPath : json ? escapeInJson : String
  if (parts.every((part) => typeof part === 'string')) return () => text
  return (values) => parts.map((part) => fillPart(part, values, escape)).join('')
}

/** The names among these that a text has places for. */
export function namesIn(text: string, names: ReadonlySet<string>): readonly string[] {
  return partsOf(text, false, names).flatMap((part) => (typeof part === 'string' ? [] : part.name))
}

const PLACE = /("?)\{([A-Za-z_]\w*)\}("?)/g

function partsOf(text: string, json: boolean, names: ReadonlySet<string>): Template {
  const parts: Part[] = []
  let end = 0
  for (const { 0: whole, 1: open = '', 2: name = '', 3: close = '', index } of text.matchAll(PLACE)) {
    if (!names.has(name)) continue
    const isWhole = json && open !== '' && close !== '' && text[index - 1] !== '\\'
    const [from, to] = isWhole
      ? [index, index + whole.length]
      : [index + open.length, index + whole.length - close.length]
    parts.push(text.slice(end, from), { name, whole: isWhole })
    end = to
  }
  return [...parts, text.slice(end)].filter((part) => part !== '')
}

function fillPart(part: Part, values: Values, escape: Escape): string {
  if (typeof part === 'string') return part
  const value: Scalar | undefined = values[part.name]
  // Nothing fills it, as in a step that a reference gets.
  if (value === undefined) return part.whole ? `"{${part.name}}"` : `{${part.name}}`
  return part.whole ? JSON.stringify(value) : escape(String(value))
}

/** Inside a text of JSON, a quote in a value must not end that text. */
function escapeInJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
