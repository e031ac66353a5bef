import { historiesOf } from '../baseline/history.ts'
import type { History } from '../model/baseline.ts'
import { LoadgateError } from '../model/error.ts'
import { messages as optionsMessages } from '../options/messages.ts'
import { historyText } from '../report/history.ts'
import { visible } from '../report/safe.ts'
import { readArguments, BASELINES, type Streams } from './command.ts'
import { messages } from './messages.ts'

const DEFAULT_COMMITS = 20

const OPTIONS = { baselines: { type: 'string' }, commits: { type: 'string' } } as const

export const usage = `Usage: npx loadgate history [SCENARIO] [SERVER] [options]

Shows how the baselines changed over time, as git recorded them. For each scenario and kind of machine it
lists the commits that changed the baseline (author date, subject, and whether the yardstick, the machine or
Node changed with it). Below, one line per metric shows the latest value, a bar for each recording, and the
change since the previous and since the first recording.

Changes are those of the ratio to the frozen references, so a slower hour or machine does not show as a
change. When a commit changed the references, the bars show a break and nothing is compared across it.

SCENARIO is a scenario's title or a part of it. SERVER is the name of a server.

Options:
  --baselines DIR  the folder of the baselines (default: ${BASELINES})
  --commits N      show at most the latest N commits per file (default: ${DEFAULT_COMMITS})
  --help, -h       show this text

Exit code: 0; 2 when the command could not do its work.

Example: npx loadgate history 'home page' fastify
`

export async function run(args: readonly string[], { stdout }: Streams): Promise<number> {
  const { values, positionals } = readArguments('history', args, OPTIONS, 2)
  const [scenario = '', server] = positionals
  const folder = values.baselines ?? BASELINES
  const histories = await historiesOf(folder, parseCommits(values.commits))
  const matching = histories.filter(({ entries }) =>
    entries.some(({ recording }) => recording.scenario.includes(scenario)),
  )
  if (matching.length === 0)
    throw new LoadgateError(
      'nothing-recorded',
      messages.nothingRecorded({
        folder: visible(folder),
        scenario: visible(scenario),
        titles: titlesOf(histories).map(visible),
      }),
    )
  const known = matching.flatMap(({ entries }) => entries.flatMap(({ recording }) => Object.keys(recording.servers)))
  if (server !== undefined && !known.includes(server))
    throw new LoadgateError(
      'unknown-server',
      optionsMessages.unknownServer({ where: 'SERVER', name: server, known: [...new Set(known)] }),
    )
  stdout.write(`${historyText(matching, stdout.columns ?? 120, server)}\n`)
  return 0
}

function parseCommits(text: string | undefined): number {
  const count = Number(text ?? DEFAULT_COMMITS)
  if (!Number.isSafeInteger(count) || count < 1)
    throw new LoadgateError('wrong-count', messages.wrongCount({ option: '--commits', value: visible(text ?? '') }))
  return count
}

function titlesOf(histories: readonly History[]): readonly string[] {
  return [...new Set(histories.flatMap(({ entries }) => entries.map(({ recording }) => recording.scenario)))]
}
