import type { Git } from '../host/git.ts'
import type { Bisection, Commit, CommitStep } from '../model/commits.ts'
import { LoadgateError } from '../model/error.ts'
import type { Where } from '../model/where.ts'
import { toChange } from '../verdict/evidence.ts'
import { commonAncestor, wayBetween } from './range.ts'
import { countOf, searchWay, type SearchedWay, type SearchOptions } from './search-way.ts'
import type { Stretch } from './search.ts'

/** Divides the change from one commit to the next by function; null where that cannot be done. */
export type ExplainStep = (step: CommitStep) => Promise<Where | null>

export type BisectOptions = SearchOptions & { readonly git: Git; readonly explain: ExplainStep }

type Found = Pick<Bisection, 'good' | 'bad' | 'commits' | 'change' | 'steps' | 'rest' | 'spread'>

/**
 * The commit of a way that made a server heavier, or the largest of several. Where that is a merge, the search goes on among the commits
 * that it brought in. Throws LoadgateError when an end of the way cannot be counted, and whatever `count` throws.
 */
export async function bisect(way: readonly Commit[], options: BisectOptions): Promise<Found> {
  const searched = await searchWay(way, options)
  const { whole, steps, rest, spread } = searched.found
  const stepOf = (stretch: Stretch) => stepIn(way, searched, stretch)
  const { before, after, change } = stepOf({ from: 0, to: way.length - 1, shift: whole })
  const named: Found['steps'][number][] = []
  for (const step of steps) named.push(...(await explained(stepOf(step), options)))
  return {
    good: before,
    bad: { ...way.at(-1)!, count: after },
    commits: way.length - 1,
    change,
    steps: named,
    rest: rest.map(stepOf),
    spread: spread && stepOf(spread),
  }
}

async function explained(step: CommitStep, options: BisectOptions): Promise<Found['steps']> {
  const within = await withinMerge(step, options)
  if (within.length > 0) return within
  const where = step.commits.length === 1 ? await options.explain(step) : null
  return [{ ...step, merge: null, where }]
}

/** The steps that a merge brought in; none where the commit is no merge, or no commit behind it shows a change. */
async function withinMerge({ before, commits }: CommitStep, options: BisectOptions): Promise<Found['steps']> {
  const [merge, ...others] = commits
  if (merge === undefined || others.length > 0) return []
  for (const parent of merge.parents.filter((hash) => hash !== before.hash)) {
    const from = await commonAncestor(options.git, before.hash, parent)
    if (from === null || from === parent) continue
    const steps = await stepsBetween(from, parent, options)
    if (steps.length > 0) return steps.map((step) => ({ ...step, merge: step.merge ?? merge }))
  }
  return []
}

/** None where one of the ends cannot be counted: what was found so far holds all the same. */
async function stepsBetween(from: string, to: string, options: BisectOptions): Promise<Found['steps']> {
  try {
    return (await bisect(await wayBetween(options.git, from, to), options)).steps
  } catch (error) {
    if (error instanceof LoadgateError && error.code === 'end-not-counted') return []
    throw error
  }
}

function stepIn(way: readonly Commit[], { counted }: SearchedWay, { from, to, shift }: Stretch): CommitStep {
  return {
    before: { ...way[from]!, count: countOf(counted.get(from)!) },
    commits: way.slice(from + 1, to + 1),
    after: countOf(counted.get(to)!),
    change: toChange(shift),
  }
}
