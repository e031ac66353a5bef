import { existsSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'

/** Where the two sides lie, as real absolute paths: the tops of both working trees, and the project's folder below them. */
export type Place = {
  readonly head: string
  readonly base: string
  /** From either top to the folder that the gate runs in; empty when that is the top. */
  readonly prefix: string
}

/** The folder that the gate runs in, and the one that the base's gate would run in. */
export function headRoot({ head, prefix }: Place): string {
  return join(head, prefix)
}

export function baseRoot({ base, prefix }: Place): string {
  return join(base, prefix)
}

/** The base's counterpart of a path that lies in head; any other path as it is. */
export function inBase({ head, base }: Place, path: string): string {
  // The base lies inside head, under its scratch folder.
  if (!isAbsolute(path) || within(base, path) || !within(head, path)) return path
  return join(base, relative(head, path))
}

/** The same, where the counterpart exists: what git does not know of, such as a Python environment, is only in head. */
export function inBaseIfThere(place: Place, path: string): string {
  const counterpart = inBase(place, path)
  return existsSync(counterpart) ? counterpart : path
}

function within(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}
