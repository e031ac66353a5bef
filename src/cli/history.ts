import { historiesOf, type History } from '../baseline/history.ts'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import { messages as optionsMessages } from '../options/messages.ts'
import { historyText } from '../report/history.ts'
import { visible } from '../report/visible.ts'
import { readArguments } from './arguments.ts'
import type { Streams } from './commands.ts'

const BASELINES = 'baselines'
const MOST = 20

const OPTIONS = { baselines: { type: 'string' }, commits: { type: 'string' } } as const

export const usage = `Usage: npx loadgate history [SCENARIO] [SERVER] [options]

What was recorded over time: git remembers every committed baseline, so it is the time series. For each
scenario and kind of machine, the commits that changed its file (author date, subject, and whether the
yardstick, the machine or Node changed with it), and a line for each metric: as it was recorded last, a bar
for each recording, and the change since the last one and since the first.

Changes are those of the ratio to the frozen references, so that a slower hour or machine is none. Where
other references were used from a commit on, there is a break, and nothing is compared across it.

SCENARIO is a scenario's title or a part of it, SERVER a server's name.

Options:
  --baselines DIR  the folder of the baselines (default: ${BASELINES})
  --commits N      at most so many commits a file, the latest ones (default: ${MOST})
  --help, -h       this text

Exit code: 0; 2 when the command could not do its work.

Example: npx loadgate history 'home page' fastify
`

export async function run(args: readonly string[], { stdout }: Streams): Promise<number> {
  const { values, positionals } = readArguments('history', args, OPTIONS, 2)
  const [scenario = '', server] = positionals
  const folder = values.baselines ?? BASELINES
  const histories = await historiesOf(folder, commitsOf(values.commits))
  const wanted = histories.filter(({ entries }) =>
    entries.some(({ recording }) => recording.scenario.includes(scenario)),
  )
  if (wanted.length === 0)
    throw new LoadgateError(
      'nothing-recorded',
      messages.nothingRecorded({
        folder: visible(folder),
        scenario: visible(scenario),
        titles: titlesOf(histories).map(visible),
      }),
    )
  const known = wanted.flatMap(({ entries }) => entries.flatMap(({ recording }) => Object.keys(recording.servers)))
  if (server !== undefined && !known.includes(server))
    throw new LoadgateError(
      'unknown-server',
      optionsMessages.unknownServer({ where: 'SERVER', name: server, known: [...new Set(known)] }),
    )
  stdout.write(`${historyText(wanted, stdout.columns ?? 120, server)}\n`)
  return 0
}

function commitsOf(text: string | undefined): number {
  const count = Number(text ?? MOST)
  if (!Number.isSafeInteger(count) || count < 1)
    throw new LoadgateError('wrong-count', messages.wrongCount({ option: '--commits', value: visible(text ?? '') }))
  return count
}

function titlesOf(histories: readonly History[]): readonly string[] {
  return [...new Set(histories.flatMap(({ entries }) => entries.map(({ recording }) => recording.scenario)))]
}
