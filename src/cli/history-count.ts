import { writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { chooseAll, type Named } from '../bisect/choose.ts'
import { countSeries, type SeriesOptions } from '../bisect/count-series.ts'
import type { Commits } from '../bisect/open.ts'
import type { Ends } from '../bisect/range.ts'
import { LoadgateError } from '../model/error.ts'
import { commitHistoryText } from '../report/commit-series.ts'
import { commitHistoryPage } from '../report/html/commit-history.ts'
import { visible } from '../report/safe.ts'
import type { Screen } from '../report/screen.ts'
import { screenOf, type Streams } from './command.ts'
import { messages } from './messages.ts'
import { withCommits, type Shown } from './with-commits.ts'

/** Counts old commits, for `loadgate history --count`. */

export type CountOptions = Named & {
  /** As `A..B`. */
  readonly range: string
  readonly every: number
  readonly config?: string | undefined
}

/** Returns the exit code. Throws LoadgateError on wrong usage, and when the command cannot do its work. */
export async function runCount({ range, config, ...named }: CountOptions, streams: Streams): Promise<number> {
  const ends = endsIn(range)
  const screen = screenOf(streams.stdout)
  return withCommits({ config, ends }, streams, (commits, shown) =>
    countAll(commits, { ...shown, ...named, config: config ?? null, ends, screen }),
  )
}

/** `A..` ends at HEAD, as with git. */
function endsIn(range: string): Ends {
  const [, good, bad] = /^(.+?)(?<!\.)\.\.(?!\.)(.*)$/.exec(range) ?? []
  if (good === undefined || bad === undefined)
    throw new LoadgateError('wrong-range', messages.wrongRange({ value: visible(range) }))
  return { good, bad: bad === '' ? 'HEAD' : bad, dotted: true }
}

type Counting = Shown &
  Named &
  Pick<SeriesOptions, 'config' | 'every'> & { readonly ends: Ends; readonly screen: Screen }

async function countAll(
  commits: Commits,
  { tally, print, every, config, screen, ends, ...named }: Counting,
): Promise<number> {
  const choices = chooseAll(commits.specs.gates, named)
  const chosen = await commits.choose(choices)
  const { way } = await chosen.range(ends)
  const series = await countSeries(way, {
    every,
    subjects: choices,
    config,
    count: chosen.count,
    onNext: tally.begin,
    // One commit is one step of the way, however many servers it has; it is skipped where none of them was counted.
    onCounted: (commit, counted) =>
      void tally.end(
        commit,
        counted.find((one) => 'fresh' in one && one.fresh > 0) ?? counted.find((one) => 'fresh' in one) ?? counted[0]!,
      ),
  })
  const counted = { from: ends.good, to: ends.bad, commits: way.length - 1, series, ...tally.sum() }
  const history = commits.secrets.redactAll(counted)
  const file = join(chosen.scratch, 'history.html')
  writeFileSync(file, commitHistoryPage(history))
  print(commitHistoryText(history, relative(process.cwd(), file), screen))
  return 0
}
