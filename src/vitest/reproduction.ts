import { version as vitest } from 'vitest/node'
import type { Reproduction } from '../model/report.ts'
import { VARIABLES } from '../options/settings.ts'
import { version as loadgate } from '../host/own-package.ts'

/** The command that repeats this run, with the variables that change what is measured, and the versions. */
export function reproduction(env: NodeJS.ProcessEnv, argv: readonly string[]): Omit<Reproduction, 'commit' | 'dirty'> {
  const variables = VARIABLES.flatMap((name) =>
    env[name] === undefined || env[name] === '' ? [] : [`${name}=${quoted(env[name])}`],
  )
  return {
    command: [...variables, 'npx vitest', ...argv.map(quoted)].join(' '),
    versions: { loadgate: loadgate(), vitest },
  }
}

/** Quotes a word for a shell, if it needs that. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
