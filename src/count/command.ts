import { basename } from 'node:path'
import type { Server } from '../model/server.ts'
import { REPEATABLE_FLAGS, TIER_FLAGS } from './method.ts'

/** Under valgrind everything takes some ten times as long to start. */
const PATIENCE = 10

/** The names of the pipes through which valgrind is spoken to begin so. */
export function pipePrefix(folder: string): string {
  return `${folder}/vgdb`
}

/** `flags` replace those that make a Node server's counts repeat. With `profile`, costs are kept apart by function and its callers. */
export type HowToCount = { readonly flags?: readonly string[] | undefined; readonly profile?: boolean | undefined }

/**
 * Functions by their callers, so many of them: fewer would mix up who called whom, because V8 puts up to five builtins between two
 * functions. Recursion is told from the callers.
 */
const CONTEXT_FLAGS = ['--separate-callers=40', '--separate-recs=1'] as const

/** V8 writes a map of the code that it makes, and its log away from the server's folder. */
function mapFlags(folder: string): readonly string[] {
  return ['--perf-basic-prof', `--perf-basic-prof-path=${folder}`, `--logfile=${folder}/v8.log`]
}

/**
 * The same server under callgrind, not counting yet, with its pipes and dumps in `folder`. A Node server has the flags that make
 * its counts repeat in place of those of `runtime`; they reach what it forks. Python gets a fixed hash seed, and Go no signals
 * that interrupt its goroutines. Anything else starts as it is.
 */
export function countingServer(
  server: Server,
  folder: string,
  { flags = [...REPEATABLE_FLAGS, ...TIER_FLAGS], profile = false }: HowToCount = {},
): Server {
  const [program = '', ...args] = server.command
  const own = isNode(program) ? [program === 'node' ? process.execPath : program, ...flags] : [program]
  if (profile && isNode(program)) own.push(...mapFlags(folder))
  return {
    ...server,
    command: ['valgrind', ...counterFlags(folder), ...(profile ? CONTEXT_FLAGS : []), ...own, ...args],
    env: {
      PYTHONHASHSEED: '0',
      ...server.env,
      ...goVariables(server),
      ...(profile ? { PYTHONPERFSUPPORT: '1' } : {}),
    },
    ready: { ...server.ready, within: server.ready.within * PATIENCE },
    runtime: 'plain',
    runtimeReport: false,
  }
}

/**
 * The signals by which Go interrupts long loops end callgrind, once counting was switched on (3.19, Go 1.26: an assertion in
 * `vgCallgrind_post_signal`). What the program is written in is not known, so only Node and Python are spared the variable.
 */
function goVariables({ command: [program = ''], python, env }: Server): Record<string, string> {
  if (isNode(program) || python !== undefined) return {}
  return { GODEBUG: [env['GODEBUG'], 'asyncpreemptoff=1'].filter(Boolean).join(',') }
}

/** Flags of valgrind, before the program that it is to run. */
export function counterFlags(folder: string): readonly string[] {
  return [
    '--tool=callgrind',
    '--quiet',
    '--instr-atstart=no',
    '--trace-children=yes',
    `--vgdb-prefix=${pipePrefix(folder)}`,
    `--callgrind-out-file=${folder}/dump.%p`,
  ]
}

/** Whether a program, as a command names it, is Node. */
export function isNode(program: string): boolean {
  return /^node(js)?$/.test(basename(program))
}
