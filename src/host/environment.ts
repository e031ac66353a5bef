import { delimiter } from 'node:path'
import { LAUNCH_VARIABLE } from './proc.ts'

type Variables = Readonly<Record<string, string | undefined>>

/** Environment variables by whose business they are. Every program that this package starts is spared some of them. */
const OWNERS = {
  testRunner: /^(VITEST|VITEST_.*|TEST)$/,
  /** Loads debuggers, coverage and other code into every Node process. */
  nodeOptions: /^(NODE_OPTIONS|NODE_V8_COVERAGE)$/,
  nodeMode: /^NODE_ENV$/,
  loadgate: /^LOADGATE_.*$/,
  launch: new RegExp(`^${LAUNCH_VARIABLE}$`),
  /** Where a git that started us, in a hook, works; and how an editor reads paths, which are written for git itself here. */
  git: /^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|COMMON_DIR|NAMESPACE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|QUARANTINE_PATH|(LITERAL|GLOB|NOGLOB|ICASE)_PATHSPECS)$/,
  /** Where an npm that started us, in a script, works, and what would make npm leave dependencies out. */
  npm: /^(npm_(lifecycle|package)_.*|npm_command|npm_config_(local_prefix|workspaces?|include_workspace_root|global|dry_run)|INIT_CWD)$/,
  shell: /^(OLDPWD|FORCE_COLOR)$/,
} as const

type Owner = keyof typeof OWNERS

function without(env: Variables, owners: readonly Owner[]): Record<string, string> {
  const rest = Object.entries(env).filter(
    ([name, value]) => value !== undefined && !owners.some((owner) => OWNERS[owner].test(name)),
  )
  return Object.fromEntries(rest) as Record<string, string>
}

/** For git, npm and the loader of definitions, which work in `cwd`, perhaps another checkout. None may ask for a password. */
export function toolEnvironment(cwd: string, env: Variables = process.env): Record<string, string> {
  const rest = without(env, ['testRunner', 'nodeOptions', 'nodeMode', 'loadgate', 'git', 'npm', 'shell'])
  return { ...rest, PWD: cwd, NO_COLOR: '1', GIT_TERMINAL_PROMPT: '0' }
}

/** For a server under test, before what its definition says. Python then prints at once, also into a pipe. */
export function serverEnvironment(env: Variables = process.env): Record<string, string> {
  return { PYTHONUNBUFFERED: '1', ...without(env, ['testRunner', 'nodeOptions', 'loadgate']), NODE_ENV: 'production' }
}

/** For a load generator, as a user would start it: the variables of test runners change how libraries and Node itself behave. */
export function generatorEnvironment(env: Variables = process.env): Record<string, string> {
  return { ...without(env, ['testRunner', 'nodeOptions']), NODE_ENV: 'production' }
}

/** For the watchdog, which must outlive the launch that this process may itself belong to. */
export function watchdogEnvironment(env: Variables = process.env): Record<string, string> {
  return without(env, ['nodeOptions', 'launch'])
}

/** The variables of `env` that `map` changes, with PATH and its like taken apart. */
export function mappedVariables(env: Variables, map: (path: string) => string): Record<string, string> {
  const mapped = Object.entries(env).map(
    ([name, value = '']) => [name, value.split(delimiter).map(map).join(delimiter)] as const,
  )
  return Object.fromEntries(mapped.filter(([name, value]) => value !== (env[name] ?? '')))
}
