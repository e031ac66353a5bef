import { delimiter, join } from 'node:path'
import type { Server } from '../model/server.ts'
import { FLAGS } from './method.ts'
import { commandWith, variablesWith } from './node-flags.ts'
import { isNode } from './program.ts'
import { MAPS_VARIABLE } from './python-namer.ts'
import { codeVariables } from './rehearsal.ts'

/** Under valgrind everything takes some ten times as long to start. */
const PATIENCE = 10

/** The names of the pipes through which valgrind is spoken to begin so. */
export function pipePrefix(folder: string): string {
  return `${folder}/vgdb`
}

/**
 * `flags` replace those that make a Node server's counts repeat. With `profile`, costs are kept apart by function and its callers. `code`
 * is the folder in which a rehearsal left what Node compiled.
 */
export type HowToCount = {
  readonly flags?: readonly string[] | undefined
  readonly profile?: boolean | undefined
  readonly code?: string | undefined
}

/**
 * Functions by their callers, so many of them: fewer would mix up who called whom, because V8 puts up to five builtins between two
 * functions. Recursion is told from the callers, and by addresses what callgrind charged to the wrong function.
 */
const CONTEXT_FLAGS = ['--separate-callers=40', '--separate-recs=1', '--dump-instr=yes'] as const

/** V8 writes a map of the code that it makes, and its log away from the server's folder. */
function mapFlags(folder: string): readonly string[] {
  return ['--perf-basic-prof', `--perf-basic-prof-path=${folder}`, `--logfile=${folder}/v8.log`]
}

/**
 * The same server under callgrind, not counting yet, with its pipes and dumps in `folder`. A Node server has the flags that make
 * its counts repeat in place of those of `runtime`; they reach what it forks. So has a Node that something else starts. Python gets
 * a fixed hash seed, and Go no signals that interrupt its goroutines.
 */
export function countingServer(
  server: Server,
  folder: string,
  { flags = FLAGS, profile = false, code }: HowToCount = {},
): Server {
  const own = commandWith(profile ? [...flags, ...mapFlags(folder)] : flags, server)
  return {
    ...server,
    command: ['valgrind', ...counterFlags(folder), ...(profile ? CONTEXT_FLAGS : []), ...own],
    env: {
      PYTHONHASHSEED: '0',
      ...codeVariables(server, code),
      ...server.env,
      ...goVariables(server),
      ...variablesWith(flags, server, profile ? ['--perf-basic-prof'] : []),
      ...(profile ? pythonVariables(server, folder) : {}),
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

/** Python names its functions from 3.12 on, or is made to. */
function pythonVariables({ env }: Server, folder: string): Record<string, string> {
  const path = [namerFolder(folder), env['PYTHONPATH'] ?? process.env['PYTHONPATH']].filter(Boolean).join(delimiter)
  return { PYTHONPERFSUPPORT: '1', PYTHONPATH: path, [MAPS_VARIABLE]: folder }
}

/** Where Python is to find what makes it name its functions. */
export function namerFolder(folder: string): string {
  return join(folder, 'python')
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
