import { BUILT_HERE, type CountIdentity } from '../model/count.ts'
import { ofCounts } from './count-messages.ts'

/** What may differ between two counts that are compared all the same. */
export type CountDifference = 'binary' | 'libc' | 'valgrind'

/** What differs, and by what fraction that may have moved the counts: the interval has to be wider by so much on both sides. */
export type Moved = { readonly margin: number; readonly differs: readonly CountDifference[] }

export type IdentityComparison = Moved | { readonly notCompared: string }

type Margins = Readonly<Record<CountDifference, number>>

/**
 * How far each difference may move the count of unchanged code, as a fraction: the widest that was seen among the showcase's
 * servers, by itself and with the others (docs/how-it-decides.md), and something to spare. Of these libc and valgrind hardly move
 * Node's. What was seen of Python stands for all others.
 */
export const MAY_MOVE: { readonly node: Margins; readonly other: Margins } = {
  node: { binary: 0.05, libc: 0.002, valgrind: 0.002 },
  other: { binary: 0.2, libc: 0.01, valgrind: 0.005 },
}

/**
 * Whether a count of today may be held against a recorded one, by what both depend on besides the code. For baselines only:
 * in an A/B run both sides are counted here and now, so another runtime or binary is the change itself. So is another binary that
 * was built from the code, in a baseline, too.
 */
export function compareIdentities(recorded: CountIdentity, today: CountIdentity): IdentityComparison {
  if (recorded.arch !== today.arch)
    return { notCompared: ofCounts.otherArchitecture({ recorded: recorded.arch, today: today.arch }) }
  if (recorded.runtime !== today.runtime)
    return { notCompared: ofCounts.otherRuntime({ recorded: recorded.runtime, today: today.runtime }) }
  if (recorded.method !== today.method)
    return { notCompared: ofCounts.otherMethod({ recorded: recorded.method, today: today.method }) }
  const differs = (Object.keys(MAY_MOVE.other) as CountDifference[]).filter(
    (field) => recorded[field] !== today[field] && today[field] !== BUILT_HERE,
  )
  return { margin: mayMove(today, differs), differs }
}

/** By what fraction these differences together may have moved the counts of a runtime. */
export function mayMove({ runtime }: Pick<CountIdentity, 'runtime'>, differs: readonly CountDifference[]): number {
  const margins = MAY_MOVE[runtime.startsWith('node ') ? 'node' : 'other']
  return differs.reduce((sum, field) => sum + margins[field], 0)
}
