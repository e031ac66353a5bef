import type { ProfiledLaunch } from '../count/profile-launch.ts'
import { compareStacks, type Difference } from '../where/compare.ts'
import type { Stack } from '../where/stacks.ts'
import { ofCauses } from './cause-messages.ts'

/** Which functions are to be named, and what one should know about their names. `before` is null without another side. Pure. */
export function nameFunctions(
  before: ProfiledLaunch | null,
  now: ProfiledLaunch,
): Difference & { readonly notes: readonly string[] } {
  const sides = before === null ? [now] : [before, now]
  const isNameless = sides.some(({ namedBy }) => namedBy === 'nobody')
  const [old, today] = [before && stacksOf(before, isNameless), stacksOf(now, isNameless)]
  const share = Math.max(...sides.map(({ naming, total }) => naming / total))
  const notes = isNameless ? [ofCauses.namelessFunctions(now)] : share > 0 ? [ofCauses.namingTakenOff({ share })] : []
  return { ...compareStacks(old, today, ofCauses.runtime(now)), notes }
}

/** Where one side has no names, neither has: its functions would all be new, or gone. */
function stacksOf({ stacks, total }: ProfiledLaunch, isNameless: boolean): Stack {
  return isNameless ? { ...stacks, own: total, callees: new Map() } : stacks
}
