import type { WhereFunction } from '../../model/where.ts'
import { messages } from '../messages.ts'

/** As people call it: its name, or that it has none. */
export function nameOf({ name }: WhereFunction): string {
  return name === '' ? messages.anonymous : name
}

/** Where to open it: `nunjucks/src/runtime.js:20`, or that nobody can. Empty for what belongs to the runtime. */
export function placeOf({ file, line }: WhereFunction): string {
  if (file === null) return line === null ? '' : messages.madeAtRunTime
  return line === null ? file : `${file}:${line}`
}
