import { chooseOne } from '../bisect/choose.ts'
import { gitBisectOf, type GitBisect } from '../bisect/git-bisect.ts'
import { takeStep, type Side } from '../bisect/step.ts'
import type { CountedNow } from '../bisect/tally.ts'
import { gitIn } from '../host/git.ts'
import { LoadgateError } from '../model/error.ts'
import { countedCommitLine } from '../report/bisection.ts'
import { readArguments, screenOf, type Streams } from './command.ts'
import { messages } from './messages.ts'
import { withCommits } from './with-commits.ts'

const OPTIONS = {
  scenario: { type: 'string' },
  server: { type: 'string' },
  specs: { type: 'string' },
  config: { type: 'string' },
} as const

/** As `git bisect run` understands them. */
const EXIT_CODES: Readonly<Record<Side, number>> = { good: 0, bad: 1, skip: 125 }

export const usage = `Usage: npx loadgate bisect-step [options], by \`git bisect run\`, after \`git bisect start BAD GOOD\`

Says whether the commit that \`git bisect\` wants to know about is heavy: whether its instructions per
request are nearer to those of the bad end than of the good one. The first step counts both ends. What was
counted is kept below .loadgate/commits, so each later step counts one commit, as \`npx loadgate bisect\` does.
Where one command is enough, use that one: it names the largest of several steps.

The working tree is that of an old commit then, so the request is that of the bad end's spec.

Options:
  --scenario TITLE  the scenario's title or a part of it; needed where there are several
  --server NAME     the server; needed where the scenario has several
  --specs REF       take the specs of another commit, where the bad end has none
  --config FILE     the vitest configuration, where it is not found by its usual name
  --help, -h        show this text

Exit code: 0 when the commit is good; 1 when it is bad; 125 when it cannot be counted, so that git skips it;
128 when the command could not do its work, so that git stops.

Example:
  git bisect run npx loadgate bisect-step --scenario 'home page' --server plain
`

export async function run(args: readonly string[], streams: Streams): Promise<number> {
  const { values } = readArguments('bisect-step', args, OPTIONS)
  const bisecting = await underWay()
  const screen = screenOf(streams.stdout)
  return withCommits({ specs: bisecting.bad, ...values }, streams, async (commits, { tally, print }) => {
    const choice = chooseOne(commits.specs.gates, values)
    const { scenario, server } = choice
    const chosen = await commits.choose([choice])
    const line = (told: Omit<CountedNow, 'nth'>, mark: string) => print(countedCommitLine({ ...told, mark }, screen))
    const { side, current } = await takeStep(bisecting, {
      git: commits.git,
      count: async (commit, launches) => (await chosen.count(commit, [{ scenario, server, launches }]))[0]!,
      onNext: tally.begin,
      onCounted: tally.end,
      onEnd: line,
    })
    line(current, side)
    return EXIT_CODES[side]
  })
}

/** Throws LoadgateError where nothing says what is good and bad. */
async function underWay(): Promise<GitBisect> {
  const found = await gitBisectOf(gitIn(process.cwd()))
  if (found === null) throw new LoadgateError('no-bisect', messages.noBisect)
  const { good, bad, current } = found
  if (good === undefined || bad === undefined || current === undefined)
    throw new LoadgateError('no-ends', messages.noEnds)
  return { good, bad, current }
}
