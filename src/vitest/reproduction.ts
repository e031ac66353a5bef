import { version as vitest } from 'vitest/node'
import type { Reproduction } from '../model/report.ts'
import { VARIABLES } from '../options/settings.ts'
import { version as loadgate } from '../host/versions.ts'

/** How to run Vitest as this process was run, with the variables that change what is measured. */
export function reproduction(env: NodeJS.ProcessEnv, argv: readonly string[]): Omit<Reproduction, 'commit' | 'dirty'> {
  const variables = VARIABLES.flatMap((name) =>
    env[name] === undefined || env[name] === '' ? [] : [`${name}=${quoted(env[name])}`],
  )
  return {
    command: [...variables, 'npx vitest', ...argv.map(quoted)].join(' '),
    versions: { loadgate: loadgate(), vitest },
  }
}

/** For a shell, where that is needed. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
