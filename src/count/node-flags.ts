import { pathToFileURL } from 'node:url'
import { programBeside } from '../host/own-package.ts'
import type { Server } from '../model/server.ts'
import { FLAGS_VARIABLE } from './method.ts'
import { isNode, isPython, programOf } from './program.ts'
import { WARM_TIMERS } from './warm-timers.ts'

/** The address by which Node loads a module of this folder. */
export function preload(module: string): string {
  return pathToFileURL(programBeside(import.meta.url, module)).href
}

/** The command of a server that has these flags, and timers that are warm, where Node is what it starts. */
export function commandWith(flags: readonly string[], { command: [program = '', ...args] }: Server): readonly string[] {
  if (!isNode(program)) return [program, ...args]
  return [program === 'node' ? process.execPath : program, ...flags, WARM_TIMERS, ...args]
}

/** `itself`, or where something else may start it, such as `npm start`, `tsx`, a shell or the program of a package. Null for Python. */
export function nodeIn(server: Server): 'itself' | 'inside' | null {
  if (isNode(server.command[0] ?? '')) return 'itself'
  return server.python !== undefined || isPython(programOf(server) ?? '') ? null : 'inside'
}

/**
 * What gives these flags to a Node that something else starts, and `options` that may stand in NODE_OPTIONS. Without the flags, launches of
 * json-server 0.17.4 differed by 20 %. Python is spared these variables, because a longer environment moves its counts.
 */
export function variablesWith(
  flags: readonly string[],
  server: Server,
  options: readonly string[] = [],
): Record<string, string> {
  if (nodeIn(server) !== 'inside') return {}
  const all = [server.env['NODE_OPTIONS'], `--import=${preload('./repeatable-preload')}`, ...options]
  return { NODE_OPTIONS: all.filter(Boolean).join(' '), [FLAGS_VARIABLE]: flags.join(' ') }
}
