import type { Target } from './driver.ts'
import { mixOf } from './mix.ts'
import { countTurns, type TurnCount } from './walk.ts'

/** The numbers of the turns of each target, which go on from one stretch to the next. */
export type TurnCounts = { readonly of: (target: Target) => TurnCount; readonly forget: () => void }

export function openTurnCounts(): TurnCounts {
  const known = new Map<string, TurnCount>()
  return {
    of: (target) => {
      const key = JSON.stringify(target)
      const count = known.get(key) ?? countTurns(mixOf(target).start)
      known.set(key, count)
      return count
    },
    forget: () => known.clear(),
  }
}
