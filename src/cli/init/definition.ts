import type { Flags } from './flags.ts'
import type { Choices } from './entry.ts'
import type { Seen } from './project.ts'
import type { Definition } from './server-files.ts'

/** Requests before anything counts. A server in Python answers a tenth as many per second. */
const WARMUP = { Python: 500, Node: 2_000, Go: 2_000, other: 1_000 } as const

/** The server's definition: what the user said, then what was seen. */
export function definitionFrom(flags: Flags, seen: Seen, command: readonly string[], path: string): Definition {
  const { start, language } = seen
  const isGuess = command.join('\0') === start?.command.join('\0')
  const getsPort = command.some((word) => word.includes('{port}'))
  return {
    name: flags.name ?? seen.name,
    python: isGuess ? start?.python : undefined,
    build: flags.build ?? (isGuess ? start?.build : undefined),
    command,
    env: isGuess ? start?.env : undefined,
    port: flags.port ?? (getsPort ? undefined : start?.port),
    ready: path,
    runtime: command[0] === 'node' ? 'steady' : undefined,
    warmup: WARMUP[language],
  }
}

/** What would be written without asking anybody, not even the server. */
export function guessedChoices(flags: Flags, seen: Seen): Choices {
  const path = flags.path ?? seen.path
  return {
    definition: definitionFrom(flags, seen, flags.command ?? seen.start?.command ?? [], path),
    path,
    expect: null,
  }
}
