import { bisect } from '../bisect/bisect.ts'
import { chooseOne, type Choice } from '../bisect/choose.ts'
import type { Commits } from '../bisect/open.ts'
import type { Ends } from '../bisect/range.ts'
import { LoadgateError } from '../model/error.ts'
import { bisectionText, bisectionTitle, countedCommitLine } from '../report/bisection.ts'
import type { Screen } from '../report/screen.ts'
import { readArguments, screenOf, type Streams } from './command.ts'
import { messages } from './messages.ts'
import { withCommits, type Shown } from './with-commits.ts'

const OPTIONS = {
  scenario: { type: 'string' },
  server: { type: 'string' },
  all: { type: 'boolean' },
  config: { type: 'string' },
} as const

export const usage = `Usage: npx loadgate bisect GOOD [BAD] [options]

Finds the commit that made a server heavier. It counts the instructions per request of both ends, then of the
commit in the middle, and so on: about log2(n) + 2 counts of 20 s for n commits. GOOD is a commit, tag or
branch from before; BAD is one from after (default: HEAD, with what is not committed yet).

The request is that of today's spec. Each commit is checked out into a worktree of its own, with the packages
of its own lockfile (installed once for equal lockfiles), and its server is started as the commit defines it;
where it defines none, as today's vitest.config does. A commit that does not install, or whose server does not
start or answer right, is skipped, and is said to be. A merge is followed into the branch that it brought in.

What was counted is kept below .loadgate/commits, so that the same command goes on where it was interrupted,
and counts no commit twice.

Options:
  --scenario TITLE  the scenario's title or a part of it; needed where there are several
  --server NAME     the server; needed where the scenario has several
  --all             go on after the largest step until all are found
  --config FILE     the vitest configuration, where it is not found by its usual name
  --help, -h        show this text

Exit code: 0 when a commit is named; 1 when there is nothing to find, or no single commit stands out; 2 when
the command could not do its work.

Example: npx loadgate bisect v1.2.0 --scenario 'home page' --server fastify
`

export async function run(args: readonly string[], streams: Streams): Promise<number> {
  const { values, positionals } = readArguments('bisect', args, OPTIONS, 2)
  const [good, bad = 'HEAD'] = positionals
  if (good === undefined) throw new LoadgateError('no-good-commit', messages.noGoodCommit)
  return withCommits({ ...values, ends: { good, bad } }, streams, async (commits, shown) => {
    const choice = chooseOne(commits.specs.gates, values)
    const { all = false, config = null } = values
    return search(commits, choice, { ...shown, good, bad, all, config, screen: screenOf(streams.stdout) })
  })
}

type Search = Shown & Ends & { readonly all: boolean; readonly config: string | null; readonly screen: Screen }

async function search(commits: Commits, { gate, scenario, server }: Choice, options: Search): Promise<number> {
  const { all, config, screen, tally, print } = options
  const named = { scenario: scenario.title, server, config }
  const chosen = await commits.choose([{ gate, scenario, server }])
  const range = await chosen.range(options)
  print(bisectionTitle({ ...named, ...options, commits: range.way.length - 1, uncommitted: range.uncommitted }, screen))
  const found = await bisect(range.way, {
    git: commits.git,
    all,
    explain: (step) => chosen.explain({ scenario, server }, step),
    count: async (commit, launches) => (await chosen.count(commit, [{ scenario, server, launches }]))[0]!,
    onNext: tally.begin,
    onCounted(commit, counted) {
      const { nth, ...told } = tally.end(commit, counted)
      print(countedCommitLine({ ...told, mark: String(nth) }, screen))
    },
  })
  print(`\n${bisectionText({ ...named, ...found, ...tally.sum() }, screen)}`)
  return found.steps.length > 0 ? 0 : 1
}
