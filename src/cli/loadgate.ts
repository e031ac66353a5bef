import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import { visible } from '../report/visible.ts'
import { asksFor } from './arguments.ts'
import { COMMANDS, type Streams } from './commands.ts'
import { version } from '../host/versions.ts'

const usage = `Usage: npx loadgate <command> [options]

Load tests as Vitest specs that gate a build: \`npm run test:perf\` is the gate, these look beside it.

Commands:
${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(10)}  ${summary}`)
  .join('\n')}

Options:
  --help, -h  this text; after a command, what that command takes
  --version   the version of loadgate

Exit code: 0, or 1 or 3 for bad news (see the command's help), or 2 when the command could not do its work.
`

/** Runs what the words after \`loadgate\` ask for, and gives the exit code. Throws LoadgateError on wrong usage. */
export async function loadgate([name, ...args]: readonly string[], streams: Streams): Promise<number> {
  const names = Object.keys(COMMANDS)
  if (name === undefined) throw new LoadgateError('no-command', messages.noCommand({ commands: names }))
  if (name === '--help' || name === '-h') return print(usage, streams)
  if (name === '--version') return print(`${version()}\n`, streams)
  const command = Object.entries(COMMANDS).find(([known]) => known === name)?.[1]
  if (!command)
    throw new LoadgateError('unknown-command', messages.unknownCommand({ name: visible(name), commands: names }))
  const { run, usage: own } = await command.load()
  return asksFor('--help', args) || asksFor('-h', args) ? print(own, streams) : run(args, streams)
}

function print(text: string, { stdout }: Streams): number {
  stdout.write(text)
  return 0
}
