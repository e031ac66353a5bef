import { existsSync } from 'node:fs'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { Server } from '../model/server.ts'

/** Where the two sides lie, as real absolute paths: the tops of both working trees, and the project's folder below them. */
export type Checkouts = {
  readonly head: string
  readonly base: string
  /** From either top to the folder that the gate runs in; empty when that is the top. */
  readonly prefix: string
  /** Files that git tracks in head, seen from its top, and that the base's commit lacks. */
  readonly added?: readonly string[] | undefined
}

/** The folder that the gate runs in, and the one that the base's gate would run in. */
export function headRoot({ head, prefix }: Checkouts): string {
  return join(head, prefix)
}

export function baseRoot({ base, prefix }: Checkouts): string {
  return join(base, prefix)
}

/** The base's counterpart of a path that lies in head; any other path as it is. */
export function inBase({ head, base }: Checkouts, path: string): string {
  // The base lies inside head, under its scratch folder.
  if (!isAbsolute(path) || isWithin(base, path) || !isWithin(head, path)) return path
  return join(base, relative(head, path))
}

/**
 * The same if the counterpart exists. What git does not track, such as a Python environment, is only in head. What it tracks and the
 * base lacks is missing there, since head's code must not run as the base's.
 */
export function inBaseIfExists(checkouts: Checkouts, path: string): string {
  const counterpart = inBase(checkouts, path)
  return existsSync(counterpart) || isAdded(checkouts, path) ? counterpart : path
}

function isAdded({ head, added = [] }: Checkouts, path: string): boolean {
  return added.some((file) => isWithin(path, join(head, file)))
}

/** Whether a path is this folder, or in it. Both are absolute. */
export function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

/** Which servers are measured on both sides, and which exist on one only. */
export type PairedServers = {
  readonly both: readonly { readonly head: Server; readonly base: Server }[]
  readonly isNew: readonly string[]
  readonly gone: readonly string[]
}

/** Pairs the servers by name, in head's order. */
export function pairServers(head: readonly Server[], base: readonly Server[]): PairedServers {
  const baseOf = new Map(base.map((server) => [server.name, server]))
  const names = new Set(head.map(({ name }) => name))
  return {
    both: head.flatMap((server) => {
      const other = baseOf.get(server.name)
      return other ? { head: server, base: measuredAs(server, other) } : []
    }),
    isNew: head.flatMap(({ name }) => (baseOf.has(name) ? [] : name)),
    gone: base.flatMap(({ name }) => (names.has(name) ? [] : name)),
  }
}

/**
 * Warm-up, Node's flags and the runtime report belong to the measurement, not to the server. With other ones the same code gives
 * other numbers, and a changed definition would look like a changed server.
 */
function measuredAs({ runtime, runtimeReport, warmup, ...head }: Server, base: Server): Server {
  return { ...base, runtime, runtimeReport, warmup, ...preparedAs(head, base) }
}

/** Each side has the `prepare` of its own checkout. Where base's definition has none yet, the specs are head's, and so is what they need. */
function preparedAs({ cwd = '.', prepare }: Pick<Server, 'cwd' | 'prepare'>, base: Server): Pick<Server, 'prepare'> {
  return prepare === undefined || base.prepare !== undefined ? {} : { prepare: resolve(cwd, prepare) }
}
