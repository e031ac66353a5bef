/** Places in a JSON document: `user.name`, `items.0.id`, `items.*.at`. `*` is every key and every index; `\.` is a dot in a key. */

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

export function isJson(value: unknown): value is Json {
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object') return typeof value === 'string' || typeof value === 'boolean'
  return value === null || Object.values(value).every(isJson)
}

function keysOf(path: string): readonly string[] {
  return path.split(/(?<!\\)\./).map((key) => key.replaceAll('\\.', '.'))
}

function pathOf(keys: readonly string[]): string {
  return keys.map((key) => key.replaceAll('.', '\\.')).join('.')
}

/** Everything that is at a path; nothing where there is no such place. */
export function valuesAt(document: Json, path: string): readonly Json[] {
  return keysOf(path).reduce<readonly Json[]>(
    (values, key) => values.flatMap((value) => childrenAt(value, key)),
    [document],
  )
}

function childrenAt(value: Json, key: string): readonly Json[] {
  if (typeof value !== 'object' || value === null) return []
  if (key === '*') return Object.values(value)
  return Object.hasOwn(value, key) ? [(value as Record<string, Json>)[key] as Json] : []
}

/** The document without what is at these paths. Elements of arrays become null, so that their number stays. Changes `document`. */
export function without(document: Json, paths: readonly string[]): Json {
  for (const path of paths) remove(document, keysOf(path))
  return document
}

function remove(value: Json, [key = '', ...rest]: readonly string[]): void {
  if (typeof value !== 'object' || value === null) return
  const children = value as Record<string, Json>
  for (const each of key === '*' ? Object.keys(value) : [key]) {
    if (!Object.hasOwn(value, each)) continue
    if (rest.length > 0) remove(children[each] as Json, rest)
    else if (Array.isArray(value)) value[Number(each)] = null
    else delete children[each]
  }
}

/** The places at which two documents differ. What differs in several elements of an array is one path with `*`. */
export function differingPaths(one: Json, other: Json): readonly string[] {
  return [...new Set(differences(one, other, []).map(pathOf))]
}

function differences(one: Json, other: Json, at: readonly string[]): readonly (readonly string[])[] {
  if (one === other) return []
  if (!isComposed(one) || !isComposed(other) || Array.isArray(one) !== Array.isArray(other)) return [at]
  if (Array.isArray(one) && one.length !== (other as Json[]).length) return [at]
  const [left, right] = [one as Record<string, Json>, other as Record<string, Json>]
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((key) => {
    const inside = [...at, Array.isArray(one) ? '*' : key]
    if (!Object.hasOwn(left, key) || !Object.hasOwn(right, key)) return [inside]
    return differences(left[key] as Json, right[key] as Json, inside)
  })
}

function isComposed(value: Json): value is Json[] | { [key: string]: Json } {
  return typeof value === 'object' && value !== null
}
