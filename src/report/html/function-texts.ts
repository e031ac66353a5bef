import type { WhereFunction } from '../../model/where.ts'
import { ofCauses } from '../cause-messages.ts'

/** As people call it: its name, or that it has none. */
export function nameOf({ name }: WhereFunction): string {
  return name === '' ? ofCauses.anonymous : name
}

/** What a frame has room for: the name, or of a function without one its file without folders, `main.ts:9`. */
export function shortName(one: WhereFunction): string {
  return one.name === '' && one.file !== null ? (placeOf(one).split('/').at(-1) ?? '') : nameOf(one)
}

/** Where to open it: `nunjucks/src/runtime.js:20`, or that nobody can. Empty for what belongs to the runtime. */
export function placeOf({ file, line }: Pick<WhereFunction, 'file' | 'line'>): string {
  if (file === null) return line === null ? '' : ofCauses.madeAtRunTime
  return line === null ? file : `${file}:${line}`
}
