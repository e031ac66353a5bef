import { LoadgateError } from '../../model/error.ts'
import { pathSchema } from '../../model/ready.ts'
import { nameSchema } from '../../model/server.ts'
import { visible } from '../../report/safe.ts'
import { readArguments } from '../command.ts'
import { messages } from './messages.ts'
import { commandWords } from './words.ts'

const OPTIONS = {
  yes: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  command: { type: 'string' },
  build: { type: 'string' },
  port: { type: 'string' },
  path: { type: 'string' },
  name: { type: 'string' },
  dir: { type: 'string' },
} as const

/** What the user said on the command line; undefined where nothing was said. */
export type Flags = {
  readonly yes: boolean
  readonly dryRun: boolean
  readonly command: readonly string[] | undefined
  readonly build: readonly string[] | undefined
  readonly port: number | 'free' | 'reported' | undefined
  readonly path: string | undefined
  readonly name: string | undefined
  readonly dir: string | undefined
}

/** Throws LoadgateError that names the flag and its value. */
export function readFlags(args: readonly string[]): Flags {
  const { values } = readArguments('init', args, OPTIONS)
  const { yes = false, 'dry-run': dryRun = false, command, build, port, path, name, dir } = values
  return {
    yes,
    dryRun,
    command: command === undefined ? undefined : commandWords('--command', command),
    build: build === undefined ? undefined : commandWords('--build', build),
    port: port === undefined ? undefined : readPort(port),
    path: path === undefined ? undefined : readPath(path),
    name: name === undefined ? undefined : readName(name),
    dir,
  }
}

function readPort(value: string): number | 'free' | 'reported' {
  if (value === 'free' || value === 'reported') return value
  const port = /^\d+$/.test(value) ? Number(value) : 0
  if (port >= 1 && port <= 65_535) return port
  throw new LoadgateError('wrong-port', messages.wrongPort({ value: visible(value) }))
}

function readPath(value: string): string {
  if (pathSchema.safeParse(value).success) return value
  throw new LoadgateError('wrong-path', messages.wrongPath({ value: visible(value) }))
}

/** It becomes a file's name, too. */
function readName(value: string): string {
  if (/^[\w][\w.-]*$/.test(value) && nameSchema.safeParse(value).success) return value
  throw new LoadgateError('wrong-name', messages.wrongName({ value: visible(value) }))
}
