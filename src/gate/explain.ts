import type { Counter, ProfileTask } from '../count/counter.ts'
import type { ProfiledLaunch } from '../count/profile-launch.ts'
import { monotonic } from '../host/proc.ts'
import type { NotCounted } from '../model/count.ts'
import { askingOf } from '../model/asking.ts'
import { isStated, type Verdict } from '../model/verdict.ts'
import type { Where } from '../model/where.ts'
import type { Settings } from '../options/settings.ts'
import { recordedCounts } from './evidence.ts'
import { keepTelling } from '../where/keep-telling.ts'
import { nameFunctions } from './name-functions.ts'
import type { ProfiledSide } from './open-recorded.ts'
import { otherSideOf, ownSideOf } from './other-side.ts'
import type { Findings, Means } from './scenario-run.ts'

/** Finds out where the instructions of servers went, function by function, once the verdicts are known. */

/** So many servers are explained in one run, unless all are asked for: each takes half a minute, and the worst say most. */
const MOST = 4

/** The cells whose instructions are to be divided by function, the largest change first. */
export function cellsToExplain(verdicts: readonly Verdict[], explain: Settings['explain']): readonly Verdict[] {
  if (explain === 'off') return []
  const counted = verdicts.filter((cell) => cell.metric === 'instructions' && !isStated(cell) && cell.current !== null)
  const changed = counted.filter(({ verdict }) => verdict === 'regressed' || verdict === 'improved')
  return explain === 'all' ? counted.toSorted(byChange) : changed.toSorted(byChange).slice(0, MOST)
}

function byChange({ change: one }: Verdict, { change: other }: Verdict): number {
  return Math.abs(other?.estimate ?? 0) - Math.abs(one?.estimate ?? 0)
}

/** Profiles both sides of each cell, one cell after the other. Rejects only with the reason of the gate's signal, and with bugs. */
export async function explainCells(
  cells: readonly Verdict[],
  all: readonly Findings[],
  means: Means,
): Promise<readonly Where[]> {
  const counting = cells.length === 0 ? null : await means.counting?.()
  if (!counting || 'notCounted' in counting) return []
  const explained: Where[] = []
  for (const cell of cells) {
    const findings = all.find(({ measurement }) => measurement.scenario.title === cell.scenario)
    if (findings) explained.push(await explainCell(cell, findings, means, counting.profile))
  }
  return explained
}

async function explainCell(
  cell: Verdict,
  findings: Findings,
  means: Means,
  profile: Counter['profile'],
): Promise<Where> {
  const { scenario, server } = cell
  means.onProgress({ scenario, step: 'profiling', server, left: 0 })
  const asking = askingOf(findings.measurement.scenario)
  const { counted } = findings
  const recorded = counted && 'recorded' in counted ? recordedCounts(counted.recorded, server)?.recorded : null
  const other = await otherSideOf({ scenario, server, recorded: recorded ?? null, shown: 'functions' }, means)
  return explainSides({ ...cell, asking }, { own: ownSideOf(server, means), other }, profile)
}

/** What is explained: a server in a scenario, and its instructions per request before and now, as counted. */
export type Explained = Pick<Verdict, 'scenario' | 'server' | 'baseline' | 'current'> & Pick<ProfileTask, 'asking'>

export type ExplainedSides = {
  readonly own: Pick<ProfiledSide, 'server' | 'root'>
  readonly other: ProfiledSide | NotCounted
}

/** Profiles both sides at the same time. Rejects only with the reason of the counter's signal, and with bugs. */
export async function explainSides(
  { asking, ...cell }: Explained,
  { own, other }: ExplainedSides,
  profile: Counter['profile'],
): Promise<Where> {
  const began = monotonic()
  const [before, now] = await Promise.all([
    'notCounted' in other ? other : profile(taskOf(other, asking, cell.baseline)),
    profile(taskOf(own, asking, cell.current)),
  ])
  const commit = 'notCounted' in other ? null : other.commit
  return { ...whereOf(cell, { before, now, commit }), seconds: monotonic() - began }
}

function taskOf(
  { server, root }: Pick<ProfiledSide, 'server' | 'root'>,
  asking: ProfileTask['asking'],
  usual: number | null,
): ProfileTask {
  return { server, root, asking, usual: usual ?? 0 }
}

type Profiled = ProfiledLaunch | NotCounted

/** What was found out about one cell. Pure. */
function whereOf(
  { scenario, server, baseline, current }: Omit<Explained, 'asking'>,
  { before, now, commit }: { readonly before: Profiled; readonly now: Profiled; readonly commit: string | null },
): Omit<Where, 'seconds'> {
  const failed = [before, now].flatMap((side) => ('notCounted' in side ? [side.notCounted] : []))
  const nothing = { total: { before: null, now: null }, functions: [], stacks: [], notes: [] }
  const old = 'notCounted' in before ? null : before
  const { notes, ...difference } = 'notCounted' in now ? nothing : nameFunctions(old, now)
  const isPair = old !== null && !('notCounted' in now)
  const explained = difference.functions.reduce((sum, { change }) => sum + (change ?? 0), 0)
  return {
    scenario,
    server,
    before: isPair ? { commit } : null,
    notes: [...failed, ...notes],
    unexplained: isPair && baseline !== null && current !== null ? current - baseline - explained : null,
    total: difference.total,
    ...keepTelling(difference),
  }
}
