import { isDeepStrictEqual } from 'node:util'
import { valuesAt, without, type Json } from './json-path.ts'
import { regexOf } from './pattern.ts'

/** What a body must be where it is not the same bytes every time. Plain data, so that it can be sent to a generator's process. */
export type BodyRules = {
  /** Whether it is empty. */
  readonly empty?: boolean
  readonly includes?: readonly string[]
  /** Regular expressions, as `regexOf` reads them. */
  readonly matches?: readonly string[]
  readonly json?: JsonRules
  /** Bytes. */
  readonly length?: number
}

export type JsonRules = {
  /** By path. */
  readonly equal?: Readonly<Record<string, Json>>
  /** What the document is without what is ignored; undefined where only `equal` is checked. */
  readonly document?: Json
  readonly ignore?: readonly string[]
}

/** The first rule that a body breaks, with what it asks for. */
export type Broken =
  | { readonly rule: 'empty' | 'json' }
  | { readonly rule: 'length'; readonly length: number; readonly wanted: number }
  | { readonly rule: 'includes' | 'matches'; readonly text: string }
  | { readonly rule: 'equal'; readonly path: string; readonly wanted: Json; readonly found: readonly Json[] }
  | { readonly rule: 'document'; readonly document: Json }

/** Judges one decoded body after the other. `length` is its number of bytes. */
export type Judge = (text: string, length: number) => Broken | null

/** Compiles the rules once, for many bodies. */
export function judgeOf({ empty, includes = [], matches = [], json, length }: BodyRules): Judge {
  const patterns = matches.map((pattern) => ({ pattern, regex: regexOf(pattern) }))
  const judgeJson = json && jsonJudgeOf(json)
  return (body, bytes) => {
    if (empty !== undefined && empty !== (bytes === 0)) return { rule: 'empty' }
    if (length !== undefined && bytes !== length) return { rule: 'length', length: bytes, wanted: length }
    const absent = includes.find((piece) => !body.includes(piece))
    if (absent !== undefined) return { rule: 'includes', text: absent }
    const unmatched = patterns.find(({ regex }) => !regex.test(body))
    if (unmatched) return { rule: 'matches', text: unmatched.pattern }
    return judgeJson?.(body) ?? null
  }
}

/** What `equal` names is checked even where it is ignored. */
function jsonJudgeOf({ equal = {}, document, ignore = [] }: JsonRules): (body: string) => Broken | null {
  const wanted = Object.entries(equal)
  return (body) => {
    const parsed = jsonIn(body)
    if (parsed === undefined) return { rule: 'json' }
    for (const [path, value] of wanted) {
      const found = valuesAt(parsed, path)
      if (found.length === 0 || !found.every((one) => isDeepStrictEqual(one, value)))
        return { rule: 'equal', path, wanted: value, found }
    }
    if (document === undefined) return null
    const rest = without(parsed, ignore)
    return isDeepStrictEqual(rest, document) ? null : { rule: 'document', document: rest }
  }
}

/** Undefined where the text is no JSON. */
export function jsonIn(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
