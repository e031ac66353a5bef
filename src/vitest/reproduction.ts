import { version as vitest } from 'vitest/node'
import type { Reproduction } from '../model/report.ts'
import { SETTINGS } from '../options/settings.ts'
import { version as loadgate } from '../host/package-version.ts'
import type { Origin } from '../host/origin.ts'

/** How to run Vitest as this process was run, with the variables that change what is measured. */
export function reproduction(origin: Origin, env: NodeJS.ProcessEnv, argv: readonly string[]): Reproduction {
  const variables = SETTINGS.flatMap((name) =>
    env[name] === undefined || env[name] === '' ? [] : [`${name}=${quoted(env[name])}`],
  )
  return {
    command: [...variables, 'npx vitest', ...argv.map(quoted)].join(' '),
    ...origin,
    versions: { loadgate: loadgate(), vitest },
  }
}

/** For a shell, where that is needed. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
