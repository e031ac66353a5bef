import type { Where } from '../../model/where.ts'

type WhereFunction = Where['functions'][number]

/** What an anonymous function is called. */
const ANONYMOUS = '(anonymous)'

/** As people call it: its name, or that it has none. */
export function nameOf({ name }: WhereFunction): string {
  return name === '' ? ANONYMOUS : name
}

/** Where to open it: `nunjucks/src/runtime.js:20`. Empty for what no file has. */
export function placeOf({ file, line }: WhereFunction): string {
  if (file === null) return ''
  return line === null ? file : `${file}:${line}`
}
