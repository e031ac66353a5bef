import { parseArgs, type ParseArgsConfig } from 'node:util'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import { visible } from '../report/visible.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** Whether a flag stands among the arguments, before `--`. */
export function asksFor(flag: string, args: readonly string[]): boolean {
  return args.slice(0, args.includes('--') ? args.indexOf('--') : args.length).includes(flag)
}

/**
 * The options of a command by name, and at most so many other arguments. Throws LoadgateError that names the option or
 * argument that is too much, lacks its value, or has one that it does not take.
 */
export function readArguments<const Known extends Options>(
  command: string,
  args: readonly string[],
  options: Known,
  most = 0,
) {
  refuseWrong(command, args, options, most)
  return parseArgs({ args: [...args], options, allowPositionals: true })
}

/** In words of our own, for those of `parseArgs` differ between versions of Node and don't say what there is instead. */
function refuseWrong(command: string, args: readonly string[], options: Options, most: number): void {
  const { tokens, positionals } = parseArgs({ args: [...args], options, strict: false, tokens: true })
  for (const token of tokens) {
    const problem = token.kind === 'option' ? problemOf(command, token, options) : null
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

function problemOf(command: string, { name, rawName, value, inlineValue }: Token, options: Options): string | null {
  const option = Object.hasOwn(options, name) ? options[name] : undefined
  const known = Object.keys(options).map((one) => `--${one}`)
  if (!option) return messages.unknownOption({ command, option: visible(rawName), known: [...known, '--help'] })
  if (option.type === 'boolean' && value !== undefined)
    return messages.optionWithValue({ command, option: rawName, value: visible(value) })
  // What looks like the next option is one, and the value was forgotten.
  const forgotten = !value || (!inlineValue && value.startsWith('-'))
  return option.type === 'string' && forgotten ? messages.optionWithoutValue({ command, option: rawName }) : null
}
