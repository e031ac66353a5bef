import { historiesOf } from '../baseline/history.ts'
import { columnsOf } from '../host/terminal.ts'
import type { History } from '../model/baseline.ts'
import { LoadgateError } from '../model/error.ts'
import { messages as optionsMessages } from '../options/messages.ts'
import { historyText } from '../report/history.ts'
import { visible } from '../report/safe.ts'
import { readArguments, BASELINES, type Streams } from './command.ts'
import { messages } from './messages.ts'

const DEFAULT_COMMITS = 20

const OPTIONS = {
  baselines: { type: 'string' },
  commits: { type: 'string' },
  count: { type: 'string' },
  every: { type: 'string' },
  config: { type: 'string' },
} as const

export const usage = `Usage: npx loadgate history [SCENARIO] [SERVER] [options]

Shows how the baselines changed over time, as git recorded them. For each scenario and kind of machine it
lists the commits that changed the baseline (author date, subject, and whether the yardstick, the machine or
Node changed with it). Below, one line per metric shows the latest value, a bar for each recording, and the
change since the previous and since the first recording.

Changes are those of the ratio to the frozen references, so a slower hour or machine does not show as a
change. When a commit changed the references, the bars show a break and nothing is compared across it.

SCENARIO is a scenario's title or a part of it. SERVER is the name of a server.

With --count, it counts the instructions per request of old commits instead, after the fact, and draws them,
here and in .loadgate/history.html. Counts do not depend on the day, so a new user has a year of history in an
hour. A commit takes about 20 s. What was counted is kept, as \`npx loadgate bisect --help\` explains.

Options:
  --baselines DIR  the folder of the baselines (default: ${BASELINES})
  --commits N      show at most the latest N commits per file (default: ${DEFAULT_COMMITS})
  --count A..B     count the commits from A to B (default for B: HEAD, with what is not committed)
  --every N        of these, count each Nth and the last (default: 1)
  --config FILE    with --count: the vitest configuration, where it is not found by its usual name
  --help, -h       show this text

Exit code: 0; 2 when the command could not do its work.

Examples:
  npx loadgate history 'home page' fastify
  npx loadgate history 'home page' fastify --count v1.0.0..HEAD --every 10
`

export async function run(args: readonly string[], streams: Streams): Promise<number> {
  const { values, positionals } = readArguments('history', args, OPTIONS, 2)
  const [scenario = '', server] = positionals
  const { count, every, config } = values
  if (count !== undefined) {
    for (const option of ['baselines', 'commits'] as const) if (values[option] !== undefined) refuse(option, 'without')
    // Loaded only here: what is recorded is shown at once.
    const { runCount } = await import('./history-count.ts')
    const each = parseNumber('--every', every, 1)
    return runCount({ range: count, every: each, scenario: positionals[0], server, config }, streams)
  }
  for (const option of ['every', 'config'] as const) if (values[option] !== undefined) refuse(option, 'with')
  const { stdout } = streams
  const folder = values.baselines ?? BASELINES
  const histories = await historiesOf(folder, parseNumber('--commits', values.commits, DEFAULT_COMMITS))
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
  stdout.write(`${historyText(matching, columnsOf(stdout), server)}\n`)
  return 0
}

function parseNumber(option: string, text: string | undefined, otherwise: number): number {
  const number = Number(text ?? otherwise)
  if (!Number.isSafeInteger(number) || number < 1)
    throw new LoadgateError('wrong-count', messages.wrongCount({ option, value: visible(text ?? '') }))
  return number
}

function refuse(option: string, when: 'with' | 'without'): never {
  throw new LoadgateError('wrong-usage', messages.onlyWhenCounting({ option: `--${option}`, when }))
}

function titlesOf(histories: readonly History[]): readonly string[] {
  return [...new Set(histories.flatMap(({ entries }) => entries.map(({ recording }) => recording.scenario)))]
}
