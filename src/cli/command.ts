import { readFileSync } from 'node:fs'
import type { WriteStream } from 'node:tty'
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { terminalOf } from '../host/terminal.ts'
import { LoadgateError } from '../model/error.ts'
import type { Screen } from '../report/screen.ts'
import { visible } from '../report/safe.ts'
import { messages } from './messages.ts'

/** Where a command writes: results to stdout, progress and errors to stderr. */
export type Streams = { readonly stdout: WriteStream; readonly stderr: WriteStream }

/** What the file of a command exports. */
export type Command = {
  /** The whole text of `--help`. */
  readonly usage: string
  /** Returns the exit code. Throws LoadgateError on wrong usage and when the command cannot do its work. */
  readonly run: (args: readonly string[], streams: Streams) => Promise<number>
}

/** The exit code of `read` and `compare` when a file holds no usable measurement. */
export const UNUSABLE = 3

/** Where baselines are unless `--baselines` names another folder. */
export const BASELINES = 'baselines'

/** The width and colours of the terminal behind a stream. What a command prints may be as long as it is. */
export function screenOf(stream: WriteStream): Screen {
  const { columns, colour } = terminalOf(stream)
  return { columns, colour }
}

type Options = NonNullable<ParseArgsConfig['options']>

/** Whether the arguments contain this flag before any `--`. */
export function hasFlag(flag: string, args: readonly string[]): boolean {
  return args.slice(0, args.includes('--') ? args.indexOf('--') : args.length).includes(flag)
}

/**
 * The options of a command by name, and at most `most` other arguments. Throws a LoadgateError that names an unknown
 * option, an option with a missing or unexpected value, or the first argument too many.
 */
export function readArguments<const Known extends Options>(
  command: string,
  args: readonly string[],
  options: Known,
  most = 0,
) {
  checkArguments(command, args, options, most)
  return parseArgs({ args: [...args], options, allowPositionals: true })
}

/** The bytes of a file that the user named; `where` is its name in a sentence. Throws LoadgateError when it cannot be read. */
export function readNamedFile(file: string, where: string): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    const problem = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message
    throw new LoadgateError('unreadable', messages.unreadable({ where, problem }), { cause })
  }
}

/** The errors of `parseArgs` differ between versions of Node and do not list the known options, so these are our own. */
function checkArguments(command: string, args: readonly string[], options: Options, most: number): void {
  const { tokens, positionals } = parseArgs({ args: [...args], options, strict: false, tokens: true })
  for (const token of tokens) {
    const problem = token.kind === 'option' ? findProblem(command, token, options) : null
    if (problem !== null) throw new LoadgateError('wrong-usage', problem)
  }
  const extra = positionals[most]
  if (extra !== undefined)
    throw new LoadgateError('too-many-arguments', messages.tooManyArguments({ command, argument: visible(extra) }))
}

type Token = {
  readonly name: string
  readonly rawName: string
  readonly value: string | undefined
  readonly inlineValue: boolean | undefined
}

function findProblem(command: string, { name, rawName, value, inlineValue }: Token, options: Options): string | null {
  const option = Object.hasOwn(options, name) ? options[name] : undefined
  const known = Object.keys(options).map((one) => `--${one}`)
  if (!option) return messages.unknownOption({ command, option: visible(rawName), known: [...known, '--help'] })
  if (option.type === 'boolean' && value !== undefined)
    return messages.unexpectedValue({ command, option: rawName, value: visible(value) })
  // A value that starts with a dash is the next option: the user forgot the value.
  const missing = !value || (!inlineValue && value.startsWith('-'))
  return option.type === 'string' && missing ? messages.missingValue({ command, option: rawName }) : null
}
