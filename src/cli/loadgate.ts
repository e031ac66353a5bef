import { version } from '../host/own-package.ts'
import { LoadgateError } from '../model/error.ts'
import { visible } from '../report/safe.ts'
import { hasFlag, type Command, type Streams } from './command.ts'
import { helpText } from './help.ts'
import { messages } from './messages.ts'

type Entry = { readonly summary: string; readonly load: () => Promise<Command> }

/** Every command, with its line in the help. A command's code is loaded when it runs. */
export const COMMANDS = {
  init: { summary: 'set up the gate in your project', load: () => import('./init.ts') },
  read: {
    summary: 'print the output of a load generator as JSON, and whether it is usable',
    load: () => import('./read.ts'),
  },
  compare: {
    summary: 'compare outputs of those tools, or reports of the gate',
    load: () => import('./compare.ts'),
  },
  merge: { summary: 'make one report of those of all shards of a run', load: () => import('./merge.ts') },
  history: { summary: 'show how the committed baselines changed over time', load: () => import('./history.ts') },
  bisect: {
    summary: 'find the commit that made a server execute more instructions per request',
    load: () => import('./bisect.ts'),
  },
  'bisect-step': {
    summary: 'for `git bisect run`: say whether the commit that is checked out is heavy',
    load: () => import('./bisect-step.ts'),
  },
  comment: {
    summary: "in a GitHub workflow: post a run's result as a comment on its pull request",
    load: () => import('./comment.ts'),
  },
  propose: {
    summary: 'in a GitHub workflow: open a pull request with new baselines',
    load: () => import('./propose.ts'),
  },
  doctor: {
    summary: 'describe this machine, the baselines it would use, and how noisy it is',
    load: () => import('./doctor.ts'),
  },
} satisfies Readonly<Record<string, Entry>>

const usage = `Usage: npx loadgate <command> [options]

Load tests as Vitest specs that gate a build. \`npm run test:perf\` runs the gate; these commands do the
rest.

Commands:
${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(11)}  ${summary}`)
  .join('\n')}

Options:
  --help, -h  show this text, or after a command, the help of that command
  --version   show the version of loadgate

Exit code: 0; 1 or 3 for bad news (see the command's help); 2 when the command could not do its work.
`

/** Runs the command that the words after `loadgate` name, and returns the exit code. Throws LoadgateError on wrong usage. */
export async function loadgate([name, ...args]: readonly string[], streams: Streams): Promise<number> {
  const names = Object.keys(COMMANDS)
  if (name === undefined) throw new LoadgateError('no-command', messages.noCommand({ commands: names }))
  if (name === '--help' || name === '-h') return print(helpText(usage, streams.stdout), streams)
  if (name === '--version') return print(`${version()}\n`, streams)
  const command = Object.entries(COMMANDS).find(([known]) => known === name)?.[1]
  if (!command)
    throw new LoadgateError('unknown-command', messages.unknownCommand({ name: visible(name), commands: names }))
  const { run, usage: commandUsage } = await command.load()
  const asksForHelp = hasFlag('--help', args) || hasFlag('-h', args)
  return asksForHelp ? print(helpText(commandUsage, streams.stdout), streams) : run(args, streams)
}

function print(text: string, { stdout }: Streams): number {
  stdout.write(text)
  return 0
}
