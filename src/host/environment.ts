import { delimiter } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Not for a program that works in another folder: where the program that started us works (git in a hook, npm in a script,
 * the test runner), and what would make npm leave dependencies out.
 */
const NOT_FOR_BASE = new RegExp(
  `^(${[
    'GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|COMMON_DIR|NAMESPACE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|QUARANTINE_PATH)',
    'npm_(lifecycle|package)_.*|npm_command|npm_config_(local_prefix|workspaces?|include_workspace_root|global|dry_run)',
    'INIT_CWD|OLDPWD|VITEST|VITEST_.*|TEST|NODE_ENV|NODE_OPTIONS|NODE_V8_COVERAGE|LOADGATE_.*|FORCE_COLOR',
  ].join('|')})$`,
)

/** The environment of git, npm and the loader of definitions, which work in `cwd`. None of them may ask for a password. */
export function environmentFor(cwd: string, env: Environment): Record<string, string> {
  const rest = Object.entries(env).filter(([name, value]) => value !== undefined && !NOT_FOR_BASE.test(name))
  return { ...(Object.fromEntries(rest) as Record<string, string>), PWD: cwd, NO_COLOR: '1', GIT_TERMINAL_PROMPT: '0' }
}

/** The variables of `env` that `map` changes, with PATH and its like taken apart. */
export function mappedVariables(env: Environment, map: (path: string) => string): Record<string, string> {
  const mapped = Object.entries(env).map(
    ([name, value = '']) => [name, value.split(delimiter).map(map).join(delimiter)] as const,
  )
  return Object.fromEntries(mapped.filter(([name, value]) => value !== (env[name] ?? '')))
}
